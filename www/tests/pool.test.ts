// The pool with workers and a clock that the test moves: what it does when workers die, and how
// the labs of a page share it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hand, Means, RunHandlers } from '../src/worker/jobs.ts';
import type { Clock } from '../src/worker/loading.ts';
import { Pool, type Share } from '../src/worker/pool.ts';
import type { FromWorker, ToWorker } from '../src/worker/protocol.ts';

/** A clock that stands still until it is moved. */
class Hands implements Clock {
  private time = 0;
  private readonly timers = new Set<{ at: number; act: () => void }>();

  now() {
    return this.time;
  }

  after(milliseconds: number, act: () => void) {
    const timer = { at: this.time + milliseconds, act };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  /** Let time pass, with everything that falls due, in its order. */
  async pass(milliseconds: number) {
    const until = this.time + milliseconds;
    for (;;) {
      // Promises come to their ends between two timers.
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      const next = [...this.timers].filter(one => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.act();
    }
    this.time = until;
  }

  /** The machine sleeps: time passes, and timers are late. */
  sleep(milliseconds: number) {
    this.time += milliseconds;
  }
}

/** `dying`: good, until it gets work; `silent`: it begins, and then nothing; `mute`: it never says a word. */
type Behaviour = 'good' | 'silent' | 'mute' | 'dying' | 'throwing' | 'unreadable';

/** A worker that answers when the test says so. */
class Puppet implements Hand {
  onmessage: Hand['onmessage'] = null;
  onerror: Hand['onerror'] = null;
  readonly got: ToWorker[] = [];
  ended = false;
  behaviour: Behaviour;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
  }

  postMessage(message: ToWorker) {
    this.got.push(message);
    if (this.behaviour === 'mute') return;
    if (this.behaviour === 'dying' && this.of('pieces').length > 0) return;
    if (message.type === 'module') this.say({ type: 'ready' });
    if (this.behaviour === 'silent') return;
    if (message.type === 'ping') this.say({ type: 'pong' });
    if (this.behaviour === 'throwing' && message.type === 'pieces')
      this.say({ type: 'trap', job: message.job, message: 'unreachable' });
  }

  terminate() {
    this.ended = true;
  }

  say(message: FromWorker) {
    queueMicrotask(() => this.onmessage?.({ data: message } as MessageEvent<FromWorker>));
  }

  of<T extends ToWorker['type']>(type: T): Extract<ToWorker, { type: T }>[] {
    return this.got.filter(one => one.type === type) as Extract<ToWorker, { type: T }>[];
  }

  /** Answer the first piece that has not been answered; says whether there was one. */
  work(): boolean {
    const job = this.of('pieces')[this.answered];
    if (!job || this.ended) return false;
    this.answered++;
    this.say({ type: 'part', job: job.job, part: new Float64Array([job.first]), milliseconds: 8 });
    return true;
  }

  private answered = 0;
}

test('every worker has each module before a run of it, and a table goes to the module that asked for it', async () => {
  const { pool, workers, world, clock } = page(2);
  const second = {} as WebAssembly.Module;
  pool.load('second', second);
  pool.load('second', second);
  const csv = new Uint8Array([1]);
  pool.provide({ module: 'second', name: 'digits', csv });
  const share = pool.join();
  const handlers = {
    part() {},
    glimpse() {},
    progress() {},
    mended() {},
    slower() {},
    failed() {},
  };
  world.behaviour = 'good';
  share.begin({ module: 'second', request: '{}', pieces: 4 }, handlers);
  share.go();
  await clock.pass(1);
  // Also one that is started later, in the place of one that was lost.
  workers[0]?.onerror?.({ message: 'gone', preventDefault() {} } as unknown as ErrorEvent);
  await clock.pass(1000);
  assert.equal(workers.length, 3);
  for (const worker of workers) {
    assert.deepEqual(
      worker.got.slice(0, 3).map(({ type }) => type),
      ['module', 'module', 'data'],
    );
    assert.deepEqual(
      worker.of('module').map(({ name }) => name),
      ['first', 'second'],
    );
    assert.deepEqual(worker.of('data'), [{ type: 'data', module: 'second', name: 'digits', csv }]);
    assert.equal(worker.of('run')[0]?.module, 'second');
  }
});

interface Told {
  parts: number[];
  mended: string[];
  slower: string[];
  failed: string[];
}

/** A page with a pool of `size`, whose workers behave as `next` says at the time they are started. */
function page(size: number, behaviour: Behaviour = 'good') {
  const clock = new Hands();
  const workers: Puppet[] = [];
  const world = { behaviour, hidden: false, checks: 0, code: true, stalled: false, standIn: false };
  const means: Means = {
    clock,
    hidden: () => world.hidden,
    start() {
      const worker = new Puppet(world.behaviour);
      workers.push(worker);
      if (world.behaviour === 'unreadable')
        queueMicrotask(() =>
          worker.onerror?.({ message: '', preventDefault() {} } as unknown as ErrorEvent),
        );
      return worker;
    },
    async check() {
      world.checks++;
      if (world.stalled) await new Promise<void>(done => clock.after(7_000, done));
      if (!world.code) throw new Error('The code that trains could not be loaded.');
    },
    async standIn() {
      if (!world.standIn) throw new Error('its code cannot be had');
      return () => {
        const worker = new Puppet('good');
        workers.push(worker);
        return worker;
      };
    },
  };
  const pool = new Pool(size, means);
  pool.load('first', {} as WebAssembly.Module);
  const alive = () => workers.filter(worker => !worker.ended);
  /** Let all that are alive work until there is nothing left to do. */
  const finish = async () => {
    for (let more = true; more; ) {
      await clock.pass(1);
      more = alive()
        .map(worker => worker.work())
        .includes(true);
    }
  };
  return { clock, workers, world, pool, alive, finish };
}

function begin(share: Share, pieces: number, workers?: number): Told {
  const told: Told = { parts: [], mended: [], slower: [], failed: [] };
  const handlers: RunHandlers = {
    part: (first, count) => {
      for (let piece = first; piece < first + count; piece++) told.parts.push(piece);
    },
    glimpse() {},
    progress() {},
    mended: why => told.mended.push(why),
    slower: why => told.slower.push(why),
    failed: error => told.failed.push(error.message),
  };
  share.begin({ module: 'first', request: '{}', pieces }, handlers, workers);
  share.go();
  return told;
}

const whole = (pieces: number) => Array.from({ length: pieces }, (_, piece) => piece);
const inOrder = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

test('every piece comes in once, on one worker and on eight', async () => {
  for (const size of [1, 8]) {
    const { pool, finish } = page(size);
    const told = begin(pool.join(), 100);
    await finish();
    assert.deepEqual(inOrder(told.parts), whole(100));
  }
});

test('pieces do not queue behind a view while another worker has nothing to do', () => {
  for (const [size, first] of [
    [1, 0],
    [3, 1],
  ] as const) {
    const { pool, workers } = page(size);
    const share = pool.join();
    share.begin(
      { module: 'first', request: '{}', pieces: 1 },
      { part() {}, glimpse() {}, progress() {}, mended() {}, slower() {}, failed() {} },
    );
    void share.view('fit', [1]).catch(() => {});
    share.go();
    const gave = (type: 'view' | 'pieces') =>
      workers.findIndex(worker => worker.of(type).length > 0);
    assert.equal(gave('view'), 0);
    assert.equal(gave('pieces'), first);
  }
});

test('six labs have the workers of one', async () => {
  const { pool, workers, finish } = page(4);
  const labs = Array.from({ length: 6 }, () => begin(pool.join(), 20));
  await finish();
  assert.equal(workers.length, 4);
  for (const told of labs) assert.deepEqual(inOrder(told.parts), whole(20));
});

test('a lab that begins anew or leaves takes nothing from the others', async () => {
  const { pool, finish, alive } = page(2);
  const [first, second] = [pool.join(), pool.join()];
  const dropped = begin(first, 50);
  const told = begin(second, 50);
  const view = first.view('fit', [1]);
  const again = begin(first, 10);
  await assert.rejects(view, { name: 'Dropped' });
  await finish();
  assert.deepEqual(dropped.parts, []);
  assert.deepEqual(inOrder(told.parts), whole(50));
  assert.deepEqual(inOrder(again.parts), whole(10));
  first.close();
  // What was built for it is dropped wherever it was.
  for (const worker of alive()) {
    const known = new Set(worker.of('run').map(one => one.run));
    for (const { run } of worker.of('forget')) known.delete(run);
    assert.ok(known.size <= 1, `${known.size} runs are kept after one of two labs has left`);
  }
});

test('when all pieces are in only one worker keeps the run, and it is the one that is asked for views', async () => {
  const { pool, finish, workers } = page(3);
  const share = pool.join();
  begin(share, 60);
  await finish();
  const keeps = workers.filter(worker => worker.of('forget').length === 0);
  assert.equal(keeps.length, 1);
  void share.view('fit', [1]).catch(() => {});
  void share.view('fit', [2]).catch(() => {});
  assert.deepEqual(workers.map(worker => worker.of('view').length).sort(), [0, 0, 2]);
  assert.equal(keeps[0]?.of('view').length, 2);
});

test('the lab that was used last is favoured wherever it has work', async () => {
  const { pool, workers } = page(1);
  const [first, second] = [pool.join(), pool.join()];
  begin(first, 100);
  begin(second, 100);
  const favoured = () => workers[0]?.of('favour').at(-1)?.run;
  const runs = workers[0]?.of('run').map(one => one.run) ?? [];
  assert.equal(favoured(), runs[1]);
  void first.view('fit', []).catch(() => {});
  assert.equal(favoured(), runs[0]);
});

test('a run is on no more workers than it asks for', async () => {
  const { pool, workers, finish } = page(4);
  const told = begin(pool.join(), 30, 2);
  await finish();
  assert.deepEqual(inOrder(told.parts), whole(30));
  assert.equal(workers.filter(worker => worker.of('run').length > 0).length, 2);
});

test('a worker that traps is replaced at once, and no piece is lost', async () => {
  const { pool, workers, world, clock, finish } = page(2);
  const told = begin(pool.join(), 40);
  await clock.pass(1);
  const [first] = workers;
  const job = first?.of('pieces')[0]?.job ?? null;
  first?.say({ type: 'trap', job, message: 'unreachable' });
  await clock.pass(1);
  assert.equal(workers.length, 3);
  assert.equal(world.checks, 0);
  await finish();
  assert.deepEqual(inOrder(told.parts), whole(40));
  assert.deepEqual(told.mended, ['unreachable']);
});

test('work that stops two workers is not given to a third', async () => {
  const { pool, workers, clock } = page(4, 'throwing');
  const told = begin(pool.join(), 40);
  await clock.pass(600_000);
  assert.equal(told.failed.length, 1);
  assert.match(told.failed[0] ?? '', /same piece of work stopped two workers \(unreachable\)\.$/);
  assert.ok(workers.length <= 4 + 8, `${workers.length} workers were started`);
});

test('after work that stopped two workers no run waits for others that are as dead', async () => {
  const { pool, world, clock, workers, finish } = page(2, 'dying');
  const share = pool.join();
  const told = begin(share, 40);
  while (told.failed.length === 0) await clock.pass(1000);
  assert.match(told.failed[0] ?? '', /stopped two workers \(no answer for \d+ seconds\)\.$/);
  // The cause is gone, and whoever has been given work was started before.
  await clock.pass(5_000);
  world.behaviour = 'good';
  const dead = workers.filter(one => one.of('pieces').length > 0);
  assert.ok(dead.every(worker => worker.ended));
  for (const worker of workers) if (!worker.ended) worker.behaviour = 'good';
  const again = begin(share, 40);
  await finish();
  assert.deepEqual(inOrder(again.parts), whole(40));
});

test('what the last worker of a slot leaves is taken over by the others, and no run waits for it', async () => {
  const { pool, workers, world, clock } = page(2);
  const healthy = workers[1];
  if (workers[0]) workers[0].behaviour = 'dying';
  world.behaviour = 'dying';
  // One run after the other: each loses the worker of that slot, the second the last that is started there.
  for (const lost of [1, 2]) {
    const told = begin(pool.join(), 12);
    for (let second = 0; second < 120; second++) {
      await clock.pass(1000);
      while (healthy?.work()) await clock.pass(1);
    }
    assert.equal(workers.filter(one => one.ended).length, lost);
    assert.deepEqual(told.failed, []);
    assert.deepEqual(inOrder(told.parts), whole(12));
  }
  assert.equal(workers.length, 3);
});

test('workers that never start are tried a few times, with pauses, and then it is said', async () => {
  const { pool, workers, world, clock, finish } = page(2, 'unreadable');
  const share = pool.join();
  const told = begin(share, 40);
  await clock.pass(1);
  const atOnce = workers.length;
  await clock.pass(600_000);
  assert.equal(told.failed.length, 1);
  assert.match(
    told.failed[0] ?? '',
    /^No worker that trains could be started, or kept going \(the browser does not say why\)\.$/,
  );
  assert.ok(atOnce <= 4 && workers.length <= 8, `${atOnce} at once, ${workers.length} in all`);

  // The cause is gone: the next run starts them anew.
  world.behaviour = 'good';
  const again = begin(share, 40);
  await finish();
  assert.deepEqual(inOrder(again.parts), whole(40));
  assert.deepEqual(again.failed, []);
});

test('where no worker can be started the page itself does the work, once, and says so', async () => {
  const { pool, workers, world, clock, finish } = page(2, 'unreadable');
  world.standIn = true;
  const share = pool.join();
  const told = begin(share, 40);
  await clock.pass(10_000);
  await finish();
  assert.deepEqual(inOrder(told.parts), whole(40));
  assert.deepEqual(told.failed, []);
  assert.deepEqual(told.slower, ['the browser does not say why']);
  const started = workers.length;
  const again = begin(share, 40);
  await finish();
  assert.deepEqual(inOrder(again.parts), whole(40));
  assert.deepEqual(again.slower, told.slower);
  assert.equal(workers.length, started);
});

test('where workers have worked before nothing stands in for them', async () => {
  const { pool, world, clock } = page(2, 'throwing');
  world.standIn = true;
  const told = begin(pool.join(), 40);
  await clock.pass(60_000);
  assert.equal(told.failed.length, 1);
  assert.deepEqual(told.slower, []);
});

test('where the code of a worker cannot be had no worker is started in vain', async () => {
  const { pool, workers, world, clock, finish } = page(2, 'unreadable');
  world.code = false;
  const share = pool.join();
  const told = begin(share, 40);
  await clock.pass(600_000);
  assert.deepEqual(told.failed, ['The code that trains could not be loaded.']);
  assert.equal(workers.length, 2);
  world.code = true;
  world.behaviour = 'good';
  const again = begin(share, 40);
  await finish();
  assert.deepEqual(inOrder(again.parts), whole(40));
});

test('a worker that falls silent is found out and replaced', async () => {
  const { pool, workers, world, clock, finish } = page(1, 'silent');
  const told = begin(pool.join(), 10);
  await clock.pass(10_000);
  assert.equal(workers.length, 1);
  world.behaviour = 'good';
  await clock.pass(10_000);
  assert.ok(workers[0]?.ended);
  await finish();
  assert.deepEqual(inOrder(told.parts), whole(10));
});

test('where no worker says a word the page itself does the work within ten seconds', async () => {
  const { pool, workers, world, clock, finish } = page(2, 'mute');
  world.standIn = true;
  const told = begin(pool.join(), 10);
  await clock.pass(10_000);
  assert.equal(told.slower.length, 1);
  assert.ok(workers.slice(0, 2).every(worker => worker.ended));
  await finish();
  assert.equal(workers.length, 3);
  assert.deepEqual(inOrder(told.parts), whole(10));
});

test('where the code of the workers does not come it is said within ten seconds', async () => {
  const { pool, world, clock } = page(2, 'mute');
  world.code = false;
  world.stalled = true;
  const told = begin(pool.join(), 10);
  await clock.pass(10_000);
  assert.deepEqual(told.failed, ['The code that trains could not be loaded.']);
});

test('a worker whose code is long on its way is waited for', async () => {
  const { pool, workers, world, clock, finish } = page(1, 'mute');
  world.stalled = true;
  const told = begin(pool.join(), 10);
  await clock.pass(11_000);
  assert.equal(workers.length, 1);
  (workers[0] as Puppet).say({ type: 'ready' });
  await clock.pass(10_000);
  await finish();
  assert.equal(workers.length, 1);
  assert.deepEqual(inOrder(told.parts), whole(10));
});

test('one worker of two that says nothing is replaced, and the other has its work meanwhile', async () => {
  const { pool, workers, world, clock, finish } = page(2, 'mute');
  const told = begin(pool.join(), 10);
  (workers[1] as Puppet).behaviour = 'good';
  (workers[1] as Puppet).say({ type: 'ready' });
  world.behaviour = 'good';
  await clock.pass(8_000);
  assert.ok(workers[0]?.ended);
  assert.equal(workers.length, 3);
  await finish();
  assert.deepEqual(inOrder(told.parts), whole(10));
  assert.deepEqual(told.slower, []);
});

test('workers that all stay silent end in a message', async () => {
  const { pool, workers, clock } = page(2, 'silent');
  const told = begin(pool.join(), 10);
  await clock.pass(20 * 60_000);
  assert.equal(told.failed.length, 1);
  assert.match(told.failed[0] ?? '', /\(no answer for \d+ seconds\)\.$/);
  assert.ok(workers.length <= 8);
});

test('a worker that is slow and answers is not taken for dead, however long it is at its work', async () => {
  const { pool, workers, clock, finish } = page(1);
  const told = begin(pool.join(), 4);
  // It answers pings between its steps for ten minutes before the first part is in.
  await clock.pass(10 * 60_000);
  assert.equal(workers.length, 1);
  assert.ok((workers[0]?.of('ping').length ?? 0) > 100);
  await finish();
  assert.deepEqual(inOrder(told.parts), whole(4));
  assert.deepEqual(told.mended, []);
});

test('a machine whose steps take long is given longer', async () => {
  const { pool, workers, clock, alive, finish } = page(1, 'silent');
  const told = begin(pool.join(), 30);
  const worker = workers[0] as Puppet;
  worker.say({ type: 'ready' });
  // One step of twelve seconds: then fifty are not too many.
  await clock.pass(12_000);
  worker.work();
  await clock.pass(50_000);
  assert.equal(workers.length, 1);
  await finish();
  assert.equal(alive().length, 1);
  assert.deepEqual(inOrder(told.parts), whole(30));
});

test('nobody is given up while the page is hidden, or for the sleep of the machine', async () => {
  const { pool, workers, world, clock } = page(1, 'silent');
  begin(pool.join(), 4);
  world.hidden = true;
  await clock.pass(60 * 60_000);
  world.hidden = false;
  await clock.pass(5_000);
  assert.equal(workers.length, 1);
  clock.sleep(8 * 60 * 60_000);
  await clock.pass(2_000);
  assert.equal(workers.length, 1);
});

test('workers that have nothing to do are not asked anything', async () => {
  const { pool, workers, clock, finish } = page(2);
  begin(pool.join(), 10);
  await finish();
  const before = workers.map(worker => worker.got.length);
  await clock.pass(60 * 60_000);
  assert.deepEqual(
    workers.map(worker => worker.got.length),
    before,
  );
});

test('after the last lab has left nothing goes on', async () => {
  const { pool, workers, clock } = page(2);
  begin(pool.join(), 1000);
  pool.close();
  await clock.pass(60 * 60_000);
  assert.equal(workers.length, 2);
  assert.ok(workers.every(worker => worker.ended));
});
