/** One lab's work: the run it asked for, what has come in, and what is shown until it has. */

import type { Config, Frames, Request, Resolved, Run, Series } from '../worker/api.ts';
import { loadData } from '../worker/data.ts';
import { Desk } from '../worker/desk.ts';
import { Dropped, Pool, type RunHandlers } from '../worker/pool.ts';

export type Phase = 'running' | 'complete' | 'cancelled' | 'error';

export interface Shown {
  config: Config;
  frames: Frames;
  pieces: number;
}

export interface Look {
  config: Config;
  draw: number;
  series: ReadonlyMap<string, Series>;
}

export interface SessionEvents {
  /** Something to be drawn has changed. */
  changed(): void;
  firstCurve(): void;
  complete(): void;
}

let desk: Promise<Desk> | null = null;

/** One desk a page. A failure is forgotten, so that a retry can succeed. */
function openDesk(): Promise<Desk> {
  desk ??= Desk.open().catch(error => {
    desk = null;
    throw error;
  });
  return desk;
}

/** For tests and measurements: `?workers=N` fixes the size of the pool, `?trap=N` makes the first N jobs trap. */
function poolOptions(): { size: number; traps: number } {
  const query = new URLSearchParams(location.search);
  const asked = Number(query.get('workers'));
  const cores = Math.min(navigator.hardwareConcurrency || 2, 8);
  return {
    size: Number.isInteger(asked) && asked >= 1 && asked <= 32 ? asked : cores,
    traps: Math.max(0, Math.min(100, Math.floor(Number(query.get('trap')) || 0))),
  };
}

export class Session {
  phase: Phase = 'running';
  fraction = 0;
  /** When the run began, to know when its progress is worth showing. */
  began = 0;
  /** What the run has so far is shown while it goes on. */
  watched = false;
  /** It rests where it is. */
  held = false;
  /** A worker was replaced during this run. */
  mended: string | null = null;
  error: Error | null = null;
  shown: Shown | null = null;
  look: Look | null = null;

  private desk: Desk | null = null;
  private readonly events: SessionEvents;
  private readonly pool: Pool;
  private run: Run | null = null;
  private resolved: Resolved | null = null;
  private serial = 0;
  private frame = 0;
  private fresh = false;
  private dirty = false;
  private readonly given = new Set<string>();

  constructor(events: SessionEvents, workers = Number.POSITIVE_INFINITY) {
    this.events = events;
    const { size, traps } = poolOptions();
    this.pool = new Pool(Math.min(size, workers), traps);
  }

  async open(): Promise<Desk> {
    const desk = await openDesk();
    if (this.desk !== desk) this.pool.load(desk.module);
    this.desk = desk;
    return desk;
  }

  /** The run that is shown or under way, whole. */
  get config(): Config | null {
    return this.resolved?.config ?? null;
  }

  /** Begin what was resolved. Everything older stops now; what it had shown stays until there is something new. */
  begin(
    resolved: Resolved,
    request: Request,
    look: { name: string; args: number[] } | null,
    draw: number,
  ) {
    const desk = this.desk;
    if (!desk) return;
    const serial = ++this.serial;
    this.pool.stop();
    this.resolved = resolved;
    this.phase = 'running';
    this.fraction = 0;
    this.began = performance.now();
    this.watched = false;
    this.held = false;
    this.mended = null;
    this.error = null;
    this.start(serial, desk, request, look, draw);
  }

  /** Whether a run may need a data set that has not been fetched. */
  lacks(name: string): boolean {
    return this.desk?.catalogue.data[name] !== undefined && !this.given.has(name);
  }

  /** Fetch a data set and hand it to the desk and every worker. */
  async supply(name: string) {
    const csv = await loadData(name);
    if (!this.desk || this.given.has(name)) return;
    this.desk.provide(name, csv);
    this.pool.provide(name, csv);
    this.given.add(name);
  }

  private start(
    serial: number,
    desk: Desk,
    request: Request,
    look: { name: string; args: number[] } | null,
    draw: number,
  ) {
    const text = JSON.stringify(request);
    try {
      this.run?.free();
      this.run = null;
      this.run = desk.run(text);
    } catch (error) {
      this.fail(error as Error);
      return;
    }
    this.fresh = true;
    const take = (into: (run: Run) => void) => {
      if (serial !== this.serial || this.phase !== 'running' || !this.run) return;
      try {
        into(this.run);
      } catch (error) {
        this.fail(error as Error);
        return;
      }
      this.dirty = true;
      this.soon();
    };
    const handlers: RunHandlers = {
      part: (first, count, part) => take(run => run.accept(first, count, part)),
      glimpse: (first, count, glimpse) =>
        take(run => {
          run.preview(first, count, glimpse);
          this.watched = true;
        }),
      progress: fraction => {
        this.fraction = fraction;
        this.soon();
      },
      mended: message => {
        this.mended = message;
        this.events.changed();
      },
      failed: error => this.fail(error),
    };
    this.pool.begin(text, this.run.pieces, handlers);
    if (look) this.lookAt(look, draw);
    this.pool.go();
    this.events.changed();
  }

  /** A closer look at one piece; the last one stays until it is in. */
  lookAt(look: { name: string; args: number[] }, draw: number) {
    const resolved = this.resolved;
    if (!resolved) return;
    this.pool.view(look.name, look.args).then(
      series => {
        if (resolved !== this.resolved) return;
        this.look = {
          config: resolved.config,
          draw,
          series: new Map(series.map(one => [one.name, one])),
        };
        this.events.changed();
      },
      error => {
        if (!(error instanceof Dropped) && resolved === this.resolved) this.fail(error as Error);
      },
    );
  }

  view(name: string, args: readonly number[]): Promise<Series[]> {
    return this.pool.view(name, args);
  }

  /** Nothing of what was asked for last is shown yet. */
  get awaited(): boolean {
    return this.fresh;
  }

  /** Whether a run goes on before the reader's eyes, or rests there. */
  get going(): boolean {
    return this.phase === 'running' && this.watched;
  }

  /** Let it rest, or go on. */
  hold(held: boolean) {
    if (!this.going) return;
    this.held = held;
    this.pool.hold(held);
    this.events.changed();
  }

  /** A little more of a run that rests. */
  nudge() {
    if (this.held) this.pool.nudge();
  }

  cancel() {
    if (this.phase !== 'running') return;
    this.pool.stop();
    // What came in since the last frame is in the file, so it belongs in the picture.
    if (this.gather() === 'running') this.phase = 'cancelled';
    this.events.changed();
  }

  /** Show nothing more of what came in. */
  forget() {
    this.shown = null;
    this.look = null;
  }

  /** The numbers that are shown, as a file. */
  export(format: 'json' | 'csv'): string {
    if (!this.run) throw new Error('There is nothing to export yet.');
    return format === 'json' ? this.run.json() : this.run.csv();
  }

  close() {
    this.serial++;
    cancelAnimationFrame(this.frame);
    this.pool.close();
    this.run?.free();
    this.run = null;
  }

  /** Nothing runs any more, because of input that was refused elsewhere. */
  halt() {
    this.serial++;
    this.pool.stop();
    this.phase = 'error';
  }

  private fail(error: Error) {
    this.pool.stop();
    this.phase = 'error';
    this.error = error;
    this.events.changed();
  }

  /** Once a frame is often enough for the eye; a hidden page has no frames. */
  private soon() {
    if (this.frame) return;
    if (document.hidden) this.update();
    else this.frame = requestAnimationFrame(() => this.update());
  }

  private update() {
    this.frame = 0;
    if (this.phase !== 'running') return;
    this.gather();
    this.events.changed();
  }

  /** Show what has come in, and tell what the run is after it. */
  private gather(): Phase {
    const run = this.run;
    if (!run || !this.resolved || !this.dirty) return this.phase;
    this.dirty = false;
    let frames: Frames;
    try {
      frames = run.frames();
    } catch (error) {
      this.fail(error as Error);
      return this.phase;
    }
    if (frames.pieces > 0 || this.watched) {
      this.shown = { config: this.resolved.config, frames, pieces: run.pieces };
      if (this.fresh) {
        this.fresh = false;
        this.events.firstCurve();
      }
    }
    if (run.accepted >= run.pieces) {
      this.phase = 'complete';
      this.fraction = 1;
      this.events.complete();
    }
    return this.phase;
  }
}
