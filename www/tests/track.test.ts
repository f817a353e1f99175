import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trackOf } from '../src/lab/track.ts';
import type { Key } from '../src/worker/api.ts';

const key = (rest: Partial<Key>): Key => ({
  name: 'key',
  label: '',
  help: '',
  allowed: '',
  unit: '',
  type: 'number',
  default: 0,
  ...rest,
});

test('every place of a slider gives a value that stands at that place', () => {
  const keys = [
    key({ slider: [0, 0.5] }),
    key({ type: 'integer', slider: [5, 40] }),
    key({ scale: 'log', slider: [1e-4, 10], min: 0.0001 }),
    key({ scale: 'log', slider: [0, 10], min: 0, zero: 'none' }),
  ];
  for (const one of keys) {
    const track = trackOf(one, one.slider?.[0] ?? 0);
    for (let place = 0; place <= track.steps; place++) {
      // Values are rounded to two digits, which may move a log place by one.
      assert.ok(
        Math.abs(track.toPlace(track.toValue(place)) - place) <= 1,
        `${one.scale} ${place}`,
      );
    }
  }
});

test('a slider begins and ends at the ends of its range', () => {
  const track = trackOf(key({ slider: [0, 0.5] }), 0.1);
  assert.equal(track.toValue(0), 0);
  assert.equal(track.toValue(track.steps), 0.5);
});

test('the left end of a log slider from nought is nought itself', () => {
  const track = trackOf(key({ scale: 'log', slider: [0, 10], zero: 'none' }), 0);
  assert.equal(track.toValue(0), 0);
  assert.ok(track.toValue(1) > 0);
  assert.equal(track.toPlace(0), 0);
});

test('a value beyond the slider stretches it to twice that value, but not beyond the range', () => {
  const track = trackOf(key({ type: 'integer', slider: [5, 40], max: 150 }), 60);
  assert.equal(track.toValue(track.steps), 120);
  assert.equal(track.toValue(track.toPlace(60)), 60);
  const end = trackOf(key({ type: 'integer', slider: [5, 40], max: 150 }), 140);
  assert.equal(end.toValue(end.steps), 150);
});

test('an integer slider gives whole numbers only', () => {
  const track = trackOf(key({ type: 'integer', scale: 'log', slider: [1, 400] }), 1);
  for (let place = 0; place <= track.steps; place++) {
    assert.ok(Number.isInteger(track.toValue(place)));
  }
});
