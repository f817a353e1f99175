import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bentScale } from '../src/chart/scale.ts';
import type { Scene } from '../src/figures/contract.ts';
import { pickOf, withPick } from '../src/figures/picks.ts';
import { orderOf } from '../src/figures/split/panels.ts';
import { restWords, standOf } from '../src/figures/split/scene.ts';
import { sharesOf, figure as split } from '../src/figures/split.ts';
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

/** A scene of the bumps in the middle of a descent, one step after the split. */
function falling(summary: Record<string, number>, at = 2): Scene {
  const series = (name: string, values: number[]): Series => ({
    name,
    unit: '',
    axis: '',
    values: Float64Array.from(values),
  });
  const frames: Frames = {
    pieces: 1,
    series: [
      series('path_step', [0, 1, 2000]),
      series('path_loss', [0.1073, 0.1072, 4.4e-31]),
      series('loss_after_each_split', [0.1073, 0]),
    ],
    summary: { splits_done: 1, neuron: 1, gamma: 0.5, flat: 1e-8, zero: 1e-10, ...summary },
    verdict: { holds: null, spans: [] },
    notes: [],
  };
  const config = { network: 'bumps', seed: 0, neuron: 'best', gamma: 'best' };
  return { frames, config, at } as unknown as Scene;
}

test('one step is a step, and thousands are grouped', () => {
  const summary = { parameters_before: 2, parameters_after: 4, loss_before: 0.1073 };
  const said = (at: number) =>
    split
      .sentence?.(falling(summary, at))
      ?.map(span => span.text)
      .join('');
  assert.match(said(2) ?? '', /After 1 step the loss is 0\.107\./);
  assert.equal(split.position(falling({ final_kind: 3 }, 2)), 'falling, step 1, loss 0.107');
  assert.equal(split.position(falling({ final_kind: 3 }, 3)), 'released, step 2,000, loss zero');
});

test('a curvature that is zero up to rounding is 0, and the place is called what the crate calls it', () => {
  const said = (kind: number) =>
    split
      .sentence?.(
        falling({ kind_before: kind, smallest_eigenvalue_before: 3e-17, loss_before: 0.1 }, 0),
      )
      ?.map(span => span.text)
      .join('');
  assert.match(said(1) ?? '', /Hessian is 0, so a direction is flat, and the second order/);
  assert.doesNotMatch(said(1) ?? '', /stuck at|every direction rises/);
  assert.match(said(0) ?? '', /is stuck at .*every direction rises/);
  assert.match(restWords(2), /a saddle/);
});

test('another seed is not offered where none of the starts came to rest', () => {
  const lost = (summary: Record<string, number>) => {
    const scene = falling({ splits_done: 0, ...summary }, 0);
    scene.frames.series = [];
    return split.actions?.(scene).find(one => one.name === 'Find a trap')?.next;
  };
  assert.equal(lost({ starts_solved: 0, starts_not_finished: 20 }), false);
  assert.equal(lost({ starts_solved: 3900, starts_not_finished: 100 }), true);
});

test('after a descent that did not come to rest nothing is split again', () => {
  const again = (kind: number) =>
    split.actions?.(falling({ final_kind: kind }, 3)).find(one => one.name === 'Again');
  assert.equal(again(0)?.enabled, true);
  assert.equal(again(4)?.enabled, false);
  assert.match(again(4)?.title ?? '', /not come to rest/);
  assert.match(again(3)?.title ?? '', /flat, not downhill/);
});
