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
