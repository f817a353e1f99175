import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aboutTime, Estimate } from '../src/lab/estimate.ts';
import { leversOf } from '../src/lab/levers.ts';
import type { Config, Key, Resolved } from '../src/worker/api.ts';

test('the time left is what was used, times what is left of the work, over what is done', () => {
  const estimate = new Estimate();
  estimate.begin(0);
  for (let second = 1; second <= 5; second++) estimate.heard(second / 40);
  // 5 s for an eighth: 35 s for the other seven.
  assert.equal(estimate.left(5000), 35);
});

test('nothing is told before it can be: not of the first moment, not of one report, not without any', () => {
  const estimate = new Estimate();
  estimate.begin(0);
  assert.equal(estimate.left(60_000), null);
  estimate.heard(0.3);
  assert.equal(estimate.left(60_000), null);
  estimate.begin(0);
  estimate.heard(0.1);
  estimate.heard(0.2);
  assert.equal(estimate.left(900), null);
  assert.ok(estimate.left(1100) !== null);
  // A thousandth of the work foretells little, but who has waited for five seconds is told.
  estimate.begin(0);
  estimate.heard(0.0005);
  estimate.heard(0.001);
  assert.equal(estimate.left(2000), null);
  assert.ok((estimate.left(6000) ?? 0) > 3600);
});

test('one late report does not make it jump, and it comes to the truth in a few seconds', () => {
  const estimate = new Estimate();
  estimate.begin(0);
  estimate.heard(0.05);
  estimate.heard(0.1);
  const before = estimate.left(2000) ?? Number.NaN;
  assert.equal(before, 18);
  // The pace doubles: what is left is half of what was told.
  for (let now = 2100; now <= 10_000; now += 100) {
    estimate.heard(0.1 + (0.1 * (now - 2000)) / 1000);
    const left = estimate.left(now) ?? Number.NaN;
    if (now < 2300) assert.ok(left > 15, `${left} at ${now}`);
  }
  const truth = (10 * 0.1) / 0.9;
  assert.ok(Math.abs((estimate.left(10_000) ?? 0) - truth) < 1);
});

test('work that stands still does not end soon', () => {
  const estimate = new Estimate();
  estimate.begin(0);
  estimate.heard(0.25);
  estimate.heard(0.5);
  const first = estimate.left(10_000) ?? Number.NaN;
  assert.equal(first, 10);
  for (let now = 10_000; now <= 60_000; now += 500) estimate.left(now);
  assert.ok((estimate.left(60_000) ?? 0) > 40);
});

test('a pause is no work: the time left is the same after it', () => {
  const estimate = new Estimate();
  estimate.begin(0);
  estimate.heard(0.1);
  estimate.heard(0.2);
  assert.equal(estimate.left(5000), 20);
  estimate.hold(true, 5000);
  assert.equal(estimate.left(60_000), 20);
  estimate.hold(false, 100_000);
  assert.equal(Math.round(estimate.left(100_000) ?? 0), 20);
});

test('a length of time is told in plain words, with no more digits than an estimate has', () => {
  const told: [number, string][] = [
    [0.2, 'about 1 s'],
    [3.4, 'about 3 s'],
    [21, 'about 20 s'],
    [54, 'about 55 s'],
    [58, 'about 1 minute'],
    [240, 'about 4 minutes'],
    [22 * 3600, 'about 22 hours'],
    [3 * 86_400, 'about 3 days'],
    [364 * 86_400, 'about 1 year'],
  ];
  for (const [seconds, words] of told) assert.equal(aboutTime(seconds), words);
});

const key = (name: string, rest: Partial<Key> = {}): Key => ({
  name,
  label: name,
  help: '',
  allowed: '',
  unit: '',
  type: 'integer',
  default: 1,
  min: 1,
  ...rest,
});

test('what can be lowered is what costs the time, and as far as the run no longer asks', () => {
  const config: Config = { draws: 8, seed: 900, sizes: [10, 20, 40], noise: 1, steps: 1000 };
  // A made-up cost: draws times the largest size, in seconds; steps may not be lowered.
  const resolve = (name: string, value: string): Resolved => {
    if (name === 'steps') throw new Error('steps must be 1000');
    const next = {
      ...config,
      [name]: name === 'sizes' ? value.split(',').map(Number) : Number(value),
    };
    const seconds = Number(next.draws) * Math.max(...(next.sizes as number[]));
    return { figure: 'f', preset: null, config: next, cost: { seconds, ask: seconds > 60 } };
  };
  const keys = [
    key('seed'),
    key('draws'),
    key('sizes', { type: 'sizes' }),
    key('noise', { type: 'number' }),
    key('steps'),
  ];
  const levers = leversOf(keys, config, 320, resolve).map(({ key, to, seconds }) => [
    key.name,
    to,
    seconds,
  ]);
  // 8 draws of 40: one draw takes 40 s. Of the sizes not even the smallest alone is enough.
  assert.deepEqual(levers, [['draws', 1, 40]]);
});
