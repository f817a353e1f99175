import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLoss, formatSigned } from '../src/chart/format.ts';
import { bentScale } from '../src/chart/scale.ts';
import { pickOf, withPick } from '../src/figures/picks.ts';
import { orderOf, sharesOf, standOf } from '../src/figures/split.ts';
import type { Frames, Series } from '../src/worker/api.ts';

test('the last pick of a list goes on', () => {
  assert.equal(pickOf('best', 5), 'best');
  assert.equal(pickOf('best,2', 0), 'best');
  assert.equal(pickOf('best,2', 4), '2');
  assert.equal(pickOf(0.5, 3), '0.5');
  assert.equal(pickOf(undefined, 0), 'best');
});

test('a pick for one split leaves those before and after it as they were', () => {
  assert.equal(withPick('best', 0, '2'), '2,best');
  assert.equal(withPick('best', 2, '3'), 'best,best,3,best');
  assert.equal(withPick(0.5, 1, '1.5'), '0.5,1.5,0.5');
  assert.equal(withPick('2,best', 0, '1'), '1,best');
  assert.equal(withPick('2,best', 0, 'best'), 'best');
  for (const list of ['best', '2,best', '1,2,3'])
    for (const at of [0, 1, 4])
      for (const other of [0, 1, 2, 3, 4, 5, 6])
        assert.equal(
          pickOf(withPick(list, at, '9'), other),
          other === at ? '9' : pickOf(list, other),
        );
});

test('the table of choices has the halves, the larger share, and whatever was asked for', () => {
  assert.deepEqual(sharesOf({ network: 'bumps', gamma: 'best' }, 0), [0.5, 1.5]);
  assert.deepEqual(sharesOf({ network: 'bumps', gamma: '0.5,0.7' }, 0), [0.5, 1.5]);
  assert.deepEqual(sharesOf({ network: 'bumps', gamma: '0.5,0.7' }, 1), [0.5, 1.5, 0.7]);
  assert.deepEqual(sharesOf({ network: 'relu', gamma: 'best' }, 0), [0.5]);
});

test('rows stand in the order of the column in which they are largest', () => {
  assert.deepEqual(
    orderOf([
      [0.1, 0.1, -0.7],
      [0.2, 0.9, 0],
      [1, 0, 0.2],
    ]),
    [2, 1, 0],
  );
});

test('where a story stands is told by how many moments there are', () => {
  const series = (name: string, length: number): Series => ({
    name,
    unit: '',
    axis: '',
    values: new Float64Array(length),
  });
  const frames = (steps: number, losses = 2): Frames => ({
    pieces: 1,
    series: [series('path_step', steps), series('loss_after_each_split', losses)],
    summary: {},
    verdict: { holds: null, spans: [] },
    notes: [],
  });
  const stand = (steps: number, at: number) => standOf({ frames: frames(steps), at });
  assert.equal(stand(0, 0), 'trap');
  assert.equal(stand(9, 0), 'trap');
  assert.equal(stand(9, 1), 'split');
  assert.equal(stand(9, 4.5), 'falling');
  assert.equal(stand(9, 9), 'released');
  assert.equal(stand(1, 0), 'trap');
  assert.equal(stand(1, 1), 'closed');
  assert.equal(standOf({ frames: frames(0, 0), at: 0 }), 'lost');
});

test('a bent scale is even on both sides of zero, keeps the order, and is its own inverse', () => {
  const scale = bentScale([-5, 5], 0.01, [0, 100]);
  assert.ok(Math.abs(scale(0) - 50) < 1e-9);
  assert.ok(Math.abs(scale(-0.2) + scale(0.2) - 100) < 1e-9);
  const places = [-5, -0.2, -0.01, 0, 0.01, 0.2, 5].map(scale);
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
  );
  for (const value of [-3, -0.004, 0.02, 4])
    assert.ok(Math.abs(scale.invert(scale(value)) - value) < 1e-9);
});

test('losses and curvatures are written with the minus of print', () => {
  assert.equal(formatSigned(-0.0083), '−0.0083');
  assert.equal(formatSigned(0.0576), '+0.058');
  assert.equal(formatSigned(Number.NaN), '–');
  assert.equal(formatLoss(0.0603), '0.060');
  assert.equal(formatLoss(0.0017), '0.0017');
  assert.equal(formatLoss(1e-20), '0');
});
