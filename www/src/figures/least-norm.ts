/** Which of the many fits descent picks: from zero that of least norm, from far away another. */

import { constants } from 'alleyway-lab/figures';
import type { CurvesModel, Line } from '../chart/curve-model.ts';
import { paintCurves, seriesLimits } from '../chart/curves.ts';
import { type FitsModel, paintFits } from '../chart/fits.ts';
import { formatCount } from '../chart/format.ts';
import { logPlaces } from '../chart/scale.ts';
import { briefLoss, tellCount, tellNumber } from '../chart/words.ts';
import type { Frames, Span } from '../worker/api.ts';
import { counted, type Figure, type Panel, reads, type Scene } from './contract.ts';

const { number, values } = reads<'least-norm'>();

const { near } = constants.leastNorm;

/** Milliseconds of a descent that is played. */
const LASTS = 7000;

export const figure: Figure = {
  name: 'least-norm',
  story: {
    key: 'moment',
    values: momentsOf,
    moments: true,
    on: 'distance',
    glances: true,
    stride: 10,
    replays: ['start', 'optimiser'],
  },
  words: {
    play: 'descend again, before your eyes',
    step: 'a few steps of both',
    counterexamples: 'and where it fails:',
  },
  layout: 'wide',
  workers: 1,
  table: 'step',
  controls: () => ['start', 'parameters', 'n', 'noise', 'decay', 'steps'],
  view: () => null,
  panels: scene => [fitPanel(scene), distancePanel(scene), lossPanel(scene)],
  pace: scene => LASTS / Math.max(1, momentsOf(scene.frames).length),
  sentence,
  position: place,
};

function momentsOf(frames: Frames): ArrayLike<number> {
  return counted(values(frames, 'step').length);
}

function momentOf(scene: Scene): number {
  return Math.max(0, Math.min(Math.round(scene.at), momentsOf(scene.frames).length - 1));
}

function at(scene: Scene, name: Parameters<typeof values>[1]): number {
  return values(scene.frames, name)[momentOf(scene)] ?? Number.NaN;
}

function place(scene: Scene): string {
  return `step ${formatCount(at(scene, 'step'))} of ${formatCount(Number(scene.config.steps))}`;
}

/** On the way the sentence says where both are; their end is the run's own. */
function sentence(scene: Scene): Span[] | null {
  if (momentOf(scene) >= momentsOf(scene.frames).length - 1) return null;
  const plain = (text: string): Span => ({ text, role: 'plain' });
  return [
    plain(
      `After ${tellCount(at(scene, 'step'), 'step')} the training loss is ${briefLoss(at(scene, 'train_loss_zero'))} from zero and ${briefLoss(at(scene, 'train_loss_far'))} from the far start. The distance to the fit of least norm is `,
    ),
    { text: tellNumber(at(scene, 'distance_zero')), role: 'good' },
    plain(' and '),
    { text: tellNumber(at(scene, 'distance_far')), role: 'bad' },
    plain('.'),
  ];
}

// ---------------------------------------------------------------- the fits

function fitPanel(scene: Scene): Panel {
  const { frames } = scene;
  const grid = values(frames, 'grid');
  const from = momentOf(scene) * grid.length;
  const now = (name: 'fit_zero' | 'fit_far') =>
    values(frames, name).subarray(from, from + grid.length);
  // Where the two lie on each other, one name tells of both.
  const arrived = at(scene, 'distance_zero') <= near * number(scene, 'least_norm');
  const model: FitsModel = {
    x: values(frames, 'x'),
    y: values(frames, 'y'),
    fits: [
      {
        values: values(frames, 'truth'),
        at: grid,
        ink: 'muted',
        dashed: true,
        names: ['the wave behind the points', 'the wave'],
      },
      {
        values: now('fit_far'),
        at: grid,
        ink: 'bad',
        must: true,
        names: ['from the far start', 'from far'],
      },
      {
        values: values(frames, 'fit_least'),
        at: grid,
        ink: 'ghost',
        nameInk: 'muted',
        names: arrived ? [] : ['fit of least norm', 'least norm'],
      },
      {
        values: now('fit_zero'),
        at: grid,
        ink: 'good',
        must: true,
        names: arrived
          ? ['from zero: the fit of least norm', 'from zero: least norm', 'from zero']
          : ['from zero'],
      },
    ],
    range: rangeOf(frames),
  };
  return {
    name: 'fit',
    area: 'main',
    title: [{ text: `Two descents on the same ${tellCount(model.x.length, 'point')}` }],
    label: `The points, the fit of least norm, and both descents at ${place(scene)}: their distances from it are ${tellNumber(at(scene, 'distance_zero'))} and ${tellNumber(at(scene, 'distance_far'))}.`,
    paint: surface => paintFits(surface, model),
  };
}

/** Room for the points and the fit of least norm; what is far away may leave the picture. */
function rangeOf(frames: Frames): [number, number] {
  const shown = [
    ...values(frames, 'y'),
    ...values(frames, 'truth'),
    ...values(frames, 'fit_least'),
  ];
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const more = 0.35 * (high - low);
  return [low - more, high + more];
}

// ---------------------------------------------------------------- along the steps

/** What both charts along the steps share. */
function along(
  scene: Scene,
): Pick<CurvesModel, 'x' | 'xNames' | 'xFirst' | 'xLast' | 'at' | 'tickRoom'> {
  return {
    x: logPlaces(values(scene.frames, 'step')),
    xNames: ['steps of descent: drag here', 'steps of descent', 'steps'],
    xFirst: '0',
    xLast: Number(scene.config.steps),
    at: scene.at,
    tickRoom: '0.001',
  };
}

function distancePanel(scene: Scene): Panel {
  const { frames } = scene;
  const [zero, far] = [values(frames, 'distance_zero'), values(frames, 'distance_far')];
  const kept = number(scene, 'aside_start');
  const model: CurvesModel = {
    ...along(scene),
    lines: [
      {
        values: far,
        ink: 'bad',
        must: true,
        marks: true,
        names: ['from the far start', 'from far'],
      },
      { values: zero, ink: 'good', must: true, marks: true, names: ['from zero'] },
    ],
    y: seriesLimits([zero, far]),
    level:
      kept > 0
        ? {
            y: kept,
            from: 0.5,
            ink: 'muted',
            names: ['of which the data say nothing', 'not in the data'],
            bare: true,
          }
        : null,
    rides: 1,
    also: [0],
  };
  return {
    name: 'distance',
    area: 'side',
    title: [{ text: 'Distance to the fit of least norm' }],
    label: 'Both descents: their distance to the fit of least norm, against steps',
    paint: surface => paintCurves(surface, model),
    walks: true,
  };
}

function lossPanel(scene: Scene): Panel {
  const { frames } = scene;
  const line = (
    name: 'train_loss_zero' | 'train_loss_far' | 'test_loss_zero' | 'test_loss_far',
    ink: 'train' | 'test',
    names: string[],
  ): Line => ({
    values: values(frames, name),
    ink,
    dash: name.endsWith('far') ? 'dashed' : 'solid',
    must: true,
    marks: true,
    names,
  });
  const lines = [
    line('train_loss_zero', 'train', ['training, from zero', 'training, zero']),
    line('train_loss_far', 'train', ['training, from far', 'training, far']),
    line('test_loss_far', 'test', ['test, from far', 'test, far']),
    line('test_loss_zero', 'test', ['test, from zero', 'test, zero']),
  ];
  const model: CurvesModel = {
    ...along(scene),
    lines,
    y: seriesLimits([lines[2]?.values ?? [], lines[3]?.values ?? [], highest(frames)]),
    rides: 3,
    also: [2],
  };
  return {
    name: 'loss',
    area: 'side',
    title: [{ text: 'Losses' }],
    label: `Losses at ${place(scene)}: on the training points ${briefLoss(at(scene, 'train_loss_zero'))} and ${briefLoss(at(scene, 'train_loss_far'))}, on new ones ${briefLoss(at(scene, 'test_loss_zero'))} from zero and ${briefLoss(at(scene, 'test_loss_far'))} from far.`,
    paint: surface => paintCurves(surface, model),
    walks: true,
  };
}

/** The training losses as far down as is worth looking at: a fit goes on to rounding. */
function highest(frames: Frames): number[] {
  const all = [...values(frames, 'train_loss_zero'), ...values(frames, 'train_loss_far')];
  const most = Math.max(...all.filter(Number.isFinite));
  return all.map(loss => Math.max(loss, most * 1e-6));
}
