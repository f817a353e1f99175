/** What is known of a run at a moment, for all of its pictures. */

import { formatCount } from '../../chart/format.ts';
import { type Scene, values } from '../contract.ts';

/** Which task is trained. */
export type Task = 'ring' | 'hyperbola' | 'sparse' | 'product' | 'modular';

export function taskOf({ config }: Scene): Task {
  return config.task as Task;
}

/** A narrow network is given room: three runs, of which no pictures are kept. */
export function isRoom({ config }: Scene): boolean {
  return config.task === 'modular' && Number(config.widen) > 0;
}

/** The moment that the story is at. */
export function momentOf(scene: Scene): number {
  return Math.max(0, Math.min(values(scene.frames, 'step').length - 1, Math.round(scene.at)));
}

/** The step of that moment. */
export function stepOf(scene: Scene): number {
  return values(scene.frames, 'step')[momentOf(scene)] ?? 0;
}

export function place(scene: Scene): string {
  return `step ${formatCount(stepOf(scene))}`;
}

/** The moment at which the model has memorised; -1 while it has not come to that. */
export function memorisedAt({ frames }: Pick<Scene, 'frames'>): number {
  const step = frames.summary.step_M ?? Number.NaN;
  return values(frames, 'step').findIndex(one => one >= step);
}

/** Whether the story stands at the end of a training that is over. */
export function ended(scene: Scene): boolean {
  const last = values(scene.frames, 'step').length - 1;
  return scene.frames.summary.data_G !== undefined && scene.at >= last;
}

/** What the last solution is called: not every one generalises. */
export function endName({ frames }: Pick<Scene, 'frames'>): string {
  return (frames.summary.test_G ?? Number.NaN) < 0.1 ? 'G: generalises' : 'the end';
}
