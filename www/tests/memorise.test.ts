import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrange } from '../src/chart/flags.ts';
import type { Surface } from '../src/chart/surface.ts';
import type { Scene } from '../src/figures/contract.ts';
import { lossAxis } from '../src/figures/memorise/axes.ts';
import { curvePanels, isWall } from '../src/figures/memorise/curves.ts';
import { runningMedian } from '../src/figures/memorise/median.ts';
import { endsOf, place, STAGE, stepsOf, withoutPaths } from '../src/figures/memorise/moments.ts';
import { roomPanels } from '../src/figures/memorise/room.ts';
import { sentence } from '../src/figures/memorise/sentence.ts';
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
  training_path_step: [2, 4, 8],
  training_path_data: [0.01, 0.01, 0.001],
};
const last = { bend_data: [0.01, 0.005, 0.001], control_step: [0, 1], control_test: [1, 1] };

test('a running median forgets single jumps, and keeps the ends and a lasting change', () => {
  const jumping = [1, 1, 9, 1, 1, 5, 5, 5, 5, 7];
  assert.deepEqual(Array.from(runningMedian(jumping, 3)), [1, 1, 1, 1, 1, 5, 5, 5, 5, 7]);
  assert.deepEqual(Array.from(runningMedian([], 3)), []);
});

test('a straight line is a wall where it is high against its ends, the other paths and the start', () => {
  assert.ok(isWall([0.0025, 0.26, 0.0001], [[0.0025], [0.0025]], 0.9));
  assert.ok(!isWall([1e-5, 0.03, 1e-4], [[1e-4]], 5), 'small beside where training began');
  assert.ok(!isWall([0.1, 0.26, 0.1], [[0.01]], 0.9), 'its ends are high');
  assert.ok(!isWall([0.001, 0.26, 0.001], [[0.2]], 0.9), 'another path is as high');
});

test('M is known once it is passed, G at the end, and both are called what the crate has found', () => {
  assert.deepEqual(endsOf(sceneOf(ring, { step: [0, 1] })), []);
  const m = { step_M: 2, data_M: 0.001, test_M: 1 };
  assert.deepEqual(endsOf(sceneOf(ring, { step: [0, 1, 2] }, m)), [
    { which: 'M', step: 2, names: ['M: memorised', 'M'] },
  ]);
  const told = (stage: number, summary: Record<string, number>) =>
    endsOf(sceneOf(ring, { ...whole, stage: [0, 0, 1, 2, stage] }, summary)).map(
      end => end.names[0],
    );
  assert.deepEqual(told(STAGE.generalises, m), ['M: memorised', 'G: generalises']);
  for (const stage of [STAGE.memorised, STAGE.onItsWay, STAGE.lost])
    assert.deepEqual(told(stage, m), ['M: memorised', 'G: the end']);
  assert.deepEqual(told(STAGE.unfitted, {}), ['G: the end']);
});

test('of a run without M nothing is labelled or drawn as M, and the panels say why', () => {
  const scene = (more: Record<string, number> = {}) => {
    const series = { ...whole, stage: [0, 0, 0, 0, 0] };
    return { ...sceneOf(ring, series, { bits_G: 1, ...more }), choices: { simple: 'bits' } };
  };
  const said = 'There is no M: at no moment were the examples fitted and new ones not answered';
  assert.equal(withoutPaths(scene()), said);
  const [, simple, paths] = curvePanels(scene());
  assert.equal(paths?.label, `Paths from M to G. ${said}.`);
  assert.equal(simple?.label, 'To write the weights down takes 1 bit at G.');
  const { surface, written } = paper();
  simple?.paint(surface);
  assert.ok(
    written.includes('1 bit') && !written.some(text => text.startsWith('M')),
    written.join(),
  );
  for (const panel of curvePanels(scene())) {
    panel.paint(paper().surface);
    assert.doesNotMatch(panel.label, /NaN|undefined|memorised/);
  }
  assert.equal(withoutPaths(scene({ diverged_at: 3 })), 'There is no G: the training diverged');
  assert.match(withoutPaths(scene({ step_M: 8 })), /^M is the end of the run/);
});

test('the sentence on the way says what the crate calls the moment, and nothing of its own', () => {
  const text = (stage: number) =>
    sentence(sceneOf(ring, { ...whole, stage: [0, stage, 0, 0, 0] }, { step_M: 2 }, 1))
      ?.map(span => span.text)
      .join('');
  assert.equal(
    text(STAGE.memorised),
    'After 1 step the data loss is 0.10 and the test loss 1.0; the examples are fitted, and new ones are not answered: it has memorised.',
  );
  const rest = [STAGE.unfitted, STAGE.onItsWay, STAGE.generalises, STAGE.lost, STAGE.partly];
  for (const stage of rest) assert.doesNotMatch(text(stage) ?? '', /it has memorised/);
  assert.match(text(STAGE.lost) ?? '', /were fitted before, and are not/);
  assert.match(text(STAGE.onItsWay) ?? '', /it is on its way\.$/);
});

test('a network that was not found is not waited for, and none is said to stand still', () => {
  const config = { task: 'modular', widen: 104, width: 24, steps: 8000, further: 3000, noise: 0 };
  const narrow = { narrow_step: [0, 1, 2], narrow_accuracy: [0, 0.1, 0.2] };
  const scene = sceneOf(config, narrow, { seeds_skipped: 40, stands_still: 0 });
  for (const panel of roomPanels(scene)) {
    const { surface, written } = paper();
    panel.paint(surface);
    assert.doesNotMatch([panel.label, ...written].join(' '), /Wanted|so far|Next:/);
  }
  const [unchanged] = roomPanels(scene);
  assert.match(unchanged?.label ?? '', /No network that fits its data and stands still was found/);
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
    if (!('unchanged_step' in known)) assert.match(words, /so far: 2 seeds\./);
    else assert.match(words, /Next: the same network/);
  }
});

test('a run that is watched is drawn from its first moment to its last path', () => {
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
        ['loss', 'simple', 'paths', 'norm'],
      );
      for (const panel of panels) {
        panel.paint(paper().surface);
        assert.doesNotMatch(panel.label, /NaN|undefined/);
      }
      const words = paper();
      panels[2]?.paint(words.surface);
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
  const [, simple, paths, norm] = curvePanels(scene).map(panel => panel.label);
  assert.equal(
    paths,
    'Data loss on the way from M to G: on the straight line, a wall, at most 0.30; on the curve with one bend 0.010; on the training path 0.010. step 2 of 8, data loss 0.010, test loss 1.0.',
  );
  assert.match(simple ?? '', /five private notes of 0\.40, 0\.43, .* and the shared rule, 0\.57\./);
  assert.match(simple ?? '', /16 bits at M, 8 at G, at the same accuracy/);
  assert.match(norm ?? '', /from 3\.0 at the start to 2\.2 at step 2 of 8/);
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
