/** What is known of a run at a moment, for all of its pictures. */

import { formatCount, formatLoss } from '../../chart/format.ts';
import type { Frames } from '../../worker/api.ts';
import { number, type Scene, values } from '../contract.ts';

/** Which task is trained. */
export type Task = 'ring' | 'hyperbola' | 'sparse' | 'product' | 'modular';

/** A loss that a model which has found the rule is under, and one that has learnt by heart is not. */
export const FOUND = 0.1;

/** Of what takes the whole run; one that was stopped has none. */
export const AFTER = 'Drawn at the end of the run';

export function taskOf({ config }: Scene): Task {
  return config.task as Task;
}

/** A narrow network is given room: three runs, of which no pictures are kept. */
export function isRoom({ config }: Pick<Scene, 'config'>): boolean {
  return config.task === 'modular' && Number(config.widen) > 0;
}

/** The steps that the story is walked along: with room, those of the newest of three runs. */
export function stepsOf(frames: Frames): Float64Array {
  for (const name of ['step', 'widened_step', 'unchanged_step']) {
    const steps = values(frames, name);
    if (steps.length > 0) return steps;
  }
  return values(frames, 'narrow_step');
}

/** The moment that the story is at. */
export function momentOf(scene: Scene): number {
  return Math.max(0, Math.min(stepsOf(scene.frames).length - 1, Math.round(scene.at)));
}

/** The step of that moment. */
export function stepOf(scene: Scene): number {
  return stepsOf(scene.frames)[momentOf(scene)] ?? 0;
}

/** What a series is at that moment; NaN where it is not known. */
export function valueAt(scene: Scene, name: string): number {
  return values(scene.frames, name)[momentOf(scene)] ?? Number.NaN;
}

/** Whether the last step has been taken. */
export function trained({ config, frames }: Scene): boolean {
  const steps = values(frames, 'step');
  return (steps[steps.length - 1] ?? 0) >= Number(config.steps);
}

export interface End {
  step: number;
  /** Longest wording first. */
  names: string[];
}

/** M and G, as far as they are known. */
export function endsOf(scene: Scene): End[] {
  const ends: End[] = [];
  const step = number(scene, 'step_M');
  if (step >= 0) {
    const fitted = number(scene, 'data_M') < FOUND;
    const heart = fitted && number(scene, 'test_M') > FOUND;
    const floor = fitted && taskOf(scene) === 'hyperbola';
    ends.push({
      step,
      names: [...(heart ? ['M: memorised'] : floor ? ['M: on the floor'] : []), 'M'],
    });
  }
  if (trained(scene))
    ends.push({
      step: Number(scene.config.steps),
      names: [number(scene, 'test_G') < FOUND ? 'G: generalises' : 'G: the end', 'G'],
    });
  return ends;
}

export function place(scene: Scene): string {
  const room = isRoom(scene);
  const told = (
    room
      ? [
          ['unchanged', 'unchanged_accuracy'],
          ['widened', 'widened_accuracy'],
        ]
      : [
          ['data loss', 'data_loss'],
          ['test loss', 'test_loss'],
        ]
  ).flatMap(([name, series]) => {
    const value = valueAt(scene, series ?? '');
    if (Number.isNaN(value)) return [];
    return [room ? `${name} ${percent(value)} right` : `${name} ${formatLoss(value)}`];
  });
  const at = `step ${formatCount(stepOf(scene))} of ${formatCount(lastStep(scene))}`;
  return told.length > 0 ? `${at}, ${told.join(', ')}` : at;
}

/** The last step of what the story is walked along. */
function lastStep({ config, frames }: Scene): number {
  const further = values(frames, 'unchanged_step').length > 0;
  return Number(further ? config.further : config.steps);
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(0)} %` : '–';
}

/** The moment at which the model has memorised; -1 while it has not come to that. */
export function memorisedAt({ frames }: Pick<Scene, 'frames'>): number {
  const step = frames.summary.step_M ?? Number.NaN;
  return values(frames, 'step').findIndex(one => one >= step);
}

/** Whether the story stands at the end of a training that is over. */
export function ended(scene: Scene): boolean {
  return trained(scene) && scene.at >= stepsOf(scene.frames).length - 1;
}
