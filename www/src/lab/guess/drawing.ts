/** A curve that a reader draws where the rest of one is not shown yet: by a mouse, a finger or the arrow keys. */

import { html, type TemplateResult } from 'lit';
import { paintCurves } from '../../chart/curves.ts';
import type { ChartElement } from '../../chart/element.ts';
import { formatValue } from '../../chart/format.ts';
import type { Scene } from '../../figures/contract.ts';
import type { Guess } from '../../figures/guesses.ts';
import { modified } from '../keys.ts';

type Curve = Extract<Guess, { kind: 'curve' }>;

/** By so much a key moves the value. */
const STEP = 10 ** 0.1;
const PAGE = 10 ** 0.5;

export class Drawing {
  /** Place by place of the story; NaN where nothing is drawn. */
  values: Float64Array | null = null;
  private readonly guess: Curve;
  private readonly changed: () => void;
  private readonly done: () => void;
  private cursor = -1;
  /** Where the hand that draws was last. */
  private hand: number | null = null;

  constructor(guess: Curve, changed: () => void, done: () => void) {
    this.guess = guess;
    this.changed = changed;
    this.done = done;
  }

  get any(): boolean {
    return this.values?.some(Number.isFinite) ?? false;
  }

  clear() {
    this.values = null;
    this.cursor = -1;
    this.changed();
  }

  render(scene: Scene): TemplateResult {
    const from = this.guess.from(scene);
    const drawn = this.of(scene);
    const at = Math.max(from, this.cursor);
    const model = this.guess.model(scene, drawn, at);
    const shown = model.lines[model.rides]?.values ?? [];
    const value = drawn[at] ?? Number.NaN;
    const words = Number.isFinite(value) ? formatValue(value) : 'nothing drawn';
    const act = (event: PointerEvent) => this.drag(event, scene);
    return html`<div
      class="plot draws"
      role="slider"
      tabindex="0"
      aria-label="What you expect; left and right go from size to size, up and down draw"
      aria-valuemin=${model.y.low}
      aria-valuemax=${model.y.high}
      aria-valuenow=${Number.isFinite(value) ? value : (shown[from - 1] ?? model.y.low)}
      aria-valuetext="${this.guess.place(scene, at)}: ${words}"
      @pointerdown=${act}
      @pointermove=${act}
      @pointerup=${act}
      @pointercancel=${act}
      @keydown=${(event: KeyboardEvent) => this.keyed(event, scene)}
    ><alleyway-chart .paint=${(surface: Parameters<typeof paintCurves>[0]) => paintCurves(surface, model)}></alleyway-chart></div>`;
  }

  /** As many places as the run has. */
  private of(scene: Scene): Float64Array {
    const places = this.guess.places(scene);
    if (this.values?.length !== places) this.values = new Float64Array(places).fill(Number.NaN);
    return this.values;
  }

  private drag(event: PointerEvent, scene: Scene) {
    const plot = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') {
      if (event.button !== 0) return;
      plot.setPointerCapture(event.pointerId);
      plot.focus({ preventScroll: true });
      this.hand = null;
    } else if (!plot.hasPointerCapture(event.pointerId)) return;
    const chart = plot.querySelector<ChartElement>('alleyway-chart');
    const at = chart?.pick(event.clientX, event.clientY, true) ?? null;
    const value = chart?.value(event.clientY) ?? null;
    if (at === null || value === null) return;
    this.put(scene, Math.round(at), value);
    this.hand = event.type === 'pointerup' ? null : this.cursor;
  }

  private keyed(event: KeyboardEvent, scene: Scene) {
    if (modified(event)) return;
    const from = this.guess.from(scene);
    const drawn = this.of(scene);
    const at = Math.max(from, this.cursor);
    const last = drawn.length - 1;
    const { value } = this.last(scene, at);
    const acts: Record<string, () => void> = {
      ArrowRight: () => this.put(scene, Math.min(last, at + (this.any ? 1 : 0)), value),
      ArrowLeft: () => this.move(Math.max(from, at - 1)),
      ArrowUp: () => this.put(scene, at, value * STEP),
      ArrowDown: () => this.put(scene, at, value / STEP),
      PageUp: () => this.put(scene, at, value * PAGE),
      PageDown: () => this.put(scene, at, value / PAGE),
      Home: () => this.move(from),
      End: () => this.put(scene, last, value),
      Enter: () => this.done(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** The last place up to this one where something is drawn, or else the one at which the curve is left. */
  private last(scene: Scene, to: number): { place: number; value: number } {
    const drawn = this.of(scene);
    const from = this.guess.from(scene);
    for (let place = to; place >= from; place--) {
      const value = drawn[place] ?? Number.NaN;
      if (Number.isFinite(value)) return { place, value };
    }
    return { place: from - 1, value: this.guess.left(scene) };
  }

  private move(to: number) {
    this.cursor = to;
    this.changed();
  }

  /** Draw to a place, in a straight line from where the hand, or what is drawn, was last. */
  private put(scene: Scene, to: number, value: number) {
    const from = this.guess.from(scene);
    if (to < from) return;
    const drawn = this.of(scene);
    const { low, high } = this.guess.model(scene, drawn, to).y;
    const end = Math.max(low, Math.min(high, value));
    // What is left out on the way is drawn too.
    const { place: start, value: begin } = this.last(scene, this.hand ?? to - 1);
    for (let index = Math.max(from, Math.min(start, to)); index <= Math.max(start, to); index++) {
      const share = to === start ? 1 : (index - start) / (to - start);
      drawn[index] = begin * (end / begin) ** share;
    }
    // A new array, because what is drawn of is known by it.
    this.values = drawn.slice();
    this.cursor = to;
    this.changed();
  }
}
