import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellFor, placeInPile } from '../src/chart/swarm.ts';
import type { Scene } from '../src/figures/contract.ts';
import {
  addressOf,
  cellUnder,
  kindsOf,
  shareTop,
  thinned,
  figure as traps,
} from '../src/figures/traps.ts';

const box = { left: 10, top: 0, right: 110, bottom: 200 };

test('a box has room for every run, whichever way they all end', () => {
  for (const total of [1, 7, 200, 999, 5000])
    for (const [width, height] of [
      [100, 200],
      [37, 300],
      [220, 60],
    ] as const) {
      const cell = cellFor(total, width, height, 20);
      assert.ok(cell.size <= 20 && cell.size * cell.across <= width + 1e-9);
      assert.ok(
        Math.ceil(total / cell.across) * cell.size <= height + 1e-9,
        `${total} in ${width}`,
      );
    }
});

test('cells are as large as the box allows', () => {
  const { size, across } = cellFor(200, 100, 200, 20);
  assert.deepEqual([size, across], [10, 10]);
  // One fewer side by side would be too high.
  assert.ok(Math.ceil(200 / (across - 1)) * (100 / (across - 1)) > 200);
});

test('a pile grows from the left, layer on layer, and no mark moves', () => {
  const cell = { size: 10, across: 10 };
  assert.deepEqual(placeInPile(0, cell, box), [15, 195]);
  assert.deepEqual(placeInPile(9, cell, box), [105, 195]);
  assert.deepEqual(placeInPile(10, cell, box), [15, 185]);
  const places = Array.from({ length: 200 }, (_, index) => placeInPile(index, cell, box).join());
  assert.equal(new Set(places).size, 200);
});

test('losses that are alike are one kind of minimum, lowest first', () => {
  const { kinds, kind } = kindsOf([0.0316, 0.01652, 0.01651, 0.0714, 0.0316001]);
  assert.deepEqual(
    kinds.map(({ loss, count }) => [loss, count]),
    [
      [0.01651, 2],
      [0.0316, 2],
      [0.0714, 1],
    ],
  );
  assert.deepEqual([...kind], [1, 0, 0, 2, 1]);
  assert.deepEqual(kindsOf([]).kinds, []);
});

test('the address of a run says only what the preset does not', () => {
  const config = { sweep: 'none', teacher: 8, extra: 0, rate: 0.1, seed: 5, runs: 200 };
  assert.equal(addressOf(config, 3), '#figure=split&preset=relu&seed=5&run=3&splits=0');
  assert.equal(addressOf({ ...config, seed: 1 }, 0), '#figure=split&preset=relu&splits=0');
  assert.equal(
    addressOf({ ...config, teacher: 12, extra: 1, rate: 0.05 }, 14),
    '#figure=split&preset=relu&teacher=12&extra=1&seed=5&rate=0.05&run=14&splits=0',
  );
});

test('a thinned line keeps its ends, its beginning and what was asked for', () => {
  const kept = thinned(5000, 240, 2345);
  assert.ok(kept.length <= 240 + 61);
  assert.deepEqual(
    kept.slice(0, 20),
    Array.from({ length: 20 }, (_, index) => index),
  );
  assert.equal(kept.at(-1), 4999);
  assert.ok(kept.includes(2345));
  assert.deepEqual(
    kept,
    [...new Set(kept)].sort((a, b) => a - b),
  );
  assert.deepEqual(thinned(3, 240, 1), [0, 1, 2]);
  assert.deepEqual(thinned(1, 240, 0), [0]);
});

test('the axis of a share has few tops', () => {
  assert.equal(shareTop(0.03, Number.NaN), 0.1);
  assert.equal(shareTop(0.126, 0.21), 0.25);
  assert.equal(shareTop(0.4), 0.5);
  assert.equal(shareTop(0.51), 1);
});

test('a published mark leads to the network that it was published for', () => {
  // Four sizes: lines 0 to 2 are measured, 3 to 5 published.
  assert.equal(cellUnder(0, 4, 12), 0);
  assert.equal(cellUnder(4 + 3, 4, 12), 10);
  assert.equal(cellUnder(4 * 4 + 3, 4, 12), 10);
  assert.equal(cellUnder(2 * 4 + 3, 4, 5), 4);
  assert.equal(cellUnder(null, 4, 12), null);
});

/** What is said of a position along the story. */
function said(config: Record<string, unknown>, columns: Record<string, number[]>, at: number) {
  const series = Object.entries(columns).map(([name, values]) => ({
    name,
    unit: '',
    axis: '',
    values: Float64Array.from(values),
  }));
  return traps.position({ config, frames: { series, summary: {} }, at } as unknown as Scene);
}

test('of runs none of which has come to rest no share is told', () => {
  const nothing = Number.NaN;
  const columns = {
    outcome: [2, 1],
    share_after: [nothing, 1],
    low_after: [nothing, 0.20654],
    high_after: [nothing, 1],
  };
  const config = { sweep: 'none' };
  assert.equal(said(config, columns, 0), 'After 1 run 0 are trapped, and none has come to rest');
  assert.equal(
    said(config, columns, 1),
    'After 2 runs 1 is trapped, 100 %; the 95 % interval is 20.7 % to 100 %',
  );
  const cells = {
    runs_done: [20, 0],
    teacher: [8, 8],
    extra: [0, 1],
    share: [nothing, nothing],
    low: [nothing, nothing],
    high: [nothing, nothing],
  };
  const told = said({ sweep: 'teacher' }, cells, 0);
  assert.equal(told, '8 teacher neurons, none to spare: none of 20 runs has come to rest');
});
