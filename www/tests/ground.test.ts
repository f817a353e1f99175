import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contours } from '../src/chart/ground.ts';
import { LEVELS } from '../src/chart/terrain.ts';

const even = (count: number, low: number, high: number) =>
  Float64Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));

/** A function on a grid, one row for each x. */
function gridOf(f: (x: number, y: number) => number, high: number) {
  const [x, y] = [even(31, -1, 1), even(21, 0, 2)];
  const values = Float64Array.from({ length: 31 * 21 }, (_, at) =>
    f(x[Math.floor(at / 21)] ?? 0, y[at % 21] ?? 0),
  );
  return { x, y, values, even: [0, high] as const };
}

test('the contours of a slope are straight lines from edge to edge, and none runs along the border', () => {
  const lines = contours(gridOf(x => x + 1, 2));
  assert.equal(lines.length, LEVELS - 1);
  for (const [index, line] of lines.entries()) {
    const at = (2 * (index + 1)) / LEVELS - 1;
    assert.ok(line.every(([x]) => Math.abs(x - at) < 1e-9));
    const ys = line.map(([, y]) => y).sort((a, b) => a - b);
    assert.deepEqual([ys[0], ys.at(-1)], [0, 2]);
  }
});

test('the contours of a bowl are circles, closed inside the grid and open where they leave it', () => {
  const lines = contours(gridOf((x, y) => Math.hypot(x, y - 1), 1.5));
  for (const line of lines) {
    const radii = line.map(([x, y]) => Math.hypot(x, y - 1));
    const level = Math.round(((radii[0] ?? 0) / 1.5) * LEVELS);
    const radius = (1.5 * level) / LEVELS;
    // Between the points of the grid the bowl is taken as straight: off by h²/(8 r), h the width of a cell.
    assert.ok(radii.every(one => Math.abs(one - radius) < 0.1 ** 2 / (8 * radius) + 1e-9));
    // One that touches the edge is neither.
    if (Math.abs(radius - 1) < 1e-9) continue;
    const [[fromX, fromY], [toX, toY]] = [line[0] ?? [0, 0], line.at(-1) ?? [0, 0]];
    assert.equal(Math.hypot(fromX - toX, fromY - toY) < 1e-9, radius < 1, String(radius));
  }
});
