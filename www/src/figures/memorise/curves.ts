/** The run as curves: losses against steps, the paths from M to G, how simple it is, loss against the norm. */

import type { CurvesModel, Line } from '../../chart/curve-model.ts';
import { halfDecade, niceAbove, paintCurves } from '../../chart/curves.ts';
import { formatCount } from '../../chart/format.ts';
import { paintNote } from '../../chart/note.ts';
import { paintTraces, type Trace, type TracesModel } from '../../chart/traces.ts';
import { briefLoss, tellNumber } from '../../chart/words.ts';
import type { Frames } from '../../worker/api.ts';
import { type Panel, reads, type Scene } from '../contract.ts';
import { alongSteps, calm, highest, LEAST, lossAxis } from './axes.ts';
import { endsOf, memorisedAt, place, stepOf, taskOf, valueAt, withoutPaths } from './moments.ts';
import { along, goal, simplePanel } from './simple.ts';

const { values } = reads<'memorise'>();

export function curvePanels(scene: Scene): Panel[] {
  return [lossPanel(scene), simplePanel(scene), pathsPanel(scene), normPanel(scene)];
}

// ---------------------------------------------------------------- losses against steps

/** Adam jumps, and label noise shakes: then a median is drawn over what is measured. */
function jumps(scene: Scene): boolean {
  return ['product', 'modular'].includes(taskOf(scene)) || Number(scene.config.noise) > 0;
}

/** The data loss: as it is, or where it jumps thinly, with its running median over it. */
function dataLines(scene: Scene): Line[] {
  const data = values(scene.frames, 'data_loss');
  const drawn = { ink: 'train', dash: 'dashed', marks: true, must: true } as const;
  if (!jumps(scene)) return [{ ...drawn, values: data, names: ['data loss', 'data'] }];
  return [
    { values: data, ink: 'train', weight: 0.3 },
    {
      ...drawn,
      values: calm(data),
      names: ['data loss, running median', 'data, running median', 'data, median', 'data'],
    },
  ];
}

function lossPanel(scene: Scene): Panel {
  const { frames } = scene;
  const penalty = values(frames, 'penalty');
  const test = values(frames, 'test_loss');
  const lines: Line[] = [];
  if (penalty.some(value => value > 0))
    lines.push(
      {
        values: values(frames, 'total_loss'),
        ink: 'ghost',
        nameInk: 'muted',
        weight: 2.4,
        must: true,
        names: ['total: data + penalty', 'total'],
      },
      { values: penalty, ink: 'good', dash: 'dotted', must: true, names: ['penalty'] },
    );
  const control = values(frames, 'control_test');
  if (control.length > 0)
    lines.push({
      values: control,
      ink: 'test',
      dash: 'dotted',
      weight: 0.6,
      names: ['test, without a penalty', 'without a penalty', 'no penalty'],
    });
  const data = lines.push(...dataLines(scene)) - 1;
  if (test.length > 0)
    lines.push({
      values: test,
      ink: 'test',
      marks: true,
      must: true,
      names: ['test loss', 'test'],
    });
  const model: CurvesModel = {
    ...alongSteps(scene),
    xNames: [
      jumps(scene) ? 'steps: drag here · dashed: running median' : 'steps of training: drag here',
      'steps of training',
      'steps',
    ],
    lines,
    y: lossAxis(scene),
    rides: lines.length - 1,
    also: [data],
  };
  return {
    name: 'loss',
    area: 'side',
    title: [{ text: `The losses at step ${formatCount(stepOf(scene))}` }],
    label: 'The training: losses against steps',
    paint: surface => paintCurves(surface, model),
  };
}

// ---------------------------------------------------------------- paths from M to G

/** A path whose losses are smaller is level: what is left of them is rounding, or hardly more. */
const NOUGHT = 1e-6;

interface Paths {
  line: Float64Array;
  bend: Float64Array;
  /** The training path: by the logarithm of the steps, shares of the way. */
  share: Float64Array;
  path: Float64Array;
  /** What is drawn of it: where steps jump, the median of those around. */
  drawn: Float64Array;
}

const paths = new WeakMap<Frames, Paths>();

function pathsOf(scene: Scene): Paths {
  const { frames } = scene;
  const before = paths.get(frames);
  if (before) return before;
  const steps = values(frames, 'training_path_step');
  const path = values(frames, 'training_path_data');
  const [first, last] = [steps[0] ?? 1, steps[steps.length - 1] ?? 1];
  const all = {
    line: values(frames, 'line_data'),
    bend: values(frames, 'bend_data'),
    share: steps.map(step => Math.log(step / first) / Math.log(last / first || 2)),
    path,
    drawn: jumps(scene) ? calm(path) : path,
  };
  paths.set(frames, all);
  return all;
}

/** Whether the straight line crosses something: far above both ends, above the other paths, and not small beside where training began. */
export function isWall(
  line: ArrayLike<number>,
  others: readonly ArrayLike<number>[],
  beginning: number,
): boolean {
  const top = highest(line);
  const ends = Math.max(line[0] ?? 0, line[line.length - 1] ?? 0);
  return top > 10 * ends && top > 3 * Math.max(...others.map(highest)) && top > 0.03 * beginning;
}

/** The same of the line from M to G, wherever it is drawn. */
export function hasWall(scene: Scene): boolean {
  const { line, bend, drawn } = pathsOf(scene);
  return line.length > 0 && isWall(line, [bend, drawn], values(scene.frames, 'data_loss')[0] ?? 1);
}

/** What all but a few values lie above. */
function lowest(list: ArrayLike<number>): number {
  const positive = Array.from(list)
    .filter(value => value > 0)
    .sort((a, b) => a - b);
  return positive[Math.floor(positive.length * 0.15)] ?? Number.POSITIVE_INFINITY;
}

function pathsPanel(scene: Scene): Panel {
  const common = { name: 'paths', area: 'side' as const };
  const { line, bend, share, path, drawn } = pathsOf(scene);
  const title = [{ text: `Data loss on ${taskOf(scene) === 'hyperbola' ? 'two' : 'three'} paths` }];
  if (line.length === 0) {
    const said = withoutPaths(scene);
    return {
      ...common,
      title,
      label: `Paths from M to G. ${said}.`,
      paint: surface => paintNote(surface, said),
    };
  }
  const top = [line, bend, path].map(highest);
  if (Math.max(...top) < NOUGHT)
    return {
      ...common,
      title,
      label: `Paths from M to G: there is nothing to cross, the data loss stays under ${tellNumber(NOUGHT)} on all of them.`,
      paint: surface =>
        paintNote(
          surface,
          `Nothing to cross: from M to G the data loss stays under ${tellNumber(NOUGHT)} on every path`,
        ),
    };
  const wall = hasWall(scene);
  const even = (list: ArrayLike<number>) =>
    Float64Array.from(list, (_, index) => index / Math.max(1, list.length - 1));
  const traces: Trace[] = [
    {
      x: even(line),
      values: line,
      ink: 'bad',
      marks: true,
      must: true,
      names: wall ? ['straight line: a wall', 'line: a wall', 'a wall'] : ['straight line', 'line'],
    },
    {
      x: share,
      values: drawn,
      ink: 'train',
      dash: 'dashed',
      must: true,
      names: ['training path', 'path'],
    },
  ];
  if (bend.length > 0)
    traces.push({
      x: even(bend),
      values: bend,
      ink: 'good',
      dash: 'dotted',
      marks: true,
      must: true,
      names: ['curve with one bend', 'one bend', 'bend'],
    });
  // A path may cross a place where the loss is nought; how deep that is, is not what is shown.
  const low = Math.min(...[line, bend, drawn].filter(path => path.length > 0).map(lowest));
  const high = Math.max(...[line, bend, drawn].map(highest));
  const model: TracesModel = {
    x: {
      low: 0,
      high: 1,
      log: false,
      names: ['share of the way', 'the way'],
      ticks: [
        { value: 0, text: 'M' },
        { value: 0.5, text: 'half' },
        { value: 1, text: 'G' },
      ],
    },
    y: {
      low: halfDecade(Math.log10(Math.max(high * LEAST, low / 4)), Math.floor),
      high: halfDecade(Math.log10(high * 1.3), Math.ceil),
      log: true,
    },
    traces,
    ...(drawn === path
      ? {}
      : {
          caption: ['of the training path a running median', 'path: running median'],
        }),
    dots: onTheWay(scene, share.length),
  };
  const told = [
    `on the straight line${wall ? ', a wall,' : ''} at most ${briefLoss(top[0] ?? 0)}`,
    ...(bend.length > 0 ? [`on the curve with one bend ${briefLoss(top[1] ?? 0)}`] : []),
    `on the training path ${briefLoss(top[2] ?? 0)}${drawn === path ? '' : `, drawn as a running median, which reaches ${briefLoss(highest(drawn))}`}`,
  ];
  return {
    ...common,
    title,
    label: `Data loss on the way from M to G: ${told.join('; ')}. ${place(scene)}.`,
    paint: surface => paintTraces(surface, model),
  };
}

/** The moment on the training path, which begins at M; before, nothing is on its way. */
function onTheWay(scene: Scene, length: number): TracesModel['dots'] {
  const first = memorisedAt(scene);
  return length > 0 && first >= 0 && scene.at >= first ? [{ trace: 1, at: scene.at - first }] : [];
}

// ---------------------------------------------------------------- how simple it is

// ---------------------------------------------------------------- loss against the norm

function normPanel(scene: Scene): Panel {
  return taskOf(scene) === 'hyperbola' ? roamPanel(scene) : sizePanel(scene);
}

/** How far out on the floor of the valley: of all points with u v = 1 the flattest has u² + v² = 2. */
function roamPanel(scene: Scene): Panel {
  const norm = values(scene.frames, 'norm');
  const squares = norm.map(one => one * one);
  return {
    name: 'norm',
    area: 'side',
    title: [{ text: 'u² + v² against steps' }],
    label: `u² + v² at ${place(scene)}: ${tellNumber(valueAt(scene, 'norm') ** 2)}, from ${tellNumber(squares[0] ?? 0)} at the start; the flattest place of the floor has 2.`,
    paint: along(
      scene,
      [{ values: squares, ink: 'good', must: true, names: ['u² + v²'] }],
      { low: 0, high: niceAbove(highest(squares) * 1.1), log: false },
      goal(scene, 2, ['the flattest place: 2', 'flattest: 2']),
    ),
  };
}

function sizePanel(scene: Scene): Panel {
  const { frames } = scene;
  const norm = values(frames, 'norm');
  const steps = values(frames, 'step');
  const test = values(frames, 'test_loss');
  const traces: Trace[] = dataLines(scene).map(line => ({ ...line, x: norm }));
  traces.push({
    x: norm,
    values: test,
    ink: 'test',
    must: true,
    goes: true,
    marks: true,
    names: ['test loss', 'test'],
  });
  const flags = endsOf(scene).map(({ step, names }) => ({
    x: norm[steps.indexOf(step)] ?? Number.NaN,
    names,
  }));
  const model: TracesModel = {
    x: {
      low: 0,
      high: highest(norm) * 1.16 || 1,
      log: false,
      names: ['size of the weights, |θ|', 'size of the weights', '|θ|'],
    },
    y: lossAxis(scene),
    traces,
    flags: flags.filter(flag => flag.x > 0),
    dots: [
      { trace: traces.length - 1, at: scene.at },
      { trace: traces.length - 2, at: scene.at },
    ],
    startNames: ['start'],
  };
  const size = (value: number | undefined) => tellNumber(value ?? Number.NaN);
  return {
    name: 'norm',
    area: 'side',
    title: [{ text: 'Loss against weight norm' }],
    label: `Losses against the norm of the weights, which goes from ${size(norm[0])} at the start to ${size(valueAt(scene, 'norm'))} at ${place(scene)}.`,
    paint: surface => paintTraces(surface, model),
  };
}
