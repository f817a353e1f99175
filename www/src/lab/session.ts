/** One lab's work: the run it asked for, what has come in, and what is shown until it has. */

import { figureTrack, lacksFigure, loadFigure } from '../figures/index.ts';
import type { Config, Frames, Request, Resolved, Run, Series } from '../worker/api.ts';
import type { Instance } from '../worker/instance.ts';
import { Dropped, type RunHandlers } from '../worker/jobs.ts';
import { fractionOf, type Track } from '../worker/loading.ts';
import type { Share } from '../worker/pool.ts';
import * as shared from '../worker/shared.ts';

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

/** Something that has to be loaded: in words, and the act of it, which rejects with what to tell the reader. */
export interface Lacking {
  what: string;
  load(): Promise<unknown>;
}

/** Which numbers are exported, and how they are written: see the trainer's `csv`. */
export type Decimal = NonNullable<Parameters<Run['csv']>[1]>;
export type Export = [format: 'json' | 'csv', table?: string, decimal?: Decimal];

export interface SessionEvents {
  /** Something to be drawn has changed. */
  changed(): void;
  firstCurve(): void;
  complete(): void;
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
  /** Why the page's own thread does the work, where it does. */
  slower: string | null = null;
  error: Error | null = null;
  shown: Shown | null = null;
  look: Look | null = null;

  private readonly events: SessionEvents;
  private readonly pool: Share = shared.join();
  private run: Run | null = null;
  private resolved: Resolved | null = null;
  private serial = 0;
  private looks = 0;
  private frame = 0;
  private fresh = false;
  private dirty = false;
  private waited: Track[] = [];
  private readonly expected = new Set<string>();
  private closed = false;

  constructor(events: SessionEvents) {
    this.events = events;
  }

  /** The modules and the code of some figures. Rejects with what to tell the reader; it can be asked for again. */
  async open(figures: readonly string[]): Promise<void> {
    const instances = [...new Set(figures.map(shared.instanceFor))].filter(
      instance => !instance.value,
    );
    const missing = figures.filter(lacksFigure);
    this.waited = [
      ...instances.map(instance => instance.track),
      ...missing.map(figureTrack).filter(track => track !== null),
    ];
    await Promise.all([...instances.map(instance => instance.get()), ...missing.map(loadFigure)]);
  }

  /** What of a figure is waited for, in words. */
  opens(figure: string): string {
    return this.instance(figure) ? 'the figure' : 'the trainer';
  }

  /** What checks the input of a figure; null until it is there. */
  instance(figure: string): Instance | null {
    return shared.instanceFor(figure).value;
  }

  /** Fetch the module of a figure that the reader may go to next, once, and say nothing where it cannot be had. */
  expect(figure: string) {
    if (this.expected.has(figure)) return;
    this.expected.add(figure);
    shared
      .instanceFor(figure)
      .get()
      .then(this.events.changed, () => {});
  }

  /** What has to be loaded before a figure can be opened; null where nothing has. */
  lacksFigure(figure: string): Lacking | null {
    if (this.instance(figure) && !figureTrack(figure)) return null;
    return { what: this.opens(figure), load: () => this.open([figure]) };
  }

  /** The same of a data set that the run of a figure needs. */
  lacksData(figure: string, data: string | null): Lacking | null {
    if (data === null || this.instance(figure)?.catalogue.data[data] === undefined) return null;
    const set = shared.dataSet(figure, data);
    if (set.value) return null;
    const load = () => {
      this.waited = [set.track];
      return set.get();
    };
    return { what: `the ${data} data`, load };
  }

  /** The share that has come of what was last to be loaded; null while its size is not known. */
  get loaded(): number | null {
    return fractionOf(this.waited);
  }

  /** The run that is shown or under way, whole. */
  get config(): Config | null {
    return this.resolved?.config ?? null;
  }

  /** Begin what was resolved, on at most so many workers. Everything older stops now; what it had shown stays until there is something new. */
  begin(
    resolved: Resolved,
    request: Request,
    look: { name: string; args: number[] } | null,
    draw: number,
    workers?: number,
  ) {
    const instance = this.instance(resolved.figure);
    if (!instance) return;
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
    this.start(serial, instance, request, look, draw, workers);
  }

  private start(
    serial: number,
    instance: Instance,
    request: Request,
    look: { name: string; args: number[] } | null,
    draw: number,
    workers: number | undefined,
  ) {
    const text = JSON.stringify(request);
    try {
      this.run?.free();
      this.run = null;
      this.run = instance.run(text);
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
      slower: why => {
        this.slower = why;
        this.events.changed();
      },
      failed: error => this.fail(error),
    };
    const { pieces } = this.run;
    this.pool.begin({ module: instance.name, request: text, pieces }, handlers, workers);
    if (look) this.lookAt(look, draw);
    this.pool.go();
    this.events.changed();
  }

  /** A closer look at one piece; the last one stays until it is in. */
  lookAt(look: { name: string; args: number[] }, draw: number) {
    const resolved = this.resolved;
    if (!resolved) return;
    const number = ++this.looks;
    this.pool.view(look.name, look.args).then(
      series => {
        // A later one may have overtaken it.
        if (resolved !== this.resolved || number !== this.looks) return;
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

  /** Nobody sees it: its run rests until somebody does, and looks as it did. */
  rest(away: boolean) {
    this.pool.hold(away || this.held);
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

  /** The numbers that are shown, as a file; of CSV one table, or all of them. */
  export(...[format, table, decimal]: Export): string {
    if (!this.run) throw new Error('There is nothing to export yet.');
    return format === 'json' ? this.run.json() : this.run.csv(table, decimal);
  }

  /** The tables that there are of them. */
  tables(): string[] {
    return this.run?.tables() ?? [];
  }

  close() {
    this.serial++;
    cancelAnimationFrame(this.frame);
    if (!this.closed) shared.leave(this.pool);
    this.closed = true;
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
    if (document.hidden) {
      cancelAnimationFrame(this.frame);
      this.update();
    } else if (!this.frame) this.frame = requestAnimationFrame(() => this.update());
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
