/**
 * One worker of the pool: an instance of each module, for the runs of every figure on the page, in slices
 * short enough that a message waits at most a few milliseconds. A run is at one job at a time.
 */

import { instantiate, type Trainer } from 'alleyway/trainer';
import { type Run, refusalIn, type Series } from './api.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

type Job = Extract<ToWorker, { type: 'pieces' | 'view' }>;

const scope = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

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

const trainers = new Map<string, Trainer>();

/** The instance of a module: the pool sends each before it names it. */
function trainerOf(module: string): Trainer {
  const trainer = trainers.get(module);
  if (!trainer) throw new Error(`the module ${module} has not come`);
  return trainer;
}

const tasks = new Map<number, Task>();
/** The run of the figure that is in use. */
let favourite = 0;
/** Slices so far: whose turn it is. */
let slices = 0;
/** When the next rest is due. */
let tired = 0;
/** The job that is being worked at, to be named if it ends this worker. */
let at: number | null = null;
let broken = false;

// setTimeout waits 4 ms once it is nested; a message to oneself does not.
const { port1: wake, port2: alarm } = new MessageChannel();
let awake = false;
alarm.onmessage = woken;

function woken() {
  awake = false;
  guarded(work);
}

function later() {
  if (awake) return;
  awake = true;
  wake.postMessage(null);
}

function afterRest() {
  if (awake) return;
  awake = true;
  setTimeout(woken, REST);
}

scope.onmessage = event => guarded(() => receive(event.data));

function receive(message: ToWorker) {
  switch (message.type) {
    case 'module':
      trainers.set(message.name, instantiate(message.module));
      scope.postMessage({ type: 'ready' });
      return;
    case 'data':
      trainerOf(message.module).provide(message.name, message.csv);
      return;
    case 'ping':
      scope.postMessage({ type: 'pong' });
      return;
    case 'favour':
      favourite = message.run;
      return;
    case 'run':
      tired = performance.now() + SPRINT;
      tasks.set(message.run, {
        id: message.run,
        trainer: trainerOf(message.module),
        request: message.request,
        run: null,
        queue: [],
        current: null,
        held: false,
      });
      return;
  }
  const task = tasks.get(message.run);
  if (!task) return;
  switch (message.type) {
    case 'forget':
      tasks.delete(task.id);
      task.run?.free();
      return;
    case 'hold':
      task.held = message.held;
      if (task.held && task.current) report(task, task.current, performance.now());
      return later();
    case 'nudge':
      if (task.held) nudge(task);
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
      return later();
    case 'pieces':
      task.queue.push(message);
      return later();
  }
}

function work() {
  const until = performance.now() + SLICE;
  slices++;
  let task = chosen();
  while (task && performance.now() < until) {
    if (can(task)) go(task, until);
    else task = chosen();
  }
  if (!chosen()) return;
  const now = performance.now();
  if (now < tired) return later();
  tired = now + REST + SPELL;
  afterRest();
}

/** Whether there is something to do for a run. */
function can({ current, queue, held }: Task): boolean {
  const job = current?.job ?? queue[0];
  return job !== undefined && !(held && job.type === 'pieces');
}

/** The run whose turn it is: that of the figure in use, and one slice in `SHARE` the others in turn. */
function chosen(): Task | undefined {
  const able = [...tasks.values()].filter(can);
  const first = able.find(task => task.id === favourite);
  if (first && (able.length === 1 || slices % SHARE !== 0)) return first;
  const others = able.filter(task => task !== first);
  return others[Math.floor(slices / (first ? SHARE : 1)) % others.length];
}

function go(task: Task, until: number) {
  if (!task.current) take(task);
  if (task.current) step(task, task.current, until);
}

function nudge(task: Task) {
  go(task, performance.now() + SLICE);
  if (task.current) report(task, task.current, performance.now());
}

function take(task: Task) {
  const job = task.queue.shift();
  if (!job) return;
  at = job.job;
  try {
    task.run ??= new task.trainer.Run(task.request);
    if (job.type === 'view') task.run.view(job.name, job.args);
    else task.run.start(job.first, job.count);
    task.current = { job, spent: 0, report: performance.now() + FIRST_REPORT, fraction: 0 };
  } catch (thrown) {
    const refusal = refusalIn(thrown);
    if (!refusal) throw thrown;
    scope.postMessage({ type: 'refused', job: job.job, refusal });
  }
  at = null;
}

function step(task: Task, current: Current, until: number) {
  const { run } = task;
  if (!run) return;
  const { job } = current;
  at = job.job;
  const began = performance.now();
  const fraction = run.advance(Math.max(0, until - began));
  const now = performance.now();
  current.spent += now - began;
  if (fraction < 1) {
    current.fraction = fraction;
    if (now > current.report) report(task, current, now);
  } else {
    task.current = null;
    if (job.type === 'view') {
      const series: Series[] = run.viewed();
      const buffers = [...new Set(series.map(one => one.values.buffer))];
      scope.postMessage({ type: 'viewed', job: job.job, series }, buffers as ArrayBuffer[]);
    } else {
      const part = run.part();
      const message: FromWorker = {
        type: 'part',
        job: job.job,
        part,
        milliseconds: current.spent,
      };
      scope.postMessage(message, [part.buffer as ArrayBuffer]);
    }
  }
  at = null;
}

function report({ run }: Task, current: Current, now: number) {
  current.report = now + REPORT;
  const { job, fraction } = current;
  const seen = job.type === 'pieces' ? run?.glimpse() : undefined;
  const glimpse = seen && seen.length > 0 ? seen : null;
  const message: FromWorker = { type: 'progress', job: job.job, fraction, glimpse };
  scope.postMessage(message, glimpse ? [glimpse.buffer as ArrayBuffer] : []);
}

/** Whatever goes wrong in here ends this worker, never the page. */
function guarded(act: () => void) {
  if (broken) return;
  try {
    act();
  } catch (thrown) {
    broken = true;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    scope.postMessage({ type: 'trap', job: at, message });
  }
}
