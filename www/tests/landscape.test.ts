import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scene } from '../src/figures/contract.ts';
import { pathOf, sheetsOf } from '../src/figures/landscape/planes.ts';
import { figure as landscape, ticksOf } from '../src/figures/landscape.ts';
import type { Frames } from '../src/worker/api.ts';

function framesOf(series: Record<string, number[]>): { frames: Frames } {
  const named = Object.entries(series).map(([name, values]) => ({
    name,
    unit: '',
    axis: '',
    values: Float64Array.from(values),
  }));
  const verdict = { holds: null, spans: [] };
  return { frames: { pieces: 1, series: named, summary: {}, verdict, notes: [] } };
}

test('all planes of both networks stand on one scale of powers of ten', () => {
  const sheets = sheetsOf(
    framesOf({
      train_loss: [1],
      surface_path: [0.01, 0.1, 1, 1],
      surface_random: [0.1, 1, 10, 100],
      surface_path_beside: [0.001, 0.01, 0.1, 1],
    }),
  );
  assert.ok(Math.abs(sheets.span - 5) < 1e-12);
  const level = (name: string, index: number) => sheets.grids.get(name)?.values[index] ?? -1;
  for (const [name, index, powers] of [
    ['path', 0, 1],
    ['random', 0, 2],
    ['random', 3, 5],
    ['path_beside', 0, 0],
    ['path_beside', 2, 2],
  ] as const)
    assert.ok(Math.abs(level(name, index) - powers) < 1e-12, `${name} ${index}`);
  assert.deepEqual(
    ticksOf(sheets).map(tick => tick.text),
    ['0.001', '0.1', '10'],
  );
});

test('a loss of nought is the floor of the scale, and what has no number its top', () => {
  const sheets = sheetsOf(
    framesOf({ train_loss: [2], surface_path: [0, 1e-30, 2, Number.POSITIVE_INFINITY] }),
  );
  const values = Array.from(sheets.grids.get('path')?.values ?? []);
  assert.deepEqual(values.slice(0, 2), [0, 0]);
  assert.equal(values[3], sheets.span);
  assert.ok(Math.abs(sheets.span - 5) < 1e-12);
});

test('between two moments the ball is between their places', () => {
  const scene = framesOf({ path_at_path: [0, 0, 2, 4, 6, 4] });
  assert.deepEqual(pathOf(scene, 'path', 0.5), [
    [0, 0],
    [1, 2],
  ]);
  assert.deepEqual(pathOf(scene, 'path', 2), [
    [0, 0],
    [2, 4],
    [6, 4],
  ]);
  assert.deepEqual(pathOf(scene, 'random'), []);
});

test('of a path that is too short no plane is said to miss 0 %, in any panel', () => {
  const { frames } = framesOf({
    step: [0, 1],
    train_loss: [0.9, 0.9],
    s_path: [-1, 0, 1],
    t_path: [-1, 0, 1],
    surface_path: Array.from({ length: 9 }, () => 0.9),
    path_at_path: [0, 0, 0, 0],
    spectrum: [-1, 1],
    ratio: Array.from({ length: 81 }, () => 0.2),
  });
  const summary = { parameters: 3, final_loss: 0.9, index: 1, eigenvalue_ratio_median: 0.2 };
  const told = (shares: Record<string, number>) => {
    const config = { width: 1, beside: 0, directions: 'path' };
    const scene = { config, frames: { ...frames, summary: { ...summary, ...shares } } };
    const whole = { ...scene, choices: {}, views: {}, at: 0 } as unknown as Scene;
    const panels = landscape.panels(whole);
    const labels = panels.flatMap(panel => [
      panel.label,
      ...(panel.options?.list.map(option => option.text) ?? []),
    ]);
    return [...labels, ...(landscape.sentence?.(whole) ?? []).map(span => span.text)].join(' ');
  };
  assert.match(told({}), /too short to say what a plane misses of it/);
  assert.match(told({}), /After 0 of 1 step the loss is/);
  assert.doesNotMatch(told({}), /misses [\d.]+ %|NaN|null|undefined/);
  assert.match(told({ missed_share_path: 0.012 }), /misses 1\.2 % of the way/);
});
