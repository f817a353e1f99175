/** The axes that the curves of a run share. */

import type { CurvesModel } from '../../chart/curve-model.ts';
import { halfDecade } from '../../chart/curves.ts';
import { type Flag, paintFlags } from '../../chart/flags.ts';
import { logPlaces } from '../../chart/scale.ts';
import type { Frames } from '../../worker/api.ts';
import { reads, type Scene } from '../contract.ts';
import { runningMedian } from './median.ts';
import { endsOf } from './moments.ts';

const { values } = reads<'memorise'>();

/** A loss under this share of the highest is beyond the axis: without a penalty descent goes on to 10⁻³¹. */
export const LEAST = 1e-6;

/** What a loss usually falls to: while a run is watched, the axis stands still down to there. */
const USUAL = 1e-4;

/** Moments of a running median. */
const WINDOW = 9;

/** What all charts along the steps share. */
export function alongSteps(
  scene: Scene,
): Pick<CurvesModel, 'x' | 'xNames' | 'xFirst' | 'xLast' | 'at' | 'flags' | 'tickRoom'> {
  return {
    x: logPlaces(values(scene.frames, 'step')),
    xNames: ['steps of training', 'steps'],
    xFirst: '0',
    xLast: Number(scene.config.steps),
    at: scene.at,
    flags: { list: flagsOf(scene), paint: paintFlags },
    tickRoom: '0.001',
  };
}

function flagsOf(scene: Scene): Flag[] {
  return endsOf(scene).map(({ step, names }) => ({ x: step, names }));
}

const limits = new WeakMap<Frames, CurvesModel['y']>();

/** One axis of losses, for those against steps and those against the norm. */
export function lossAxis({ frames }: Pick<Scene, 'frames'>): CurvesModel['y'] {
  const before = limits.get(frames);
  if (before) return before;
  const all = (['data_loss', 'test_loss', 'total_loss', 'penalty', 'control_test'] as const)
    .flatMap(name => Array.from(values(frames, name)))
    .filter(value => value > 0 && value < Number.POSITIVE_INFINITY);
  const high = all.length > 0 ? Math.max(...all) : 1;
  const low = Math.max(high * LEAST, all.length > 0 ? Math.min(...all) : high);
  const axis = {
    low: halfDecade(Math.log10(Math.min(low, high * USUAL)), Math.floor),
    high: halfDecade(Math.log10(high * 1.15), Math.ceil),
    log: true,
  };
  limits.set(frames, axis);
  return axis;
}

const medians = new WeakMap<Float64Array, Float64Array>();

export function calm(list: Float64Array): Float64Array {
  const known = medians.get(list) ?? runningMedian(list, WINDOW);
  medians.set(list, known);
  return known;
}

export function highest(list: ArrayLike<number>): number {
  let most = 0;
  for (let index = 0; index < list.length; index++) most = Math.max(most, list[index] ?? 0);
  return most;
}
