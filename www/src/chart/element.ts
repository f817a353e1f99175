/**
 * <alleyway-chart>: a canvas that is sharp on any screen and on paper, however the page around it is
 * scaled, follows the size of its box, and draws what a function that it is given draws.
 */

import type { Pen } from './pen.ts';
import { readTheme, type Surface } from './surface.ts';

/**
 * Where a point of the chart leads, as a position along the story; null is nowhere. What is `held`
 * follows the hand wherever that goes.
 */
export interface Pick {
  (x: number, y: number, held?: boolean): number | null;
  /** The value at a height, on charts whose values can be drawn by hand. */
  value?(y: number): number;
}
export interface Paint {
  (surface: Surface): Pick | null;
  /**
   * Begin what another processor draws of it. False: this is under way, and `done` is called when it
   * is there to be copied; until then the old picture stays, and the page's own thread is free.
   */
  begin?(surface: Surface, done: () => void): boolean;
}

type Look = Omit<Surface, 'context' | 'width' | 'height' | 'again'>;

/**
 * Milliseconds of one task after which charts wait for the next. Those of a new run take far more in
 * all; in between, the page listens.
 */
const TASK = 10;
let spent = 0;

/** Also for what a task did before its charts. */
export function charge(milliseconds: number) {
  // The first to draw in a task sees to it that the next one begins anew.
  if (spent === 0) setTimeout(() => (spent = 0));
  spent += Math.max(milliseconds, Number.MIN_VALUE);
}

/** Pixels of a printer, 300 to the inch, in one of CSS, 96 to the inch. */
const PAPER = 300 / 96;
/** No canvas has more: a page that is scaled up further is drawn less finely, not refused its memory. */
const MOST_PIXELS = 16e6;
/** A scale is measured to this share; what is nearer to 1 is 1. */
const EXACT = 1e-3;
/** Milliseconds after which a new scale is noticed: nothing tells a page that one of its parts was transformed. */
const WATCH = 400;

/** The charts of the page. */
const charts = new Set<ChartElement>();
let watch: ReturnType<typeof setInterval> | undefined;

const paper = matchMedia('print');
/** Whether what is drawn is for paper. */
let printing = paper.matches;

function print(on: boolean) {
  if (on === printing) return;
  printing = on;
  for (const chart of charts) chart.toPaper(on);
}

// The first is told in time to be drawn for, the other to who only looks at how it would be printed.
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
paper.addEventListener('change', () => print(paper.matches));

/** Told when a window comes to a screen with other pixels: its size may be the same there. */
function watchScreen() {
  const screen = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  screen.addEventListener(
    'change',
    () => {
      for (const chart of charts) chart.rescale();
      watchScreen();
    },
    { once: true },
  );
}
watchScreen();

export class ChartElement extends HTMLElement {
  private readonly canvas = document.createElement('canvas');
  private readonly observer = new ResizeObserver(entries => {
    const box = entries[entries.length - 1]?.contentRect;
    if (box) this.resized(box.width, box.height);
  });
  /** A chart that nobody can see is not drawn: half of them are below the first screen. */
  private readonly sight = new IntersectionObserver(
    entries => {
      this.seen = entries[entries.length - 1]?.isIntersecting ?? true;
      if (!this.seen) return;
      this.rescale();
      if (this.stale) this.turn();
    },
    { rootMargin: '80px' },
  );
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');
  /** Its inks may be others now. */
  readonly restyle = () => {
    this.look = null;
    this.schedule();
  };
  private paintFunction: Paint | null = null;
  private pickFunction: Pick | null = null;
  /** Of the element, in its own pixels, which a transform of the page around it may make larger or smaller. */
  private box = { width: 0, height: 0 };
  /** Of the canvas: as large as whole pixels of the screen allow. */
  private width = 0;
  private height = 0;
  /** Pixels of the screen, or of paper, in one of its own. */
  private ratio = 1;
  private pending = false;
  /** What was begun is not there yet. */
  private waiting = false;
  /** Meanwhile something newer is to be drawn. */
  private late = false;
  private seen = true;
  private stale = false;
  /** Sizes and inks from the style sheet; to read them makes the browser lay out, so they are kept. */
  private look: Look | null = null;

  constructor() {
    super();
    this.canvas.setAttribute('aria-hidden', 'true');
  }

  connectedCallback() {
    // Not a shadow root: the canvas takes its place and its type size from the lab's own style sheet.
    if (!this.canvas.isConnected) this.append(this.canvas);
    this.observer.observe(this);
    this.sight.observe(this);
    this.scheme.addEventListener('change', this.restyle);
    this.toggleAttribute('paper', printing);
    charts.add(this);
    watch ??= setInterval(() => {
      for (const chart of charts) if (chart.seen) chart.rescale();
    }, WATCH);
  }

  disconnectedCallback() {
    this.observer.disconnect();
    this.sight.disconnect();
    this.scheme.removeEventListener('change', this.restyle);
    charts.delete(this);
    if (charts.size > 0) return;
    clearInterval(watch);
    watch = undefined;
  }

  set paint(paint: Paint | null) {
    // The lab sets it at every change of anything, and Lit takes every function for a new one.
    if (paint === this.paintFunction) return;
    this.paintFunction = paint;
    this.schedule();
  }

  /** The position along the story under a point of the page. */
  pick(clientX: number, clientY: number, held = false): number | null {
    const at = this.inside(clientX, clientY);
    return (at && this.pickFunction?.(...at, held)) ?? null;
  }

  /** The value at a height of the page. */
  value(clientY: number): number | null {
    const at = this.inside(0, clientY);
    return (at && this.pickFunction?.value?.(at[1])) ?? null;
  }

  /** A point of the page in its own pixels. */
  private inside(clientX: number, clientY: number): [number, number] | null {
    const box = this.canvas.getBoundingClientRect();
    if (!(box.width > 0 && box.height > 0)) return null;
    const x = ((clientX - box.left) * this.width) / box.width;
    const y = ((clientY - box.top) * this.height) / box.height;
    return [x, y];
  }

  /** The chart again, on another context (for a picture of the figure). */
  paintOn(context: Pen) {
    this.paintFunction?.(this.surface(context));
  }

  private resized(width: number, height: number) {
    this.box = { width, height };
    const box = this.getBoundingClientRect();
    // The observer of sight speaks only after the first frame.
    this.seen = box.top < innerHeight + 80 && box.bottom > -80;
    this.fit();
    this.look = null;
    // In the same frame as the layout, or the old picture is seen stretched; unless that frame has enough to draw.
    this.turn();
  }

  /** How many pixels there are in one of its own: those of the screen, times what the page is scaled by. */
  private measure(): number {
    const { width, height } = this.box;
    if (width < 1 || height < 1) return this.ratio;
    const seen = this.getBoundingClientRect();
    const scale = Math.max(seen.width / width, seen.height / height);
    const exact = scale > 0 && Math.abs(scale - 1) > EXACT ? scale : 1;
    const ratio = (window.devicePixelRatio || 1) * exact;
    return Math.min(
      printing ? Math.max(ratio, PAPER) : ratio,
      Math.sqrt(MOST_PIXELS / (width * height)),
    );
  }

  private fit() {
    this.ratio = this.measure();
    // A canvas of broken pixels is stretched to whole ones, and blurred.
    this.width = Math.floor(this.box.width * this.ratio) / this.ratio;
    this.height = Math.floor(this.box.height * this.ratio) / this.ratio;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
  }

  /** Draw again if the page has been scaled, or its window is on another screen. */
  rescale() {
    if (Math.abs(this.measure() / this.ratio - 1) < EXACT) return;
    this.fit();
    this.look = null;
    this.schedule();
  }

  /** For paper: dark on white, in the printer's pixels, also where nobody has looked yet; and now. */
  toPaper(on: boolean) {
    this.toggleAttribute('paper', on);
    this.look = null;
    this.fit();
    if (on) this.draw();
    else this.schedule();
  }

  private schedule() {
    if (this.pending || !this.isConnected) return;
    this.pending = true;
    // At the end of this task, not in the next frame: what is drawn usually comes from inside a
    // frame's own callback or a pointer event, and would otherwise be seen 16 ms later.
    queueMicrotask(this.turn);
  }

  /** Draw now, or, where this task has drawn for long enough, in one of the next. */
  private readonly turn = () => {
    if (spent >= TASK) {
      setTimeout(this.turn);
      return;
    }
    const began = performance.now();
    this.pending = false;
    this.late = this.waiting;
    if (!this.waiting) this.draw();
    charge(performance.now() - began);
  };

  private draw() {
    this.stale = !this.seen && !printing;
    const paint = this.paintFunction;
    const context = this.canvas.getContext('2d');
    if (!paint || !context || this.stale || this.width < 1 || this.height < 1) return;
    const { ratio } = this;
    // What one picture leaves behind, a way that lines are joined, must not show in the next.
    const clean = <T>(work: (surface: Surface) => T): T => {
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const again = () => this.schedule();
      const result = work({ ...this.surface(context), ...(printing ? {} : { again }) });
      context.restore();
      return result;
    };
    const show = () => {
      const width = Math.round(this.width * ratio);
      const height = Math.round(this.height * ratio);
      if (this.canvas.width !== width || this.canvas.height !== height) {
        this.canvas.width = width;
        this.canvas.height = height;
      }
      this.pickFunction = clean(surface => {
        context.clearRect(0, 0, this.width, this.height);
        return paint(surface);
      });
    };
    const done = () => {
      const began = performance.now();
      this.waiting = false;
      // Its place may have gone meanwhile.
      if (this.width >= 1 && this.height >= 1) show();
      if (this.late) this.schedule();
      charge(performance.now() - began);
    };
    if (printing) {
      show();
      return;
    }
    this.waiting = clean(surface => paint.begin?.(surface, done) === false);
    // It is of a new run, for which this task also has the whole lab to lay out: the other charts come later.
    if (this.waiting) charge(TASK);
    else show();
  }

  private surface(context: Pen): Surface {
    this.look ??= readLook(this);
    return { context, width: this.width, height: this.height, ...this.look };
  }
}

function readLook(element: Element): Look {
  const style = getComputedStyle(element);
  const em = Number.parseFloat(style.fontSize) || 13;
  return {
    em,
    line: em * (Number.parseFloat(style.getPropertyValue('--line')) || 0.18),
    font: style.fontFamily,
    theme: readTheme(style),
  };
}

if (!customElements.get('alleyway-chart')) customElements.define('alleyway-chart', ChartElement);

declare global {
  interface HTMLElementTagNameMap {
    'alleyway-chart': ChartElement;
  }
}
