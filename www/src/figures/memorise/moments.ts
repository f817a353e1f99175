/** What is known of a run at a moment, for all of its pictures. */

import { codes } from 'alleyway-lab/figures';
import { formatCount } from '../../chart/format.ts';
import { briefLoss, tellPercent } from '../../chart/words.ts';
import type { Frames } from '../../worker/api.ts';
import { reads, type Scene, type SeriesOf } from '../contract.ts';

const { number, values } = reads<'memorise'>();

/** Which task is trained. */
export type Task = 'ring' | 'hyperbola' | 'sparse' | 'product' | 'modular';

/** What a moment is called: the numbers of the crate's series `stage`, which decides by thresholds of its own. */
export const STAGE = codes.memorise.stage;

/** Of what takes the whole run; one that was stopped has none. */
export const AFTER = 'Drawn at the end of the run';

/** Why there is nothing between M and G, where that is known. */
export function withoutPaths(scene: Scene): string {
  if (Number.isFinite(number(scene, 'diverged_at'))) return 'There is no G: the training diverged';
  if (!trained(scene)) return AFTER;
  const floor = taskOf(scene) === 'hyperbola';
  if (!(number(scene, 'step_M') >= 0))
    return floor
      ? 'There is no M: it never came to the floor'
      : 'There is no M: at no moment were the examples fitted and new ones not answered';
  return number(scene, 'step_M') >= Number(scene.config.steps)
    ? 'M is the end of the run: there is no way from there'
    : AFTER;
}

export function taskOf({ config }: Scene): Task {
  return config.task as Task;
}

/** A narrow network is given room: three runs, of which no pictures are kept. */
export function isRoom({ config }: Pick<Scene, 'config'>): boolean {
  return config.task === 'modular' && Number(config.widen) > 0;
}

/** The steps that the story is walked along: with room, those of the newest of three runs. */
export function stepsOf(frames: Frames): Float64Array {
  for (const name of ['step', 'widened_step', 'unchanged_step'] as const) {
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
export function valueAt(scene: Scene, name: SeriesOf<'memorise'>): number {
  return values(scene.frames, name)[momentOf(scene)] ?? Number.NaN;
}

/** Whether the last step has been taken. */
export function trained({ config, frames }: Scene): boolean {
  const steps = values(frames, 'step');
  return (steps[steps.length - 1] ?? 0) >= Number(config.steps);
}

export interface End {
  which: 'M' | 'G';
  step: number;
  /** Longest wording first. */
  names: string[];
}

/** M and G, as far as they are known: of a run without a memorising solution there is no M. */
export function endsOf(scene: Scene): End[] {
  const ends: End[] = [];
  const step = number(scene, 'step_M');
  if (step >= 0) {
    const name = taskOf(scene) === 'hyperbola' ? 'M: on the floor' : 'M: memorised';
    ends.push({ which: 'M', step, names: [name, 'M'] });
  }
  if (trained(scene)) {
    const stages = values(scene.frames, 'stage');
    const found = stages[stages.length - 1] === STAGE.generalises;
    const names = [found ? 'G: generalises' : 'G: the end', 'G'];
    ends.push({ which: 'G', step: Number(scene.config.steps), names });
  }
  return ends;
}

export function place(scene: Scene): string {
  const room = isRoom(scene);
  const named: [string, SeriesOf<'memorise'>][] = room
    ? [
        ['unchanged', 'unchanged_accuracy'],
        ['widened', 'widened_accuracy'],
      ]
    : [
        ['data loss', 'data_loss'],
        ['test loss', 'test_loss'],
      ];
  const told = named.flatMap(([name, series]) => {
    const value = valueAt(scene, series);
    if (Number.isNaN(value)) return [];
    return [room ? `${name} ${tellPercent(value)} right` : `${name} ${briefLoss(value)}`];
  });
  const at = `step ${formatCount(stepOf(scene))} of ${formatCount(lastStep(scene))}`;
  return told.length > 0 ? `${at}, ${told.join(', ')}` : at;
}

/** The last step of what the story is walked along. */
function lastStep({ config, frames }: Scene): number {
  const further = values(frames, 'unchanged_step').length > 0;
  return Number(further ? config.further : config.steps);
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
