import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrange } from '../src/chart/flags.ts';
import type { Surface } from '../src/chart/surface.ts';
import type { Scene } from '../src/figures/contract.ts';
import { curvePanels, isWall, lossAxis } from '../src/figures/memorise/curves.ts';
import { runningMedian } from '../src/figures/memorise/median.ts';
import { roomPanels } from '../src/figures/memorise/room.ts';
import { endsOf, place, stepsOf } from '../src/figures/memorise/told.ts';
import type { Config } from '../src/worker/api.ts';

function sceneOf(
  config: Config,
  series: Record<string, ArrayLike<number>>,
  summary: Record<string, number> = {},
  at = Number.POSITIVE_INFINITY,
): Scene {
  const named = Object.entries(series).map(([name, values]) => ({
    name,
    unit: '',
    axis: '',
    values: Float64Array.from(values),
  }));
  const verdict = { holds: null, spans: [] };
  const frames = { pieces: 1, series: named, summary, verdict, notes: [] };
  const last = Math.max(0, stepsOf(frames).length - 1);
  return { config, frames, choices: {}, at: Math.min(at, last) } as unknown as Scene;
}

/** A place to draw on that keeps what is written. */
function paper(): { surface: Surface; written: string[] } {
  const written: string[] = [];
  const known: Record<string, unknown> = {
    measureText: (text: string) => ({ width: 7 * text.length }),
    fillText: (text: string, x: number, y: number) => {
      assert.ok(Number.isFinite(x) && Number.isFinite(y), `${text} at ${x}, ${y}`);
      written.push(text);
    },
  };
  const context = new Proxy(known, {
    get: (own, key: string) => own[key] ?? (() => {}),
    set: () => true,
  });
  const theme = new Proxy({}, { get: () => '#000' });
  const surface = { context, width: 350, height: 190, em: 13, line: 2.4, font: '', theme };
  return { surface: surface as unknown as Surface, written };
}

const ring = { task: 'ring', steps: 8, noise: 0, penalty: 0.02, widen: 0 };
const whole = {
  step: [0, 1, 2, 4, 8],
  data_loss: [1, 0.1, 0.01, 0.001, 0.001],
  penalty: [0.2, 0.2, 0.15, 0.1, 0.02],
  total_loss: [1.2, 0.3, 0.16, 0.101, 0.021],
  test_loss: [1, 1, 1, 0.5, 0.01],
  norm: [3, 2.5, 2.2, 1.5, 1],
  picture: Array.from({ length: 30 }, (_, cell) => cell / 30),
};
const after = {
  line_data: [0.01, 0.3, 0.001],
  road_step: [2, 4, 8],
  road_data: [0.01, 0.01, 0.001],
};
const last = { bend_data: [0.01, 0.005, 0.001], control_step: [0, 1], control_test: [1, 1] };

test('a running median forgets single jumps, and keeps the ends and a lasting change', () => {
  const jumping = [1, 1, 9, 1, 1, 5, 5, 5, 5, 7];
  assert.deepEqual(Array.from(runningMedian(jumping, 3)), [1, 1, 1, 1, 1, 5, 5, 5, 5, 7]);
  assert.deepEqual(Array.from(runningMedian([], 3)), []);
});

test('a straight line is a wall where it is high against its ends, the other roads and the start', () => {
  assert.ok(isWall([0.0025, 0.26, 0.0001], [[0.0025], [0.0025]], 0.9));
  assert.ok(!isWall([1e-5, 0.03, 1e-4], [[1e-4]], 5), 'small beside where training began');
  assert.ok(!isWall([0.1, 0.26, 0.1], [[0.01]], 0.9), 'its ends are high');
  assert.ok(!isWall([0.001, 0.26, 0.001], [[0.2]], 0.9), 'another road is as high');
});

test('M is known once it is passed, G at the end, and both are called what they are', () => {
  assert.deepEqual(endsOf(sceneOf(ring, { step: [0, 1] })), []);
  const m = { step_M: 2, data_M: 0.01, test_M: 1 };
  assert.deepEqual(endsOf(sceneOf(ring, { step: [0, 1, 2] }, m)), [
    { step: 2, names: ['M: memorised', 'M'] },
  ]);
  const told = (summary: Record<string, number>) =>
    endsOf(sceneOf(ring, whole, summary)).map(end => end.names[0]);
  assert.deepEqual(told({ ...m, test_G: 0.01 }), ['M: memorised', 'G: generalises']);
  assert.deepEqual(told({ ...m, test_G: 1 }), ['M: memorised', 'G: the end']);
  assert.deepEqual(told({ ...m, data_M: 0.5, test_G: 1 }), ['M', 'G: the end']);
});

test('with room the story goes along the newest run', () => {
  const config = { task: 'modular', widen: 104, width: 24, steps: 8000, further: 3000, noise: 0 };
  const narrow = { narrow_step: [0, 1, 2], narrow_accuracy: [0, 0.1, 0.2] };
  const unchanged = { unchanged_step: [0, 5], unchanged_accuracy: [0.3, 0.27] };
  assert.deepEqual(Array.from(stepsOf(sceneOf(config, narrow).frames)), [0, 1, 2]);
  assert.equal(place(sceneOf(config, narrow)), 'step 2 of 8,000');
  assert.equal(
    place(sceneOf(config, { ...narrow, ...unchanged })),
    'step 5 of 3,000, unchanged 27 % right',
  );
  for (const known of [{}, narrow, { ...narrow, ...unchanged }]) {
    const scene = sceneOf(config, known, { seeds_skipped: 2 });
    const { surface, written } = paper();
    for (const panel of roomPanels(scene)) {
      panel.paint(surface);
      assert.doesNotMatch(panel.label, /NaN|undefined/);
    }
    const words = written.join(' ');
    if (!('unchanged_step' in known)) assert.match(words, /so far: 2\./);
    else assert.match(words, /Next: the same network/);
  }
});

test('a run that is watched is drawn from its first moment to its last road', () => {
  const moments = (count: number) =>
    Object.fromEntries(
      Object.entries(whole).map(([name, list]) => [
        name,
        list.slice(0, name === 'picture' ? 6 * count : count),
      ]),
    );
  const m = { step_M: 2, data_M: 0.01, test_M: 1, bits_M: 16 };
  const all = { ...whole, ...after, ...last };
  for (const [series, summary] of [
    [{}, {}],
    [moments(1), {}],
    [moments(3), m],
    [whole, m],
    [
      { ...whole, ...after },
      { ...m, test_G: 0.01, bits_G: 8 },
    ],
    [all, { ...m, test_G: 0.01, bits_G: 8 }],
  ] as const)
    for (const choice of ['weights', 'bits']) {
      const scene = { ...sceneOf(ring, series, summary), choices: { simple: choice } };
      const panels = curvePanels(scene);
      assert.deepEqual(
        panels.map(panel => panel.name),
        ['loss', 'roads', 'simple', 'norm'],
      );
      for (const panel of panels) {
        panel.paint(paper().surface);
        assert.doesNotMatch(panel.label, /NaN|undefined/);
      }
      const words = paper();
      panels[1]?.paint(words.surface);
      if (!('line_data' in series))
        assert.equal(words.written.join(' '), 'Drawn at the end of the run');
      else assert.ok(words.written.includes('share of the way'), words.written.join());
    }
});

test('every panel says what it shows at the moment', () => {
  const scene = sceneOf(
    ring,
    { ...whole, ...after, ...last },
    { step_M: 2, bits_M: 16, bits_G: 8 },
    2,
  );
  const [, roads, simple, norm] = curvePanels(scene).map(panel => panel.label);
  assert.equal(
    roads,
    'Data loss on the way from M to G: on the straight line, a wall, at most 0.300; on the curve with one bend 0.010; on the training path 0.010. step 2 of 8, data loss 0.010, test loss 1.000.',
  );
  assert.match(simple ?? '', /five private notes of 0\.40, 0\.43, .* and the shared rule, 0\.57\./);
  assert.match(simple ?? '', /16 bits at M, 8 at G, at the same accuracy/);
  assert.match(norm ?? '', /from 3 at the start to 2\.2 at step 2 of 8/);
});

test('a loss without a floor is beyond the axis, not the axis around it', () => {
  const axis = lossAxis(sceneOf(ring, { data_loss: [1, 1e-3, 1e-31], test_loss: [1, 1, 1] }));
  assert.ok(axis.low >= 1e-7 && axis.low < 1e-5, String(axis.low));
  assert.ok(axis.high > 1);
});

test('names above a plot stand at their lines, and are shortened where both have no room', () => {
  const flag = (at: number) => ({
    at,
    names: [
      { text: 'M: memorised', width: 90 },
      { text: 'M', width: 10 },
    ],
  });
  const far = arrange([flag(150), flag(300)], 320, 6);
  assert.deepEqual(
    far.map(one => one?.text),
    ['M: memorised', 'M: memorised'],
  );
  const near = arrange([flag(280), flag(300)], 320, 6);
  assert.deepEqual(near.map(one => one?.text).sort(), ['M', 'M: memorised']);
  for (const [index, at] of [280, 300].entries()) {
    const { left, right } = near[index] ?? { left: -1, right: -1 };
    assert.ok(left <= at && right >= at, `${left} ${at} ${right}`);
  }
  assert.deepEqual(
    arrange([flag(5)], 50, 6).map(one => one?.text),
    ['M'],
  );
});
