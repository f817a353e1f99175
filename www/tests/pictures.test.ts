import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Surface } from '../src/chart/surface.ts';
import type { Scene } from '../src/figures/contract.ts';
import { byFrequency, picturePanels } from '../src/figures/memorise/pictures.ts';
import { planeOf, trimmed, wayTo } from '../src/figures/memorise/planes.ts';
import type { Frames } from '../src/worker/api.ts';

function framesOf(series: Record<string, number[]>, summary: Record<string, number> = {}): Frames {
  const named = Object.entries(series).map(([name, values]) => ({
    name,
    unit: '',
    axis: '',
    values: Float64Array.from(values),
  }));
  return { pieces: 1, series: named, summary, verdict: { holds: null, spans: [] }, notes: [] };
}

function sceneOf(config: Record<string, string | number>, frames: Frames, at: number): Scene {
  return { config, frames, at, choices: {}, views: {} } as unknown as Scene;
}

/** Draws nothing; a place that is no number is an error. */
function paper(): Surface {
  const context = new Proxy({} as CanvasRenderingContext2D, {
    get: (kept, name) => {
      if (name === 'measureText') return (text: string) => ({ width: 6 * text.length });
      if (name in kept) return Reflect.get(kept, name);
      return (...all: unknown[]) => {
        for (const one of all.flat())
          assert.ok(typeof one !== 'number' || Number.isFinite(one), `${String(name)}(${all})`);
      };
    },
  });
  const theme = new Proxy({} as Surface['theme'], { get: () => '#123456' });
  return { context, width: 390, height: 370, em: 13, line: 2, font: 'sans-serif', theme };
}

test('a plane stands on powers of ten from its floor to its wall, and its scale says where it is clipped', () => {
  const axis = [0, 1];
  const frames = framesOf({ plane_s: axis, plane_t: axis, plane_total: [0, 0.1, 1, 1e9] });
  const plane = planeOf(frames, 'plane_total', { floor: 0.01, wall: 10 });
  assert.ok(plane);
  const at = (x: number, y: number) => {
    const [columns, rows] = [plane.grid.x.length, plane.grid.y.length];
    return plane.grid.values[x * (columns - 1) * rows + y * (rows - 1)] ?? Number.NaN;
  };
  for (const [x, y, power] of [
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 2],
    [1, 1, 3],
  ] as const)
    assert.ok(Math.abs(at(x, y) - power) < 1e-12, `${x} ${y}`);
  assert.deepEqual(
    plane.ticks.map(tick => tick.text),
    ['≤ 0.01', '0.1', '1', '≥ 10'],
  );
});

test('while rows are missing there is no plane', () => {
  const clip = { floor: 0.01, wall: 10 };
  const axis = [0, 1, 2];
  const part = framesOf({ plane_s: axis, plane_t: axis, plane_total: [1, 2, 3] });
  assert.equal(planeOf(part, 'plane_total', clip), null);
  assert.equal(planeOf(framesOf({}), 'plane_total', clip), null);
});

test('another run does not get the plane of the one before', () => {
  const clip = { floor: 0.01, wall: 10 };
  const axis = [0, 1];
  const of = (loss: number) =>
    planeOf(
      framesOf({ plane_s: axis, plane_t: axis, plane_data: [1, 1, 1, loss] }),
      'plane_data',
      clip,
    )?.grid;
  const one = of(1);
  // While a run is watched its frames are new and its plane is not.
  assert.equal(of(1), one);
  assert.notDeepEqual(of(2)?.values, one?.values);
});

test('rows without anything under the wall are left out', () => {
  const grid = { x: [0, 1], y: [0, 1, 2, 3], values: [9, 1, 9, 9, 9, 9, 1, 9] };
  const { y, values } = trimmed(grid, 5);
  assert.deepEqual(Array.from(y), [1, 2]);
  assert.deepEqual(Array.from(values), [1, 9, 9, 1]);
  assert.equal(trimmed(grid, 0.5).y.length, 4);
});

test('a way ends between two places where the story stands between two moments', () => {
  const places: [number, number][] = [
    [0, 0],
    [2, 4],
    [4, 4],
  ];
  assert.deepEqual(wayTo(places, 0.5), [
    [0, 0],
    [1, 2],
  ]);
  assert.deepEqual(wayTo(places, 9), places);
  assert.deepEqual(wayTo([], 3), []);
});

test('neurons stand in the group of their frequency, the purest first', () => {
  const groups = byFrequency([0.5, 2, 1, 0.9, 2, 0.1, 0.7, 1, 3], 3);
  assert.deepEqual(
    groups.map(group => group.map(neuron => neuron.share)),
    [[0.7], [0.9, 0.5], []],
  );
  assert.deepEqual(groups[1]?.[0], { share: 0.9, weight: 0.1 });
});

const TASKS = {
  sparse: { config: { task: 'sparse' }, cells: 100 },
  product: { config: { task: 'product', width: 60 }, cells: 225 },
  modular: { config: { task: 'modular', modulus: 13, width: 4, widen: 0 }, cells: 12 },
};

for (const [task, { config, cells }] of Object.entries(TASKS))
  test(`${task}: a run that has only begun is drawn, and its plane is said to come`, () => {
    for (const moments of [1, 3]) {
      const picture = Array.from({ length: moments * cells }, (_, index) =>
        task === 'modular' ? [0.4, 2, 1][index % 3] : index < cells ? 0 : Math.sin(index),
      ) as number[];
      const step = Array.from({ length: moments }, (_, index) => index);
      const frames = framesOf({ step, test_loss: step.map(() => 5), picture });
      const scene = sceneOf(config, frames, moments - 1);
      const [panel] = picturePanels(scene);
      assert.match(panel?.label ?? '', /at step/);
      panel?.paint(paper());
      const plane = { ...scene, choices: { picture: 'plane' } };
      const [other] = picturePanels(plane);
      assert.match(other?.label ?? '', /Drawn at the end of the run/);
      other?.paint(paper());
    }
  });

test('M is told once the story has passed it, and what the run came to only at its end', () => {
  const axis = [0, 1];
  const series = {
    step: [0, 1, 2],
    total_loss: [1, 0.1, 0.02],
    picture: [1, 1, 1, 1, 1, 0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1, 0, 0, 0, 0, 0, 1],
    plane_s: axis,
    plane_t: axis,
    plane_total: [1, 1, 1, 1],
  };
  const summary = {
    step_M: 1,
    data_M: 0.01,
    test_M: 0.9,
    data_G: 0.001,
    test_G: 0.01,
    barrier_on_the_line: 0.3,
  };
  const label = (at: number, known: Record<string, number>, steps = 2, stage = 3) =>
    picturePanels(
      sceneOf(
        { task: 'ring', penalty: 0.02, noise: 0, steps },
        framesOf({ ...series, stage: [0, 1, stage] }, known),
        at,
      ),
    )[0]?.label ?? '';
  assert.doesNotMatch(label(0, summary), /memorised|generalises/);
  assert.match(label(1, summary), /M: memorised at step 1, loss 0\.10/);
  assert.doesNotMatch(label(1, summary), /generalises/);
  assert.match(label(2, summary), /G: generalises/);
  assert.doesNotMatch(label(2, summary, 2, 2), /generalises/);
  // Watched live the last moment that is known is not yet the end.
  assert.doesNotMatch(label(2, { step_M: 1, data_M: 0.01, test_M: 0.9 }, 3), /G:/);
});
