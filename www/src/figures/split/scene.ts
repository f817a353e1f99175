/** Where a chain of splits stands at a moment, and how its numbers are told. */

import { codes } from 'alleyway-lab/figures';
import { formatCount } from '../../chart/format.ts';
import { tellLevel, tellSigned } from '../../chart/words.ts';
import type { Frames } from '../../worker/api.ts';
import { counted, reads, type Scene, type SeriesOf } from '../contract.ts';

const { number, seriesNamed, values } = reads<'split'>();

/** What a point is, and what the end of the chain is. */
export const {
  minimum: MINIMUM,
  flat: FLAT,
  saddle: SADDLE,
  zero: ZERO,
  unfinished: MOVING,
} = codes.split.kind;

/** 0 is the trap, 1 the split, the last one the end of descent. */
export function momentsOf(frames: Frames): ArrayLike<number> {
  const kept = seriesNamed(frames, 'path_step')?.values.length ?? 0;
  return counted(kept + 1);
}

/**
 * `lost`: no trap was found. `trap`: at rest before the last split, or before any. `split`: just split.
 * `closed`: just split, and nothing has opened. `falling`, and `released`: descent has ended.
 */
export type Stand = 'lost' | 'trap' | 'split' | 'closed' | 'falling' | 'released';

export function standOf(scene: Pick<Scene, 'frames' | 'at'>): Stand {
  const { frames, at } = scene;
  if (values(frames, 'loss_after_each_split').length === 0) return 'lost';
  const last = momentsOf(frames).length - 1;
  if (last === 0 || at < 1) return 'trap';
  if (last === 1) return 'closed';
  if (at < 2) return 'split';
  return at < last ? 'falling' : 'released';
}

/** Which kept point of the descent is shown; null before the split. */
export function kept(scene: Scene): number | null {
  const stand = standOf(scene);
  return stand === 'trap' || stand === 'lost' ? null : Math.floor(scene.at) - 1;
}

export function solved(scene: Scene): boolean {
  return standOf(scene) === 'released' && number(scene, 'final_kind') === ZERO;
}

/** The steps of the descent were over before it came to rest. */
export function adrift(scene: Scene): boolean {
  return standOf(scene) === 'released' && number(scene, 'final_kind') >= MOVING;
}

export function splitsDone(scene: Scene): number {
  return number(scene, 'splits_done');
}

/** A row of a series that has one for each kept moment. */
export function rowOf(frames: Frames, name: SeriesOf<'split'>, row: number): Float64Array {
  const all = values(frames, name);
  const width = all.length / Math.max(1, values(frames, 'path_step').length);
  return all.subarray(row * width, (row + 1) * width);
}

export function loss(scene: Scene, value: number): string {
  return value < number(scene, 'zero') ? 'zero' : tellLevel(value);
}

/** A curvature in words; what is flat up to rounding is 0. */
export function curvature(scene: Scene, value: number): string {
  return Math.abs(value) <= number(scene, 'flat') ? '0' : tellSigned(value);
}

export function minus(value: number): string {
  return String(value).replace('-', '−');
}

export function downhill(scene: Scene, eigenvalues: ArrayLike<number>): number {
  const flat = number(scene, 'flat');
  return Array.from(eigenvalues).filter(value => value < -flat).length;
}

export function slopes(count: number): string {
  if (count === 0) return 'no direction slopes down';
  return count === 1 ? '1 direction slopes down' : `${count} directions slope down`;
}

/** What is known of a place where descent rests. */
export function restWords(kind: number): string {
  if (kind === MINIMUM) return 'every direction rises';
  return kind === FLAT
    ? 'a direction is flat, and the second order does not tell whether it is stuck'
    : 'it is a saddle already';
}

/** Where the story stands, in few words. */
export function place(scene: Scene): string {
  const stand = standOf(scene);
  if (stand === 'lost') return 'no trap found';
  const index = kept(scene);
  const here =
    index === null ? number(scene, 'loss_before') : rowOf(scene.frames, 'path_loss', index)[0];
  const held = loss(scene, Number.isFinite(here) ? (here ?? 0) : number(scene, 'final_loss'));
  if (stand === 'trap') return `in the trap, loss ${held}`;
  if (stand === 'split' || stand === 'closed') return `just split, loss ${held}`;
  const step = formatCount(values(scene.frames, 'path_step')[index ?? 0] ?? 0);
  return `${stand === 'released' ? 'released' : 'falling'}, step ${step}, loss ${held}`;
}

/** Of the two copies. */
export function share(gamma: number): string {
  return `${minus(gamma)} and ${minus(Number((1 - gamma).toPrecision(6)))}`;
}
