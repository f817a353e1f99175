/**
 * <alleyway-chart>: a canvas that is sharp on any screen, follows the size of its
 * box, and draws what a function that it is given draws.
 */

import { readTheme, type Surface } from './surface.ts';

/**
 * Where a point of the chart leads, as a position along the story; null is nowhere. What is `held`
 * follows the hand wherever that goes.
 */
export type Pick = (x: number, y: number, held?: boolean) => number | null;
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

export class ChartElement extends HTMLElement {
  private readonly canvas = document.createElement('canvas');
  private readonly observer = new ResizeObserver(() => this.resized());
  /** A chart that nobody can see is not drawn: half of them are below the first screen. */
  private readonly sight = new IntersectionObserver(
    entries => {
      this.seen = entries[entries.length - 1]?.isIntersecting ?? true;
      if (this.seen && this.stale) this.turn();
    },
    { rootMargin: '80px' },
  );
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');
  private readonly restyled = () => {
    this.look = null;
    this.schedule();
  };
  private paintFunction: Paint | null = null;
  private pickFunction: Pick | null = null;
  private width = 0;
  private height = 0;
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
    this.scheme.addEventListener('change', this.restyled);
  }

  disconnectedCallback() {
    this.observer.disconnect();
    this.sight.disconnect();
    this.scheme.removeEventListener('change', this.restyled);
  }

  set paint(paint: Paint | null) {
    // The lab sets it at every change of anything, and Lit takes every function for a new one.
    if (paint === this.paintFunction) return;
    this.paintFunction = paint;
    this.schedule();
  }

  /** The position along the story under a point of the page. */
  pick(clientX: number, clientY: number, held = false): number | null {
    const box = this.canvas.getBoundingClientRect();
    return this.pickFunction?.(clientX - box.left, clientY - box.top, held) ?? null;
  }

  /** The chart again, on another context (for a picture of the figure). */
  paintOn(context: CanvasRenderingContext2D) {
    this.paintFunction?.(this.surface(context));
  }

  private resized() {
    const box = this.getBoundingClientRect();
    // The observer of sight speaks only after the first frame.
    this.seen = box.top < innerHeight + 80 && box.bottom > -80;
    // A canvas of broken pixels is stretched to whole ones, and blurred.
    const ratio = window.devicePixelRatio || 1;
    this.width = Math.floor(box.width * ratio) / ratio;
    this.height = Math.floor(box.height * ratio) / ratio;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    this.look = null;
    // In the same frame as the layout, or the old picture is seen stretched; unless that frame has enough to draw.
    this.turn();
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
    this.stale = !this.seen;
    const paint = this.paintFunction;
    const context = this.canvas.getContext('2d');
    if (!paint || !context || this.stale || this.width < 1 || this.height < 1) return;
    const ratio = window.devicePixelRatio || 1;
    // What one picture leaves behind, a way that lines are joined, must not show in the next.
    const clean = <T>(work: (surface: Surface) => T): T => {
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const result = work({ ...this.surface(context), again: () => this.schedule() });
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
      show();
      if (this.late) this.schedule();
      charge(performance.now() - began);
    };
    this.waiting = clean(surface => paint.begin?.(surface, done) === false);
    // It is of a new run, for which this task also has the whole lab to lay out: the other charts come later.
    if (this.waiting) charge(TASK);
    else show();
  }

  private surface(context: CanvasRenderingContext2D): Surface {
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
