/**
 * <alleyway-digit-pad>: a drawing, made into 64 numbers as the data set was made, and what
 * three models of the sweep see in it. Loaded only when there are digits on the page.
 */

import { css, html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { formatCount, formatValue } from '../chart/format.ts';
import type { Services } from './contract.ts';
import { share } from './share.ts';

type Point = [number, number];

const CLASSES = 10;
const PIXELS = 64;
/** The side of the bitmap that the strokes are drawn into. */
const SIDE = 160;
/**
 * Width of the pen as a share of the drawing's height. A pen of the screen's would make
 * a small drawing all ink; the writers of the data set had one pen for one size of box.
 */
const PEN = 0.14;

export class DigitPad extends LitElement {
  static override properties = {
    sizes: { attribute: false },
    services: { attribute: false },
    samples: { attribute: false },
    config: { attribute: false },
  };

  declare sizes: { name: string; size: number }[];
  declare services: Services;
  declare samples: Float64Array | null;
  /** A new config means new models; its identity is what counts. */
  declare config: unknown;

  private strokes: Point[][] = [];
  private pen: number | null = null;
  private sample: number | null = null;
  private pixels: Float64Array | null = null;
  private scores: Float64Array | null = null;
  private asking = false;
  private askAgain = false;
  private trouble = '';

  constructor() {
    super();
    this.sizes = [];
    this.samples = null;
  }

  static override styles = css`
    :host {
      display: block;
      margin-top: 1em;
      padding-top: 0.8em;
      border-top: 1px solid var(--edge);
    }
    * {
      box-sizing: border-box;
    }
    h2 {
      margin: 0 0 0.5em;
      font-size: var(--small);
      font-weight: 600;
      color: var(--muted);
    }
    .all {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0.8em 1.6em;
      align-items: start;
    }
    .pad {
      position: relative;
      width: 10.5em;
      height: 10.5em;
      border: 1.5px solid var(--truth);
      border-radius: 0.7em;
      touch-action: none;
      cursor: crosshair;
      overflow: hidden;
      -webkit-user-select: none;
      user-select: none;
    }
    .pad svg {
      display: block;
      width: 100%;
      height: 100%;
    }
    .hint {
      position: absolute;
      inset: 0;
      display: grid;
      place-items: center;
      text-align: center;
      padding: 1em;
      color: var(--muted);
      font-size: var(--small);
      pointer-events: none;
    }
    .under {
      display: flex;
      align-items: center;
      gap: 0.2em;
      margin-top: 0.4em;
    }
    button {
      font: inherit;
      color: inherit;
      cursor: pointer;
      background: none;
      border: 1px solid transparent;
      border-radius: 0.4em;
      padding: 0.15em 0.5em;
      font-size: var(--small);
    }
    button:hover:enabled {
      background: var(--hover);
    }
    button:disabled {
      color: var(--muted);
      cursor: default;
      opacity: 0.6;
    }
    :focus-visible {
      outline: 2px solid var(--train);
      outline-offset: 2px;
    }
    .seen {
      margin-left: auto;
    }
    canvas {
      display: block;
      image-rendering: pixelated;
      border-radius: 2px;
      background: var(--hover);
    }
    .seen canvas {
      width: 2.2em;
      height: 2.2em;
    }
    .models {
      align-items: end;
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(9.5em, 1fr));
      gap: 0.8em 1.6em;
    }
    .model {
      min-width: 0;
    }
    .who {
      font-size: var(--small);
      color: var(--muted);
    }
    .says {
      font-family: var(--serif);
      font-size: 1.2em;
      line-height: 1.3;
      min-height: 1.3em;
    }
    .says b {
      font-size: 1.5em;
      font-weight: 600;
      color: var(--test);
    }
    .bars {
      display: grid;
      grid-template-columns: repeat(10, 1fr);
      gap: 2px;
      height: 4em;
      margin-top: 0.3em;
    }
    .bar {
      display: flex;
      flex-direction: column;
      justify-content: flex-end;
      text-align: center;
      font-size: 0.75em;
      line-height: 1.3;
      color: var(--muted);
      font-variant-numeric: tabular-nums;
    }
    .bar i {
      display: block;
      height: calc(var(--share) * 3.6em);
      background: var(--faint);
      border-radius: 2px 2px 0 0;
      min-height: 1px;
    }
    .bar.top {
      color: var(--ink);
      font-weight: 700;
    }
    .bar.top i {
      background: var(--test);
    }
    .samples {
      grid-column: 1 / -1;
      display: flex;
      flex-wrap: wrap;
      gap: 0.25em;
      align-items: center;
      font-size: var(--small);
      color: var(--muted);
    }
    .samples button {
      padding: 2px;
    }
    .samples button[aria-pressed="true"] {
      border-color: var(--ink);
    }
    .samples canvas {
      width: 1.9em;
      height: 1.9em;
    }
    canvas {
      filter: var(--flip);
      background: var(--film);
    }
    @media (width < 34em) {
      .all {
        grid-template-columns: minmax(0, 1fr);
      }
      .pad {
        width: min(100%, 15em);
        height: auto;
        aspect-ratio: 1;
        margin: 0 auto;
      }
      .models {
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 0.8em;
      }
      .bar {
        font-size: 0.65em;
      }
    }
  `;

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('config') && changed.get('config') !== undefined) {
      this.scores = null;
      this.sample = null;
      if (this.pixels) this.ask();
    }
  }

  override updated() {
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('canvas')) {
      const index = canvas.dataset.sample;
      const values =
        index === undefined
          ? this.pixels
          : (this.samples?.subarray(Number(index) * PIXELS, (Number(index) + 1) * PIXELS) ?? null);
      paintPixels(canvas, values);
    }
  }

  override render() {
    const empty = this.strokes.length === 0 && this.sample === null;
    return html`<h2>Draw a digit, and three models say what they see</h2>
      <div class="all">
        <div>
          <div
            class="pad"
            aria-label="A pad to draw on with a finger or a mouse"
            role="img"
            @pointerdown=${this.down}
            @pointermove=${this.move}
            @pointerup=${this.up}
            @pointercancel=${this.up}
          >
            <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
              ${this.strokes.map(stroke => strokeShape(stroke))}
            </svg>
            ${empty ? html`<span class="hint">Draw here, large, with a finger or the mouse</span>` : nothing}
          </div>
          <div class="under">
            <button ?disabled=${this.strokes.length === 0} @click=${this.undo}>Undo</button>
            <button ?disabled=${empty} @click=${this.clear}>Clear</button>
            ${
              this.pixels
                ? html`<span class="seen" title="What the models get: 8 by 8 numbers from 0 to 16"
                    ><canvas width="8" height="8" role="img" aria-label="The drawing as 8 by 8 pixels"></canvas
                  ></span>`
                : nothing
            }
          </div>
        </div>
        <div class="models" role="status">${this.sizes.map((model, index) => this.model(model, index))}</div>
        ${this.sampleButtons()}
        ${this.trouble ? html`<p class="samples" role="alert">${this.trouble}</p>` : nothing}
      </div>`;
  }

  private model({ name, size }: { name: string; size: number }, index: number): TemplateResult {
    const scores = this.scores?.subarray(index * CLASSES, (index + 1) * CLASSES);
    const top = scores ? indexOfLargest(scores) : -1;
    const most = scores ? Math.max(...scores.map(Math.abs), 1e-9) : 1;
    const all = scores
      ? Array.from(scores, (score, digit) => `${digit}: ${formatValue(score)}`).join(', ')
      : 'no scores yet';
    return html`<div class="model">
      <div class="who">${name}, ${formatCount(size)} parameters</div>
      <div class="says">
        ${
          scores
            ? html`sees a <b>${top}</b>`
            : this.asking
              ? html`<span class="who">is being trained …</span>`
              : html`<span class="who">waits for a drawing</span>`
        }
      </div>
      <div class="bars" role="img" aria-label="Scores: ${all}" title=${all}>
        ${Array.from({ length: CLASSES }, (_, digit) => {
          const height = scores ? Math.max(0, scores[digit] ?? 0) / most : 0;
          return html`<span class="bar ${digit === top ? 'top' : ''}"
            ><i ${share(height)}></i>${digit}</span
          >`;
        })}
      </div>
    </div>`;
  }

  private sampleButtons() {
    const count = Math.floor((this.samples?.length ?? 0) / PIXELS);
    if (count === 0) return nothing;
    return html`<div class="samples" role="group" aria-label="Or take a test image">
      <span>or take a test image:</span>
      ${Array.from(
        { length: count },
        (_, index) => html`<button
          aria-label="Test image ${index + 1}"
          aria-pressed=${String(this.sample === index)}
          @click=${() => this.take(index)}
        ><canvas width="8" height="8" data-sample=${index} aria-hidden="true"></canvas></button>`,
      )}
    </div>`;
  }

  // -------------------------------------------------------------- the pen

  private point(event: PointerEvent): Point {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  private down(event: PointerEvent) {
    if (event.button !== 0 || this.pen !== null) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.pen = event.pointerId;
    this.sample = null;
    this.strokes = [...this.strokes, [this.point(event)]];
    this.requestUpdate();
  }

  private move(event: PointerEvent) {
    if (event.pointerId !== this.pen) return;
    this.strokes[this.strokes.length - 1]?.push(this.point(event));
    this.drawn();
  }

  private up(event: PointerEvent) {
    if (event.pointerId !== this.pen) return;
    this.pen = null;
    this.drawn();
  }

  private undo() {
    this.strokes = this.strokes.slice(0, -1);
    this.drawn();
  }

  private clear() {
    this.strokes = [];
    this.sample = null;
    this.drawn();
  }

  private take(index: number) {
    this.strokes = [];
    this.sample = index;
    this.pixels = this.samples?.slice(index * PIXELS, (index + 1) * PIXELS) ?? null;
    this.ask();
    this.requestUpdate();
  }

  private drawn() {
    const pixels =
      this.strokes.length > 0
        ? this.services.normaliseDigit(inkOf(this.strokes), SIDE, SIDE)
        : null;
    this.pixels = pixels && pixels.length === PIXELS ? pixels : null;
    if (this.pixels) this.ask();
    else this.scores = null;
    this.requestUpdate();
  }

  /** One question at a time; while it is out, only the newest drawing waits. */
  private async ask() {
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.asking = true;
    this.trouble = '';
    try {
      do {
        this.askAgain = false;
        if (!this.pixels) break;
        const question = [...this.sizes.map(one => one.size), ...this.pixels];
        const series = await this.services.view('classify', question);
        if (this.pixels) this.scores = series.find(one => one.name === 'score')?.values ?? null;
        this.requestUpdate();
      } while (this.askAgain);
    } catch (error) {
      this.scores = null;
      // A new run has begun; the next stroke asks that one.
      const dropped = error instanceof Error && error.name === 'Dropped';
      if (!dropped) this.trouble = error instanceof Error ? error.message : String(error);
      this.askAgain = dropped && this.pixels !== null;
    }
    this.asking = false;
    this.requestUpdate();
    if (this.askAgain) this.ask();
  }
}

function strokeShape(stroke: Point[]) {
  const [first] = stroke;
  if (!first) return nothing;
  // A path of one point draws nothing without a length.
  const path = `M${stroke.map(([x, y]) => `${x.toFixed(4)} ${y.toFixed(4)}`).join('L')}${stroke.length === 1 ? 'l0 .0001' : ''}`;
  return svg`<path d=${path} fill="none" stroke="currentColor" stroke-width=".075" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** The strokes as a bitmap, as large as it can hold them, with a pen to their measure. */
function inkOf(strokes: readonly Point[][]): Uint8Array {
  const points = strokes.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  const extent = Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 0.02);
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return new Uint8Array(SIDE * SIDE);
  const pen = SIDE * PEN;
  const scale = (SIDE - pen - 2) / extent;
  context.lineWidth = pen;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.beginPath();
    for (const [index, [x, y]] of stroke.entries()) {
      const to: Point = [pen / 2 + 1 + (x - left) * scale, pen / 2 + 1 + (y - top) * scale];
      if (index === 0) context.moveTo(...to);
      context.lineTo(...to);
    }
    context.stroke();
  }
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, index) =>
    (data[4 * index + 3] ?? 0) > 127 ? 1 : 0,
  );
}

function paintPixels(canvas: HTMLCanvasElement, values: Float64Array | null) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(8, 8);
  for (let index = 0; index < PIXELS; index++) {
    image.data[4 * index + 3] = Math.round((255 * Math.min(16, values?.[index] ?? 0)) / 16);
  }
  context.putImageData(image, 0, 0);
}

function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}

if (!customElements.get('alleyway-digit-pad')) {
  customElements.define('alleyway-digit-pad', DigitPad);
}
