/**
 * What a worker of the pool does: an instance of each module, for the runs of every figure on the page, in slices
 * short enough that a message waits at most a few milliseconds. A run is at one job at a time. It knows nothing of
 * where it runs: in a worker, or on the page's own thread where none may be started.
 */

import { instantiate, type Trainer } from 'alleyway-lab/trainer';
import { type Run, refusalIn, type Series } from './api.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

type Job = Extract<ToWorker, { type: 'pieces' | 'view' }>;

/** What is sent to the pool, and what comes from it. */
export interface Line {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

/** Milliseconds of work between two looks at the message queue. */
const SLICE = 6;
/** Milliseconds between two reports of progress, after a first one that comes sooner. */
const REPORT = 80;
const FIRST_REPORT = 16;
/**
 * Milliseconds at full speed from the start of a run, then between two rests: workers on every
 * core would leave the page none to draw on.
 */
const SPRINT = 150;
const SPELL = 40;
const REST = 4;
/** Of so many slices one goes to the figures that are not in use. */
const SHARE = 4;

/** What is known here of a run. */
interface Task {
  id: number;
  trainer: Trainer;
  request: string;
  /** Built for its first job, and kept for the views after it. */
  run: Run | null;
  queue: Job[];
  current: Current | null;
  /** Pieces rest where they are. */
  held: boolean;
}

interface Current {
  job: Job;
  /** Milliseconds that it took so far. */
  spent: number;
  /** When the next report is due. */
  report: number;
  fraction: number;
}

/** Whether there is something to do for a run. */
function can({ current, queue, held }: Task): boolean {
  const job = current?.job ?? queue[0];
  return job !== undefined && !(held && job.type === 'pieces');
}

/** Does what comes on a line. */
export class Server {
  private readonly line: Line;
  private readonly trainers = new Map<string, Trainer>();
  private readonly tasks = new Map<number, Task>();
  /** The run of the figure that is in use. */
  private favourite = 0;
  /** Slices so far: whose turn it is. */
  private slices = 0;
  /** When the next rest is due. */
  private tired = 0;
  /** The job that is being worked at, to be named if it ends this one. */
  private at: number | null = null;
  private broken = false;
  // setTimeout waits 4 ms once it is nested; a message to oneself does not.
  private readonly channel = new MessageChannel();
  private awake = false;

  constructor(line: Line) {
    this.line = line;
    this.channel.port2.onmessage = this.woken;
    line.onmessage = event => this.guarded(() => this.receive(event.data));
  }

  /** Nothing more is done, and nothing said. */
  close() {
    this.broken = true;
    this.channel.port1.close();
  }

  /** The instance of a module: the pool sends each before it names it. */
  private trainerOf(module: string): Trainer {
    const trainer = this.trainers.get(module);
    if (!trainer) throw new Error(`the module ${module} has not come`);
    return trainer;
  }

  private readonly woken = () => {
    this.awake = false;
    this.guarded(() => this.work());
  };

  private later() {
    if (this.awake) return;
    this.awake = true;
    this.channel.port1.postMessage(null);
  }

  private afterRest() {
    if (this.awake) return;
    this.awake = true;
    setTimeout(this.woken, REST);
  }

  private receive(message: ToWorker) {
    switch (message.type) {
      case 'module':
        this.trainers.set(message.name, instantiate(message.module));
        this.line.postMessage({ type: 'ready' });
        return;
      case 'data':
        this.trainerOf(message.module).provide(message.name, message.csv);
        return;
      case 'ping':
        this.line.postMessage({ type: 'pong' });
        return;
      case 'favour':
        this.favourite = message.run;
        return;
      case 'run':
        this.tired = performance.now() + SPRINT;
        this.tasks.set(message.run, {
          id: message.run,
          trainer: this.trainerOf(message.module),
          request: message.request,
          run: null,
          queue: [],
          current: null,
          held: false,
        });
        return;
    }
    const task = this.tasks.get(message.run);
    if (!task) return;
    switch (message.type) {
      case 'forget':
        this.tasks.delete(task.id);
        task.run?.free();
        return;
      case 'hold':
        task.held = message.held;
        if (task.held && task.current) this.report(task, task.current, performance.now());
        return this.later();
      case 'nudge':
        if (task.held) this.nudge(task);
        return;
      case 'stop':
        task.queue = task.queue.filter(job => job.type === 'view');
        if (task.current?.job.type === 'pieces') {
          // The run holds half a piece: a new one is cheaper than a way to take it back.
          task.current = null;
          task.run?.free();
          task.run = null;
        }
        return;
      case 'view':
        // Someone is looking at it: before the pieces.
        task.queue.unshift(message);
        return this.later();
      case 'pieces':
        task.queue.push(message);
        return this.later();
    }
  }

  private work() {
    const until = performance.now() + SLICE;
    this.slices++;
    let task = this.chosen();
    while (task && performance.now() < until) {
      if (can(task)) this.go(task, until);
      else task = this.chosen();
    }
    if (!this.chosen()) return;
    const now = performance.now();
    if (now < this.tired) return this.later();
    this.tired = now + REST + SPELL;
    this.afterRest();
  }

  /** The run whose turn it is: that of the figure in use, and one slice in `SHARE` the others in turn. */
  private chosen(): Task | undefined {
    const able = [...this.tasks.values()].filter(can);
    const first = able.find(task => task.id === this.favourite);
    if (first && (able.length === 1 || this.slices % SHARE !== 0)) return first;
    const others = able.filter(task => task !== first);
    return others[Math.floor(this.slices / (first ? SHARE : 1)) % others.length];
  }

  private go(task: Task, until: number) {
    if (!task.current) this.take(task);
    if (task.current) this.step(task, task.current, until);
  }

  private nudge(task: Task) {
    this.go(task, performance.now() + SLICE);
    if (task.current) this.report(task, task.current, performance.now());
  }

  private take(task: Task) {
    const job = task.queue.shift();
    if (!job) return;
    this.at = job.job;
    try {
      task.run ??= new task.trainer.Run(task.request);
      if (job.type === 'view') task.run.view(job.name, job.args);
      else task.run.start(job.first, job.count);
      task.current = { job, spent: 0, report: performance.now() + FIRST_REPORT, fraction: 0 };
    } catch (thrown) {
      const refusal = refusalIn(thrown);
      if (!refusal) throw thrown;
      this.line.postMessage({ type: 'refused', job: job.job, refusal });
    }
    this.at = null;
  }

  private step(task: Task, current: Current, until: number) {
    const { run } = task;
    if (!run) return;
    const { job } = current;
    this.at = job.job;
    const began = performance.now();
    const fraction = run.advance(Math.max(0, until - began));
    const now = performance.now();
    current.spent += now - began;
    if (fraction < 1) {
      current.fraction = fraction;
      if (now > current.report) this.report(task, current, now);
    } else {
      task.current = null;
      if (job.type === 'view') {
        const series: Series[] = run.viewed();
        const buffers = [...new Set(series.map(one => one.values.buffer))];
        this.line.postMessage({ type: 'viewed', job: job.job, series }, buffers as ArrayBuffer[]);
      } else {
        const part = run.part();
        const message: FromWorker = {
          type: 'part',
          job: job.job,
          part,
          milliseconds: current.spent,
        };
        this.line.postMessage(message, [part.buffer as ArrayBuffer]);
      }
    }
    this.at = null;
  }

  private report({ run }: Task, current: Current, now: number) {
    current.report = now + REPORT;
    const { job, fraction } = current;
    const seen = job.type === 'pieces' ? run?.glimpse() : undefined;
    const glimpse = seen && seen.length > 0 ? seen : null;
    const message: FromWorker = { type: 'progress', job: job.job, fraction, glimpse };
    this.line.postMessage(message, glimpse ? [glimpse.buffer as ArrayBuffer] : []);
  }

  /** Whatever goes wrong in here ends this server, never the page. */
  private guarded(act: () => void) {
    if (this.broken) return;
    try {
      act();
    } catch (thrown) {
      this.broken = true;
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.line.postMessage({ type: 'trap', job: this.at, message });
    }
  }
}
