/**
 * Workers that pull small jobs. The order in which parts come back, and by whom
 * they were made, never shows in a result: the desk puts them in order.
 */

import { Refusal, type RefusalText, type Series } from './api.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import workerUrl from './worker.ts?worker&url';

export interface RunHandlers {
  part(first: number, count: number, part: Float64Array): void;
  /** What pieces under way have so far. */
  glimpse(first: number, count: number, glimpse: Float64Array): void;
  /** The share of all pieces that is done, those under way included. */
  progress(fraction: number): void;
  /** A worker died and a fresh one took over. */
  mended(message: string): void;
  failed(error: Error): void;
}

interface PieceJob {
  kind: 'pieces';
  id: number;
  first: number;
  count: number;
  traps: number;
  fraction: number;
}

interface ViewJob {
  kind: 'view';
  id: number;
  name: string;
  args: Float64Array;
  traps: number;
  done(series: Series[]): void;
  failed(error: Error): void;
}

type Job = PieceJob | ViewJob;

interface Slot {
  worker: Worker;
  jobs: Job[];
  /** The run that this worker was last told of. */
  run: number;
  ready: boolean;
}

interface PoolRun {
  id: number;
  request: string;
  pieces: number;
  next: number;
  done: number;
  redo: PieceJob[];
  held: boolean;
  millisecondsPerPiece: number | null;
  handlers: RunHandlers;
}

/** What one job should take: long against a message, short against a moving hand. */
const JOB_MILLISECONDS = 8;
/** One job under way and one in waiting, so that no worker waits for a busy page. */
const JOBS_AHEAD = 2;

export class Pool {
  readonly size: number;
  private module: WebAssembly.Module | null = null;
  private readonly data = new Map<string, Uint8Array>();
  private slots: Slot[] = [];
  private run: PoolRun | null = null;
  private runs = 0;
  private jobs = 0;
  private trapsToSet: number;
  private stillborn = 0;

  /**
   * The workers start at once, beside the loading of the module that they wait for.
   * `traps`: how many jobs are made to trap, to try the repair.
   */
  constructor(size: number, traps = 0) {
    this.size = size;
    this.trapsToSet = traps;
    for (let index = 0; index < size; index++) this.slots.push(this.spawn());
  }

  load(module: WebAssembly.Module) {
    this.module = module;
    for (const slot of this.slots) this.post(slot, { type: 'module', module });
  }

  provide(name: string, csv: Uint8Array) {
    this.data.set(name, csv);
    for (const slot of this.slots) this.post(slot, { type: 'data', name, csv });
  }

  /** Begin a run; whatever was under way is dropped. `first` skips pieces that are already in. */
  begin(request: string, pieces: number, handlers: RunHandlers) {
    this.dropViews();
    this.run = {
      id: ++this.runs,
      request,
      pieces,
      next: 0,
      done: 0,
      redo: [],
      held: false,
      millisecondsPerPiece: null,
      handlers,
    };
    for (const slot of this.slots) {
      slot.jobs = [];
      this.tell(slot, this.run);
    }
  }

  /** Hand out pieces. Apart from `begin`, so that a view can be asked for first. */
  go() {
    // One round after the other: all workers get a first job before any gets a second.
    for (let round = 1; round <= JOBS_AHEAD; round++) {
      for (const slot of this.slots) this.feed(slot, round);
    }
  }

  /** No more pieces; views can still be asked for. */
  stop() {
    const run = this.run;
    if (!run) return;
    run.next = run.pieces;
    run.redo = [];
    for (const slot of this.slots) {
      slot.jobs = slot.jobs.filter(job => job.kind === 'view');
      this.post(slot, { type: 'stop', run: run.id });
    }
  }

  /** Let the pieces rest, or go on. */
  hold(held: boolean) {
    const run = this.run;
    if (!run) return;
    run.held = held;
    for (const slot of this.slots) this.post(slot, { type: 'hold', run: run.id, held });
  }

  /** Of pieces that rest: a little more. */
  nudge() {
    const run = this.run;
    if (run?.held) for (const slot of this.slots) this.post(slot, { type: 'nudge', run: run.id });
  }

  /** Always the same worker, because it keeps what it built for the last view. */
  view(name: string, args: readonly number[]): Promise<Series[]> {
    return new Promise((done, failed) => {
      const slot = this.slots[0];
      if (!slot || !this.run) return failed(new Error('no run to look at'));
      const job: ViewJob = {
        kind: 'view',
        id: ++this.jobs,
        name,
        args: Float64Array.from(args),
        traps: 0,
        done,
        failed,
      };
      this.give(slot, job);
    });
  }

  close() {
    this.dropViews();
    this.run = null;
    for (const slot of this.slots) slot.worker.terminate();
    this.slots = [];
  }

  private spawn(): Slot {
    const slot: Slot = { worker: startWorker(), jobs: [], run: 0, ready: false };
    slot.worker.onmessage = (event: MessageEvent<FromWorker>) => this.receive(slot, event.data);
    slot.worker.onerror = event => {
      event.preventDefault();
      this.trapped(slot, null, event.message || 'the worker could not be loaded');
    };
    if (this.module) this.post(slot, { type: 'module', module: this.module });
    for (const [name, csv] of this.data) this.post(slot, { type: 'data', name, csv });
    return slot;
  }

  private post(slot: Slot, message: ToWorker) {
    slot.worker.postMessage(message);
  }

  private tell(slot: Slot, run: PoolRun) {
    slot.run = run.id;
    this.post(slot, { type: 'run', run: run.id, request: run.request });
    if (run.held) this.post(slot, { type: 'hold', run: run.id, held: true });
  }

  private feed(slot: Slot, ahead = JOBS_AHEAD) {
    const run = this.run;
    if (!run) return;
    while (slot.jobs.length < ahead) {
      const job = run.redo.shift() ?? this.nextJob(run);
      if (!job) return;
      this.give(slot, job);
    }
  }

  private nextJob(run: PoolRun): PieceJob | null {
    const left = run.pieces - run.next;
    if (left <= 0) return null;
    const share = Math.max(1, Math.floor(run.pieces / (4 * this.size)));
    const count =
      run.millisecondsPerPiece === null
        ? Math.min(4, share)
        : Math.max(1, Math.round(JOB_MILLISECONDS / Math.max(run.millisecondsPerPiece, 0.01)));
    // The last jobs shrink, so that the workers finish together.
    const fair = Math.max(1, Math.ceil(left / (2 * this.size)));
    const taken = Math.min(count, fair, left);
    const first = run.next;
    run.next += taken;
    return { kind: 'pieces', id: ++this.jobs, first, count: taken, traps: 0, fraction: 0 };
  }

  private give(slot: Slot, job: Job) {
    const run = this.run;
    if (!run) return;
    slot.jobs.push(job);
    if (job.kind === 'view') {
      this.post(slot, { type: 'view', job: job.id, run: run.id, name: job.name, args: job.args });
      return;
    }
    const trap = this.trapsToSet > 0;
    if (trap) this.trapsToSet--;
    const { id, first, count } = job;
    this.post(slot, { type: 'pieces', job: id, run: run.id, first, count, trap });
  }

  private receive(slot: Slot, message: FromWorker) {
    if (message.type === 'ready') {
      slot.ready = true;
      return;
    }
    if (message.type === 'trap') return this.trapped(slot, message.job, message.message);
    // Answers to jobs of an older run are not found here, and so are dropped.
    const job = slot.jobs.find(one => one.id === message.job);
    const run = this.run;
    if (!job || !run) return;
    if (message.type === 'progress') {
      if (job.kind === 'pieces') {
        job.fraction = message.fraction;
        if (message.glimpse) run.handlers.glimpse(job.first, job.count, message.glimpse);
        run.handlers.progress(this.fraction(run));
      }
      return;
    }
    slot.jobs.splice(slot.jobs.indexOf(job), 1);
    if (message.type === 'viewed' && job.kind === 'view') job.done(message.series);
    if (message.type === 'refused') this.refuse(job, message.refusal);
    if (message.type === 'part' && job.kind === 'pieces') {
      run.done += job.count;
      run.millisecondsPerPiece = message.milliseconds / job.count;
      this.feed(slot);
      run.handlers.part(job.first, job.count, message.part);
      run.handlers.progress(this.fraction(run));
    } else {
      this.feed(slot);
    }
  }

  private fraction(run: PoolRun): number {
    let done = run.done;
    for (const slot of this.slots) {
      for (const job of slot.jobs) if (job.kind === 'pieces') done += job.fraction * job.count;
    }
    return run.pieces > 0 ? done / run.pieces : 1;
  }

  private refuse(job: Job, refusal: RefusalText) {
    if (job.kind === 'view') job.failed(new Refusal(refusal));
    else this.fail(new Refusal(refusal));
  }

  private trapped(slot: Slot, at: number | null, message: string) {
    const index = this.slots.indexOf(slot);
    if (index < 0) return;
    slot.worker.terminate();
    const culprit = slot.jobs.find(job => job.id === at);
    const waiting = slot.jobs.filter(job => job !== culprit);
    if (culprit) culprit.traps++;
    // A worker that dies before it is ready was never loaded: trying for ever helps nobody.
    if (!slot.ready && ++this.stillborn > 2) {
      this.slots.splice(index, 1);
      return this.fail(new Error(`The trainer could not be started in a worker: ${message}.`));
    }
    const fresh = this.spawn();
    this.slots[index] = fresh;
    const run = this.run;
    if (!run) return;
    this.tell(fresh, run);
    if (culprit && culprit.traps > 1) {
      const error = new Error(`The same piece of work stopped two workers: ${message}.`);
      if (culprit.kind === 'view') culprit.failed(error);
      else return this.fail(error);
    } else if (culprit) {
      waiting.unshift(culprit);
    }
    for (const job of waiting) {
      if (job.kind === 'view') this.give(fresh, job);
      else run.redo.push({ ...job, fraction: 0 });
    }
    run.handlers.mended(message);
    this.go();
  }

  private fail(error: Error) {
    this.stop();
    this.run?.handlers.failed(error);
  }

  private dropViews() {
    for (const slot of this.slots) {
      for (const job of slot.jobs) if (job.kind === 'view') job.failed(new Dropped());
    }
  }
}

/** A view that nobody waits for any more. */
export class Dropped extends Error {
  override readonly name = 'Dropped';
}

function startWorker(): Worker {
  const url = new URL(workerUrl, document.baseURI);
  if (url.origin === location.origin) return new Worker(url, { type: 'module' });
  // A page of another origin may not start our script, but it may start its own that imports ours.
  const text = `import ${JSON.stringify(url.href)};`;
  const blob = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  return new Worker(blob, { type: 'module' });
}
