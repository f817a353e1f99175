/**
 * One worker of the pool: one wasm instance, one job at a time, in slices short
 * enough that a message waits at most a few milliseconds.
 */

import * as wasm from 'alleyway';
import { type Run, refusalIn, type Series, type Trainer } from './api.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

type Job = Extract<ToWorker, { job: number }>;

const trainer = wasm as unknown as Trainer;
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

let request = '';
let wanted = 0;
let run: Run | null = null;
let queue: Job[] = [];
let current: { job: Job; began: number; report: number; fraction: number } | null = null;
/** When the next rest is due. */
let tired = 0;
/** Pieces rest where they are. */
let held = false;
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
      trainer.initSync({ module: message.module });
      scope.postMessage({ type: 'ready' });
      return;
    case 'data':
      trainer.provide(message.name, message.csv);
      return;
    case 'run':
      request = message.request;
      wanted = message.run;
      held = false;
      tired = performance.now() + SPRINT;
      queue = [];
      current = null;
      run?.free();
      run = null;
      return;
    case 'hold':
      if (message.run !== wanted) return;
      held = message.held;
      if (held && current) report(current, performance.now());
      return later();
    case 'nudge':
      if (message.run === wanted && held) nudge();
      return;
    case 'stop':
      if (message.run !== wanted) return;
      queue = queue.filter(job => job.type === 'view');
      if (current?.job.type === 'pieces') {
        // The run holds half a piece: a new one is cheaper than a way to take it back.
        current = null;
        run?.free();
        run = null;
      }
      return;
    case 'view':
      // Someone is looking at it: before the pieces.
      queue.unshift(message);
      return later();
    case 'pieces':
      queue.push(message);
      return later();
  }
}

function work() {
  const until = performance.now() + SLICE;
  while (performance.now() < until) {
    if (!current && !take()) return;
    if (current && held && current.job.type === 'pieces') return;
    if (current) step(current);
  }
  if (!current && queue.length === 0) return;
  const now = performance.now();
  if (now < tired) return later();
  tired = now + REST + SPELL;
  afterRest();
}

function nudge() {
  const until = performance.now() + SLICE;
  if (!current) take(true);
  while (current && performance.now() < until) step(current);
  if (current) report(current, performance.now());
}

function take(pieces = !held): boolean {
  if (!pieces && queue[0]?.type === 'pieces') return false;
  const job = queue.shift();
  if (!job) return false;
  if (job.run !== wanted) return true;
  at = job.job;
  if (job.type === 'pieces' && job.trap)
    throw new WebAssembly.RuntimeError('unreachable (asked for)');
  try {
    run ??= new trainer.Run(request);
    if (job.type === 'view') run.view(job.name, job.args);
    else run.start(job.first, job.count);
    const now = performance.now();
    current = { job, began: now, report: now + FIRST_REPORT, fraction: 0 };
  } catch (thrown) {
    const refusal = refusalIn(thrown);
    if (!refusal) throw thrown;
    scope.postMessage({ type: 'refused', job: job.job, refusal });
  }
  return true;
}

function step(task: NonNullable<typeof current>) {
  if (!run) return;
  const fraction = run.advance();
  const now = performance.now();
  if (fraction < 1) {
    task.fraction = fraction;
    if (now > task.report) report(task, now);
    return;
  }
  current = null;
  at = null;
  if (task.job.type === 'view') {
    const series: Series[] = run.viewed();
    const buffers = [...new Set(series.map(one => one.values.buffer))];
    scope.postMessage({ type: 'viewed', job: task.job.job, series }, buffers as ArrayBuffer[]);
  } else {
    const part = run.part();
    const milliseconds = now - task.began;
    scope.postMessage({ type: 'part', job: task.job.job, part, milliseconds }, [
      part.buffer as ArrayBuffer,
    ]);
  }
}

function report(task: NonNullable<typeof current>, now: number) {
  task.report = now + REPORT;
  const seen = task.job.type === 'pieces' ? run?.glimpse() : undefined;
  const glimpse = seen && seen.length > 0 ? seen : null;
  const message: FromWorker = {
    type: 'progress',
    job: task.job.job,
    fraction: task.fraction,
    glimpse,
  };
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
