import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraOf, type Place, type Setting } from '../src/chart/camera.ts';
import { placeAlong, visible } from '../src/chart/relief.ts';
import { linearScale } from '../src/chart/scale.ts';
import { ground, meshData } from '../src/chart/sheet.ts';
import { heightAt, LEVELS, terrainOf } from '../src/chart/terrain.ts';
import { turned, viewWords } from '../src/chart/view.ts';

const front = { left: 60, top: 9, right: 660, bottom: 350 };
const fit: Place[] = [];
for (const across of [0, 1])
  for (const away of [0, 1]) for (const up of [0, 1]) fit.push([across, away, up]);
const setting: Setting = {
  width: 680,
  height: 390,
  front,
  room: { left: 60, top: 20, right: 640, bottom: 340 },
  fit,
  view: { azimuth: 24, elevation: 34 },
  open: 1,
};
const VIEWS = [-75, -24, 0, 24, 75].flatMap(azimuth =>
  [5, 34, 85].map(elevation => ({ azimuth, elevation })),
);

const near = (is: number, should: number, within: number) =>
  assert.ok(Math.abs(is - should) <= within, `${is} is not ${should}`);

test('before it opens, the front edge stands on the pixels of the curve', () => {
  const x = linearScale([0, 1], [front.left, front.right]);
  const y = linearScale([0, 1], [front.bottom, front.top]);
  for (const view of VIEWS) {
    const { pixel } = cameraOf({ ...setting, view, open: 0 });
    for (const [across, up] of [
      [0, 0],
      [0.2, 0.9],
      [0.5, 0.3],
      [1, 1],
    ] as const) {
      const [px, py] = pixel([across, 0, up]);
      near(px, x(across), 1e-3);
      near(py, y(up), 1e-3);
    }
  }
});

test('opened, the whole block is in its room, and touches it', () => {
  for (const view of VIEWS) {
    const { pixel } = cameraOf({ ...setting, view });
    const pixels = fit.map(pixel);
    const xs = pixels.map(([px]) => px);
    const ys = pixels.map(([, py]) => py);
    const { room } = setting;
    assert.ok(Math.min(...xs) >= room.left - 0.01 && Math.max(...xs) <= room.right + 0.01);
    assert.ok(Math.min(...ys) >= room.top - 0.01 && Math.max(...ys) <= room.bottom + 0.01);
    const wide = Math.max(...xs) - Math.min(...xs);
    const tall = Math.max(...ys) - Math.min(...ys);
    assert.ok(wide > room.right - room.left - 0.1 || tall > room.bottom - room.top - 0.1);
  }
});

test('what is further away is smaller, and what is higher is higher', () => {
  const { pixel } = cameraOf({ ...setting, view: { azimuth: 0, elevation: 30 } });
  const width = (away: number) => pixel([1, away, 0])[0] - pixel([0, away, 0])[0];
  assert.ok(width(1) < 0.95 * width(0));
  assert.ok(pixel([0.5, 0.5, 1])[1] < pixel([0.5, 0.5, 0])[1]);
  assert.ok(pixel([0.5, 1, 0])[1] < pixel([0.5, 0, 0])[1]);
});

test('seen from the right, the right side is turned to the eye', () => {
  const { pixel } = cameraOf(setting);
  assert.ok(pixel([1, 1, 0])[0] > pixel([1, 0, 0])[0]);
  const left = cameraOf({ ...setting, view: { azimuth: -24, elevation: 34 } });
  assert.ok(left.pixel([0, 1, 0])[0] < left.pixel([0, 0, 0])[0]);
});

test('a pixel of the front edge leads back to its place, from wherever it is seen', () => {
  const heights = Array.from({ length: 101 }, (_, index) => 0.5 + 0.4 * Math.sin(index / 9));
  for (const view of VIEWS) {
    for (const open of [0, 0.3, 1]) {
      const { pixel } = cameraOf({ ...setting, view, open });
      const edge = heights.map((up, index) => pixel([index / 100, 0, up]));
      for (const at of [0, 12, 50, 99.5, 100]) {
        const low = Math.min(99, Math.floor(at));
        const from = edge[low]?.[0] ?? 0;
        const px = from + ((edge[low + 1]?.[0] ?? 0) - from) * (at - low);
        near(placeAlong(edge, px), at, 1e-6);
      }
      assert.equal(placeAlong(edge, -1e4), 0);
      assert.equal(placeAlong(edge, 1e4), 100);
    }
  }
});

// A ridge across the picture at y = .5, as high as the block.
const axis = Array.from({ length: 41 }, (_, index) => index / 40);
const ridge = {
  x: axis,
  y: axis,
  values: Float64Array.from({ length: 41 * 41 }, (_, index) =>
    Math.exp(-(((axis[index % 41] ?? 0) - 0.5) ** 2) / 0.01),
  ),
};

test('a ridge hides what lies behind it from a low eye, not from a high one, nor before it is drawn out', () => {
  const low = cameraOf({ ...setting, view: { azimuth: 0, elevation: 8 } });
  const high = cameraOf({ ...setting, view: { azimuth: 0, elevation: 80 } });
  assert.equal(visible(ridge, 1, low, [0.5, 0.85, 0.02], 1), false);
  assert.equal(visible(ridge, 1, low, [0.5, 0.15, 0.02], 1), true);
  assert.equal(visible(ridge, 1, high, [0.5, 0.85, 0.02], 1), true);
  assert.equal(visible(ridge, 1, low, [0.5, 0.85, 0.02], 0.2), true);
});

test('the sheet has the heights of its grid, and walls under its front and its sides', () => {
  const grid = { x: [0, 1, 2], y: [0, 1], values: [1, 2, 3, 4, 5, 6] };
  const { vertices, indices } = meshData(grid);
  // 6 of the sheet, 2 for each of 3 + 2 + 2 places of the walls; 2 triangles a cell of either.
  assert.equal(vertices.length, (6 + 14) * 4);
  assert.equal(indices.length, (2 * 2 + 2 * (2 + 1 + 1)) * 3);
  assert.deepEqual([...vertices.slice(8, 12)], [0.5, 0, 3, 0]);
  const [level, across, away] = ground(grid).slice(8, 11);
  assert.deepEqual([across, away], [4, 1]);
  near(level ?? 0, terrainOf(grid).level(3), 1e-5);
  assert.ok(Math.max(...indices) < vertices.length / 4);
});

test('heights between the places of a grid, and levels from its lowest to its highest', () => {
  const grid = { x: [0, 2], y: [0, 1], values: [0, 1, 4, 9] };
  assert.equal(heightAt(grid, 1, 0.5), 3.5);
  assert.equal(heightAt(grid, 5, 5), 9);
  const { level } = terrainOf(grid);
  assert.deepEqual([level(0), level(2.25), level(9)], [0, LEVELS / 2, LEVELS]);
});

test('grids that share a scale have the same level for the same value', () => {
  const even = [1, 4] as const;
  const low = terrainOf({ x: [0, 1], y: [0, 1], values: [1, 1, 2, 2], even });
  const high = terrainOf({ x: [0, 1], y: [0, 1], values: [2, 4, 4, 4], even });
  assert.equal(low.level(2), high.level(2));
  assert.deepEqual([low.level(1), low.level(2.5), low.level(4)], [0, LEVELS / 2, LEVELS]);
});

test('a view is kept above the floor and in front, and is said in words', () => {
  assert.deepEqual(turned({ azimuth: 70, elevation: 10 }, 20, -20), { azimuth: 75, elevation: 5 });
  assert.equal(
    viewWords({ azimuth: -24, elevation: 35 }),
    'seen from the left front, 24° round, 35° up',
  );
  assert.equal(viewWords({ azimuth: 1, elevation: 5.4 }), 'seen from the front, 5° up');
});
