/**
 * The workers of a page, and the runs of all its labs on them. Workers pull small jobs. The order
 * in which parts come back, and by whom they were made, never shows in a result: the instance puts
 * them in order. A worker that dies, aloud or silently, is replaced, but not for ever.
 */

import { Refusal, type RefusalText, type Series } from './api.ts';
import {
  type Asked,
  type DataSet,
  Dropped,
  type Hand,
  type Job,
  type Means,
  type PieceJob,
  type PoolRun,
  type RunHandlers,
  type Slot,
  type ViewJob,
} from './jobs.ts';
import { short, Unavailable } from './loading.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** What one job should take: long against a message, short against a moving hand. */
const JOB_MILLISECONDS = 8;
/** One job under way and one in waiting, so that no worker waits for a busy page. */
const JOBS_AHEAD = 2;

/** How often silent workers are looked for, and after what silence one is asked whether it is there. */
const TICK = 1000;
/**
 * A worker that owes an answer and is silent for so long is given up. The longest single step of
 * work that was ever seen took 3.3 s; a phone may need some times that.
 */
const SILENCE = 15_000;
/** Or for so many times the longest silence after which one did answer, on a machine that is slower still. */
const SILENCES = 5;
/**
 * A worker should have begun after so long. Where it has not, its code is looked for, and from then on it gets `BEGIN`: with the
 * patience for that code, no reader waits for more than ten seconds before something works, or a sentence.
 */
const START = 2_000;
const BEGIN = 4_000;
/** Pauses after the first, second, ... worker that was lost in a slot. After more of them it stays empty. */
const BACKOFF = [0, 500, 2000];
/** Workers that one job, or one run, may stop. */
const MOST_LOSSES = { job: 2, run: 8 };

export class Pool {
  readonly size: number;
  private readonly means: Means;
  private readonly slots: Slot[] = [];
  private readonly runs = new Set<PoolRun>();
  private readonly modules = new Map<string, WebAssembly.Module>();
  private readonly data: DataSet[] = [];
  private serial = 0;
  private homes = 0;
  /** The run of the lab that is in use. */
  private favourite: PoolRun | null = null;
  /** The longest that a worker was silent and then answered. */
  private longest = 0;
  private ended = false;
  /** Some worker has been ready. */
  private worked = false;
  /** What stands in where no worker can be started: one, on the page's own thread. */
  private standIn: (() => Hand) | null = null;
  /** Why it does. */
  private noWorker = '';
  private stopWatch: (() => void) | null = null;
  private watched = 0;
  /** The workers start at once, beside the loading of the module that they wait for. */
  constructor(size: number, means: Means) {
    this.size = size;
    this.means = means;
    for (let index = 0; index < size; index++) {
      const slot: Slot = {
        worker: null,
        jobs: [],
        told: new Set(),
        ready: false,
        at: null,
        silence: 0,
        asked: false,
        code: 'unknown',
        losses: 0,
        closed: null,
      };
      this.slots.push(slot);
      this.start(slot);
    }
  }
  /** Every worker instantiates a module as soon as it is there: a run then finds it warm. */
  load(name: string, module: WebAssembly.Module) {
    if (this.modules.get(name) === module) return;
    this.modules.set(name, module);
    for (const slot of this.slots) this.post(slot, { type: 'module', name, module });
    this.watch();
  }
  provide(set: DataSet) {
    this.data.push(set);
    for (const slot of this.slots) this.post(slot, { type: 'data', ...set });
  }
  /** A way in for one lab. */
  join(): Share {
    return new Share(this, this.homes++ % this.size);
  }
  close() {
    this.ended = true;
    this.stopWatch?.();
    for (const run of [...this.runs]) this.drop(run);
    for (const slot of this.slots) {
      slot.worker?.terminate();
      slot.worker = null;
    }
  }
  // -------------------------------------------------------------- runs, as a `Share` asks for them
  /** Begin a run. Whoever asks for one also wants workers where there are none any more. */
  begin(asked: Asked, home: number, most: number, handlers: RunHandlers) {
    const run: PoolRun = {
      ...asked,
      id: ++this.serial,
      next: 0,
      done: 0,
      redo: [],
      held: false,
      losses: 0,
      millisecondsPerPiece: null,
      home,
      most: Math.min(most, this.size),
      handlers,
    };
    this.runs.add(run);
    if (this.standIn) handlers.slower(this.noWorker);
    for (const slot of this.slots) {
      if (slot.closed === null || (this.standIn && slot !== this.slots[0])) continue;
      slot.closed = null;
      slot.losses = 0;
      this.restart(slot, 0);
    }
    this.favour(run);
    return run;
  }
  /** Hand out pieces. Apart from `begin`, so that a view can be asked for first. */
  go(run: PoolRun) {
    // One round after the other: all workers get a first job before any gets a second. Where the first of them is at a
    // view already, a training set of its own perhaps, the pieces begin with the next.
    const slots = this.slotsOf(run);
    const [home] = slots;
    if (home?.jobs.some(job => job.run === run)) slots.push(...slots.splice(0, 1));
    for (let round = 1; round <= JOBS_AHEAD; round++)
      for (const slot of slots) this.feed(slot, run, round);
  }
  /** No more pieces; views can still be asked for. */
  stop(run: PoolRun) {
    run.next = run.pieces;
    run.redo = run.redo.filter(job => job.kind === 'view');
    for (const slot of this.slots) {
      slot.jobs = slot.jobs.filter(job => job.run !== run || job.kind === 'view');
      if (slot.told.has(run)) this.post(slot, { type: 'stop', run: run.id });
    }
    this.tidy(run);
  }
  hold(run: PoolRun, held: boolean) {
    run.held = held;
    this.favour(run);
    this.tellAll(run, { type: 'hold', run: run.id, held });
  }
  nudge(run: PoolRun) {
    this.favour(run);
    if (run.held) this.tellAll(run, { type: 'nudge', run: run.id });
  }
  /** Always at the same slot, because the worker there keeps what it built for the last view. */
  view(run: PoolRun, name: string, args: readonly number[]): Promise<Series[]> {
    this.favour(run);
    return new Promise((done, failed) => {
      const job: ViewJob = {
        kind: 'view',
        id: ++this.serial,
        run,
        name,
        args: Float64Array.from(args),
        losses: 0,
        done,
        failed,
      };
      const [home] = this.slotsOf(run);
      const closed = this.slots.every(slot => slot.closed !== null);
      if (home) this.give(home, job);
      else if (closed) failed(this.noWorkers(this.slots[0]?.closed ?? ''));
      else run.redo.push(job);
    });
  }
  /** Nobody asks for anything of this run any more. */
  drop(run: PoolRun) {
    this.runs.delete(run);
    if (this.favourite === run) this.favourite = null;
    const jobs = [...run.redo];
    for (const slot of this.slots) {
      jobs.push(...slot.jobs.filter(job => job.run === run));
      slot.jobs = slot.jobs.filter(job => job.run !== run);
      this.forget(slot, run);
    }
    for (const job of jobs) if (job.kind === 'view') job.failed(new Dropped());
  }
  private favour(run: PoolRun) {
    if (this.favourite === run) return;
    this.favourite = run;
    this.tellAll(run, { type: 'favour', run: run.id });
  }
  /** The slots that a run may use and that have a worker, its home first. */
  private slotsOf(run: PoolRun): Slot[] {
    const found: Slot[] = [];
    for (let step = 0; step < this.size && found.length < run.most; step++) {
      const slot = this.slots[(run.home + step) % this.size];
      if (slot?.worker) found.push(slot);
    }
    return found;
  }
  private tellAll(run: PoolRun, message: ToWorker) {
    for (const slot of this.slots) if (slot.told.has(run)) this.post(slot, message);
  }
  private post(slot: Slot, message: ToWorker) {
    slot.worker?.postMessage(message);
  }
  private tell(slot: Slot, run: PoolRun) {
    if (slot.told.has(run)) return;
    slot.told.add(run);
    const { id, module, request } = run;
    this.post(slot, { type: 'run', run: id, module, request });
    if (run.held) this.post(slot, { type: 'hold', run: run.id, held: true });
    if (run === this.favourite) this.post(slot, { type: 'favour', run: run.id });
  }
  private forget(slot: Slot, run: PoolRun) {
    if (slot.told.delete(run)) this.post(slot, { type: 'forget', run: run.id });
  }
  /** Where all pieces are in, or none is wanted any more, only the home keeps a run, for its views. */
  private tidy(run: PoolRun) {
    if (run.next < run.pieces || run.redo.length > 0) return;
    const [home] = this.slotsOf(run);
    for (const slot of this.slots)
      if (slot !== home && !slot.jobs.some(job => job.run === run)) this.forget(slot, run);
  }
  private feed(slot: Slot, run: PoolRun, ahead = JOBS_AHEAD) {
    const slots = this.slotsOf(run);
    if (!slots.includes(slot)) return;
    const views = slot === slots[0] ? run.redo.filter(job => job.kind === 'view') : [];
    for (const job of views) {
      run.redo.splice(run.redo.indexOf(job), 1);
      this.give(slot, job);
    }
    while (slot.jobs.filter(job => job.run === run && job.kind === 'pieces').length < ahead) {
      const again = run.redo.findIndex(job => job.kind === 'pieces');
      const job = again >= 0 ? run.redo.splice(again, 1)[0] : this.nextJob(run);
      if (!job) return;
      this.give(slot, job);
    }
  }
  private nextJob(run: PoolRun): PieceJob | null {
    const left = run.pieces - run.next;
    if (left <= 0) return null;
    const share = Math.max(1, Math.floor(run.pieces / (4 * run.most)));
    const count =
      run.millisecondsPerPiece === null
        ? Math.min(4, share)
        : Math.max(1, Math.round(JOB_MILLISECONDS / Math.max(run.millisecondsPerPiece, 0.01)));
    // The last jobs shrink, so that the workers finish together.
    const fair = Math.max(1, Math.ceil(left / (2 * run.most)));
    const taken = Math.min(count, fair, left);
    const first = run.next;
    run.next += taken;
    return { kind: 'pieces', id: ++this.serial, run, first, count: taken, losses: 0, fraction: 0 };
  }
  private give(slot: Slot, job: Job) {
    const { id, run } = job;
    this.tell(slot, run);
    // Whoever had nothing to do owed nothing.
    if (slot.jobs.length === 0) this.heard(slot);
    slot.jobs.push(job);
    if (job.kind === 'view')
      this.post(slot, { type: 'view', job: id, run: run.id, name: job.name, args: job.args });
    else {
      const { first, count } = job;
      this.post(slot, { type: 'pieces', job: id, run: run.id, first, count });
    }
    this.watch();
  }
  // -------------------------------------------------------------- what workers say
  private receive(slot: Slot, message: FromWorker) {
    if (message.type === 'trap') return this.lost(slot, message.message, message.job);
    if (slot.silence > this.longest) this.longest = slot.silence;
    this.heard(slot);
    if (message.type === 'pong') return;
    if (message.type === 'ready') {
      slot.ready = true;
      this.worked = true;
      return;
    }
    // Answers to jobs that were stopped or dropped are not found here.
    const job = slot.jobs.find(one => one.id === message.job);
    if (!job) return;
    slot.at = job.id;
    const { run } = job;
    if (message.type === 'progress') {
      if (job.kind === 'pieces') {
        job.fraction = message.fraction;
        if (message.glimpse) run.handlers.glimpse(job.first, job.count, message.glimpse);
        run.handlers.progress(this.fraction(run));
      }
      return;
    }
    slot.jobs.splice(slot.jobs.indexOf(job), 1);
    slot.at = null;
    slot.losses = 0;
    if (message.type === 'viewed' && job.kind === 'view') job.done(message.series);
    if (message.type === 'refused') this.refuse(job, message.refusal);
    if (message.type === 'part' && job.kind === 'pieces') {
      run.done += job.count;
      run.millisecondsPerPiece = message.milliseconds / job.count;
      this.feed(slot, run);
      this.tidy(run);
      run.handlers.part(job.first, job.count, message.part);
      run.handlers.progress(this.fraction(run));
    } else {
      this.feed(slot, run);
      this.tidy(run);
    }
  }
  private heard(slot: Slot) {
    slot.silence = 0;
    slot.asked = false;
  }
  private fraction(run: PoolRun): number {
    let done = run.done;
    for (const { jobs } of this.slots)
      for (const job of jobs)
        if (job.run === run && job.kind === 'pieces') done += job.fraction * job.count;
    return run.pieces > 0 ? done / run.pieces : 1;
  }
  private refuse(job: Job, refusal: RefusalText) {
    if (job.kind === 'view') job.failed(new Refusal(refusal));
    else this.fail(job.run, new Refusal(refusal));
  }
  /**
   * A run that stops workers fails. Those that are still at it may be as dead as the others, and the
   * next run would wait until that is found out: fresh ones take over.
   */
  private abandon(run: PoolRun, error: Error) {
    const suspects = this.slots.filter(
      ({ worker, jobs }) => worker !== null && jobs.some(job => job.run === run),
    );
    for (const slot of suspects) this.vacate(slot);
    this.fail(run, error);
    for (const slot of suspects) this.start(slot);
  }
  private fail(run: PoolRun, error: Error) {
    this.stop(run);
    const views = run.redo;
    run.redo = [];
    for (const job of views) if (job.kind === 'view') job.failed(error);
    run.handlers.failed(error);
  }
  // -------------------------------------------------------------- workers that live and die
  private start(slot: Slot) {
    if (this.ended) return;
    slot.ready = false;
    slot.at = null;
    slot.code = 'unknown';
    this.heard(slot);
    let worker: Hand;
    try {
      worker = this.standIn ? this.standIn() : this.means.start();
    } catch (thrown) {
      return this.lost(slot, thrown instanceof Error ? thrown.message : String(thrown), null);
    }
    slot.worker = worker;
    // Of a worker that was replaced nothing is heard any more.
    worker.onmessage = event => {
      if (slot.worker === worker) this.receive(slot, event.data);
    };
    worker.onerror = event => {
      event.preventDefault();
      if (slot.worker === worker)
        this.lost(slot, event.message || 'the browser does not say why', null);
    };
    for (const [name, module] of this.modules) this.post(slot, { type: 'module', name, module });
    for (const set of this.data) this.post(slot, { type: 'data', ...set });
    for (const run of this.runs) this.feed(slot, run);
    this.watch();
  }
  /** A worker is gone, or as good as gone. `at`: the job that it was at, if it could tell. */
  private lost(slot: Slot, message: string, at: number | null, silent = false) {
    const { ready } = slot;
    const jobs = this.vacate(slot);
    // In the words of browsers: a trap, for one, is `unreachable`. They stand in brackets.
    const why = short(message).replace(/\.$/, '');
    // One that was never ready died of itself. Of the others the last job that was heard of is to blame.
    const blamed = at ?? slot.at;
    const culprit = ready ? (jobs.find(job => job.id === blamed) ?? jobs[0]) : undefined;
    // To find out that one is silent takes so long that it counts twice, and where none has ever begun it is enough.
    if (silent && !ready && !this.worked) slot.losses = BACKOFF.length;
    slot.losses += silent ? 2 : 1;
    const pause = BACKOFF[slot.losses - 1];
    if (pause === undefined) slot.closed = why;
    if (culprit) {
      // What stopped a worker is tried once more, before what only stood behind it.
      culprit.run.redo = [culprit, ...culprit.run.redo.filter(job => job !== culprit)];
      this.blame(culprit, why);
    }
    if (ready) for (const run of new Set(jobs.map(job => job.run))) run.handlers.mended(why);
    if (pause === undefined) this.desert(why);
    else this.restart(slot, pause);
    // The others take over what it leaves, also where it stays empty.
    for (const run of this.runs) if (run.redo.length > 0) this.go(run);
  }
  /** End the worker of a slot; what it had to do waits for another. */
  private vacate(slot: Slot): Job[] {
    slot.worker?.terminate();
    slot.worker = null;
    const { jobs } = slot;
    slot.jobs = [];
    slot.told.clear();
    for (const job of jobs) {
      if (job.kind === 'pieces') job.fraction = 0;
      job.run.redo.push(job);
    }
    return jobs;
  }
  private restart(slot: Slot, pause: number) {
    if (slot.ready && pause === 0) return this.start(slot);
    this.means.clock.after(pause, () => {
      if (this.ended) return;
      // A worker that was lost before it was ready may have no code: that is found out, and put right, here.
      if (slot.ready) this.start(slot);
      else
        this.means.check().then(
          () => this.start(slot),
          error => {
            slot.closed = short(String(error));
            this.desert(error);
          },
        );
    });
  }
  /** What has stopped too many workers is not tried again. */
  private blame(culprit: Job, why: string) {
    const { run } = culprit;
    culprit.losses++;
    run.losses++;
    if (culprit.losses >= MOST_LOSSES.job) {
      const error = new Unavailable(`The same piece of work stopped two workers (${why}).`);
      if (culprit.kind === 'pieces') return this.abandon(run, error);
      run.redo = run.redo.filter(job => job !== culprit);
      culprit.failed(error);
    }
    if (run.losses >= Math.max(MOST_LOSSES.run, 2 * this.size))
      this.abandon(run, new Unavailable(`This run stopped ${run.losses} workers (${why}).`));
  }
  /**
   * No more workers are started in a slot. Where that was the last one, and none has ever been ready though their code can
   * be had, this page may start none: it works itself. Otherwise nothing can run.
   */
  private desert(why: string | Error) {
    if (this.ended || this.slots.some(slot => slot.closed === null)) return;
    if (!(why instanceof Error || this.worked || this.standIn)) {
      this.means.standIn().then(
        standIn => this.work(standIn, why),
        () => this.giveUp(this.noWorkers(why)),
      );
      return;
    }
    this.giveUp(why instanceof Error ? why : this.noWorkers(why));
  }

  private work(standIn: () => Hand, why: string) {
    const [slot] = this.slots;
    if (this.ended || this.standIn || !slot) return;
    this.standIn = standIn;
    this.noWorker = why;
    slot.closed = null;
    slot.losses = 0;
    this.start(slot);
    for (const run of this.runs) run.handlers.slower(why);
  }

  private giveUp(error: Error) {
    for (const run of [...this.runs])
      if (run.next < run.pieces || run.redo.length > 0) this.fail(run, error);
  }
  private noWorkers(why: string): Error {
    return new Unavailable(`No worker that trains could be started, or kept going (${why}).`);
  }
  /** Look for silent workers, as long as any owes an answer. */
  private watch() {
    if (this.stopWatch || this.ended || !this.slots.some(slot => this.owes(slot))) return;
    this.watched = this.means.clock.now();
    this.stopWatch = this.means.clock.after(TICK, () => this.tick());
  }
  private owes({ worker, ready, jobs }: Slot): boolean {
    return worker !== null && ((!ready && this.modules.size > 0) || jobs.length > 0);
  }
  private tick() {
    this.stopWatch = null;
    const now = this.means.clock.now();
    // A tick that comes late is none of the workers' fault: the page was busy, or the machine asleep.
    const passed = Math.min(now - this.watched, 2 * TICK);
    const patience = Math.max(SILENCE, SILENCES * this.longest);
    for (const slot of this.slots) {
      if (!this.owes(slot)) continue;
      if (this.means.hidden()) {
        this.heard(slot);
        continue;
      }
      if (slot.code === 'asked') continue;
      slot.silence += passed;
      if (!slot.ready && slot.code === 'unknown') {
        if (slot.silence >= START) this.look(slot);
        continue;
      }
      // What was slow once may be slow again: it gets twice the time before it is called dead.
      const again = slot.losses > 0 || slot.jobs.some(job => job.losses > 0);
      if (slot.silence > (again ? 2 : 1) * (slot.ready ? patience : BEGIN)) {
        const seconds = Math.round(slot.silence / 1000);
        this.lost(slot, `no answer for ${seconds} seconds`, null, true);
      } else if (!slot.asked) {
        slot.asked = true;
        this.post(slot, { type: 'ping' });
      }
    }
    this.watch();
  }
  /** Of a worker that has not begun: whether there is anything for it to begin with. */
  private look(slot: Slot) {
    const { worker } = slot;
    slot.code = 'asked';
    this.means.check().then(
      () => {
        if (slot.worker !== worker) return;
        slot.code = 'there';
        this.heard(slot);
      },
      error => {
        if (this.ended || slot.worker !== worker || slot.ready) return;
        this.vacate(slot);
        slot.closed = short(String(error));
        this.desert(error);
        for (const run of this.runs) if (run.redo.length > 0) this.go(run);
      },
    );
  }
}

/** What one lab has of the pool: a run at a time. */
export class Share {
  private readonly pool: Pool;
  private readonly home: number;
  private run: PoolRun | null = null;
  constructor(pool: Pool, home: number) {
    this.pool = pool;
    this.home = home;
  }
  /** Begin a run, on at most so many workers; whatever was under way is dropped. */
  begin(asked: Asked, handlers: RunHandlers, workers = Number.POSITIVE_INFINITY) {
    this.close();
    this.run = this.pool.begin(asked, this.home, workers, handlers);
  }
  /** Hand out pieces. Apart from `begin`, so that a view can be asked for first. */
  go() {
    if (this.run) this.pool.go(this.run);
  }
  /** No more pieces; views can still be asked for. */
  stop() {
    if (this.run) this.pool.stop(this.run);
  }
  /** Let the pieces rest, or go on. */
  hold(held: boolean) {
    if (this.run) this.pool.hold(this.run, held);
  }
  /** Of pieces that rest: a little more. */
  nudge() {
    if (this.run) this.pool.nudge(this.run);
  }
  view(name: string, args: readonly number[]): Promise<Series[]> {
    if (!this.run) return Promise.reject(new Error('There is no run to look at.'));
    return this.pool.view(this.run, name, args);
  }
  close() {
    if (this.run) this.pool.drop(this.run);
    this.run = null;
  }
}
