// What is tried again, what is kept, and what is said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Clock,
  clock,
  Fault,
  fractionOf,
  Once,
  persist,
  receive,
  short,
  Track,
  Unavailable,
} from '../src/worker/loading.ts';

/** What came, as a text. */
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A clock on which every pause is over at once. */
function hurried(): Clock & { pauses: number[] } {
  let time = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => time,
    after(milliseconds, act) {
      pauses.push(milliseconds);
      time += milliseconds;
      queueMicrotask(act);
      return () => {};
    },
  };
}

test('what fails once and then comes is never told of', async () => {
  const clock = hurried();
  let tries = 0;
  const act = async () => {
    if (tries++ < 2) throw new Fault('the host answered 503');
    return 'here';
  };
  assert.equal(await persist('It', act, clock), 'here');
  assert.equal(tries, 3);
});

test('what does not come is tried three times, with growing pauses, and told in one sentence', async () => {
  const clock = hurried();
  let tries = 0;
  const act = async () => {
    tries++;
    throw new Fault('the host answered 404');
  };
  await assert.rejects(persist('The trainer', act, clock), error => {
    assert.ok(error instanceof Unavailable);
    assert.equal(error.message, 'The trainer could not be loaded: the host answered 404.');
    return true;
  });
  assert.equal(tries, 3);
  assert.equal(clock.pauses.length, 2);
  assert.ok((clock.pauses[1] ?? 0) > (clock.pauses[0] ?? 0));
});

test('what others wrote is quoted in a few words, whatever its length', async () => {
  const page = `<!doctype html>\n${'x'.repeat(2_000_000)}`;
  assert.ok(short(page).length <= 80);
  assert.ok(!short(page).includes('\n'));
  const act = async () => {
    throw new Error(page);
  };
  await assert.rejects(persist('It', act, hurried()), error => {
    assert.ok((error as Error).message.length < 120);
    return true;
  });
});

test('a failure is forgotten, a success is kept', async () => {
  let asked = 0;
  const once = new Once(async () => {
    if (++asked === 1) throw new Error('no');
    return asked;
  });
  await assert.rejects(once.get());
  assert.deepEqual(await Promise.all([once.get(), once.get()]), [2, 2]);
  assert.equal(await once.get(), 2);
  assert.equal(once.value, 2);
});

test('the share that has come is told where every size is known', () => {
  const [one, other] = [new Track(), new Track()];
  one.total = 300;
  one.add(100);
  assert.equal(fractionOf([one]), 1 / 3);
  assert.equal(fractionOf([one, other]), null);
  other.total = 100;
  other.add(100);
  assert.equal(fractionOf([one, other]), 1 / 2);
  other.end();
  assert.equal(fractionOf([one, other]), 1 / 3);
});

test('after an answer that was of no use no cache is asked', async () => {
  const asked: (RequestCache | undefined)[] = [];
  const before = globalThis.fetch;
  const answers = [
    new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
    new Response('1,2', { headers: { 'content-length': '30' } }),
    new Response('', { status: 404 }),
    new Response('good'),
    new Response('good'),
  ];
  globalThis.fetch = async (_, init) => {
    asked.push(init?.cache);
    return answers[asked.length - 1] as Response;
  };
  try {
    const get = () => receive('https://host/file', text);
    await assert.rejects(get(), /a web page in its place/);
    await assert.rejects(get(), /3 of 30 bytes/);
    await assert.rejects(get(), /answered 404/);
    assert.equal(await get(), 'good');
    assert.equal(await get(), 'good');
  } finally {
    globalThis.fetch = before;
  }
  assert.deepEqual(asked, [undefined, 'reload', 'reload', 'reload', undefined]);
});

/** A host that answers with what `answer` returns, after which nothing more is heard of it; on a clock that passes at once. */
async function silent(answer: () => Response | null, act: () => Promise<void>): Promise<number> {
  const before = { fetch: globalThis.fetch, ...clock };
  let time = 0;
  clock.now = () => time;
  clock.after = (milliseconds, act) => {
    const timer = setTimeout(() => {
      time += milliseconds;
      act();
    });
    return () => clearTimeout(timer);
  };
  globalThis.fetch = (_, init) => {
    const given = answer();
    if (given) return Promise.resolve(given);
    return new Promise((_, failed) =>
      init?.signal?.addEventListener('abort', () => failed(new DOMException('', 'AbortError'))),
    );
  };
  try {
    await act();
  } finally {
    globalThis.fetch = before.fetch;
    clock.now = before.now;
    clock.after = before.after;
  }
  return time;
}

test('of a host that sends nothing the reader is told within ten seconds, and who tries again waits longer', async () => {
  const address = 'https://host/silent';
  const get = () => persist('The trainer', () => receive(address, text));
  let answers: (Response | null)[] = [];
  const wait = () =>
    silent(
      () => answers.shift() ?? null,
      () => assert.rejects(get(), /nothing came for \d+ seconds\.$/),
    );
  const first = await wait();
  assert.ok(first <= 10_000, `${first} ms`);
  assert.equal(await wait(), 2 * first);
  // What broke off twice before it fell silent.
  await silent(
    () => new Response('here'),
    async () => assert.equal(await get(), 'here'),
  );
  answers = [new Response('', { status: 503 }), new Response('', { status: 503 })];
  const third = await wait();
  assert.ok(third > first && third <= 10_000, `${third} ms`);
});
