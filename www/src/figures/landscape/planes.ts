/** The networks and planes of a run, and where in it a moment is. */

import { formatCount } from '../../chart/format.ts';
import type { Point } from '../../chart/marks.ts';
import type { Grid } from '../../chart/terrain.ts';
import { briefLoss, tellCount } from '../../chart/words.ts';
import type { Frames } from '../../worker/api.ts';
import { counted, reads, type Scene } from '../contract.ts';

/** A loss smaller than this share of the first is drawn as if it were as large: a second-order method ends at nought, which no power of ten is. */
const LEAST = 1e-5;

const { number, values } = reads<'landscape'>();

export const PLANES = ['path', 'random', 'hessian'] as const;
export type PlaneName = (typeof PLANES)[number];
/** A plane of one of the two networks. */
type PlaneOf = `${PlaneName}${(typeof NETWORKS)[number]}`;

/** The series of the network beside it end so. */
const NETWORKS = ['', '_beside'] as const;
export type Which = (typeof NETWORKS)[number];

/** The steps that were looked at: of two networks the longer list, for one that diverges is looked at no further. */
export function stepsOf(frames: Frames): Float64Array {
  const [first, second] = NETWORKS.map(which => values(frames, `step${which}`));
  if (!first || !second) return new Float64Array();
  return second.length > first.length ? second : first;
}

export function momentsOf(frames: Frames): ArrayLike<number> {
  return counted(stepsOf(frames).length);
}

/** Whether the training has come to its end. */
export function ended(scene: Scene): boolean {
  return scene.at >= stepsOf(scene.frames).length - 1;
}

/** Of a training that diverged there is no end to look around. */
export function diverged(scene: Scene, which: Which): boolean {
  return Number.isFinite(number(scene, `diverged_at${which}`));
}

/** The networks whose training came to an end. */
export function settled(scene: Scene): Which[] {
  return networks(scene).filter(which => !diverged(scene, which));
}

/** The networks that are there: one, or two. */
export function networks({ frames }: Scene): Which[] {
  return NETWORKS.filter(which => values(frames, `step${which}`).length > 0);
}

export function widthOf({ config }: Scene, which: Which): number {
  return Number(which === '' ? config.width : config.beside);
}

export function neurons(count: number): string {
  return tellCount(count, 'neuron');
}

export function planeOf(scene: Scene): PlaneName {
  const wanted = scene.choices.planes ?? scene.config.directions;
  return PLANES.find(plane => plane === wanted) ?? 'path';
}

export const WORDS: Record<
  PlaneName,
  { heads: string[]; title: string; x: string[]; y: string[] }
> = {
  path: {
    heads: ['its own path', 'own path', 'path'],
    title: 'the plane of its path',
    x: ['main direction of the path', 'main direction', 'main'],
    y: ['second direction of the path', 'second direction', 'second'],
  },
  random: {
    heads: ['random', 'random', 'random'],
    title: 'a random plane',
    x: ['first random direction', 'first random', 'first'],
    y: ['second random direction', 'second random', 'second'],
  },
  hessian: {
    heads: ['curvature', 'curvature', 'curved'],
    title: 'the plane of its curvature',
    x: ['most curved direction', 'most curved', 'most'],
    y: ['least curved direction', 'least curved', 'least'],
  },
};

export interface Sheets {
  /** By plane and network: the powers of ten that each loss is above the lowest of all. */
  grids: Map<string, Grid>;
  low: number;
  /** In powers of ten. */
  span: number;
}

const known = new WeakMap<Frames, Sheets>();

/** All surfaces of a run, on one scale. */
export function sheetsOf({ frames }: Pick<Scene, 'frames'>): Sheets {
  const before = known.get(frames);
  if (before) return before;
  const names = NETWORKS.flatMap(which => PLANES.map(plane => `${plane}${which}` as const));
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const name of names)
    for (const loss of values(frames, `surface_${name}`)) {
      if (loss > 0) low = Math.min(low, loss);
      if (loss < Number.POSITIVE_INFINITY) high = Math.max(high, loss);
    }
  low = Math.max(low < high ? low : 1e-3, (values(frames, 'train_loss')[0] ?? 1) * LEAST);
  const span = Math.max(1e-6, Math.log10((high || 1) / low));
  const grids = new Map(
    names.map(name => [
      name,
      {
        x: values(frames, `s_${name}`),
        y: values(frames, `t_${name}`),
        // What has no number is beyond everything that has.
        values: values(frames, `surface_${name}`).map(loss =>
          loss >= 0 && loss < Number.POSITIVE_INFINITY
            ? Math.log10(Math.max(loss, low) / low)
            : span,
        ),
        even: [0, span] as const,
      },
    ]),
  );
  const sheets = { grids, low, span };
  known.set(frames, sheets);
  return sheets;
}

/** The places of a path from its start to a moment, the last one between two of them. */
export function pathOf(
  { frames }: Pick<Scene, 'frames'>,
  name: PlaneOf,
  at = Number.POSITIVE_INFINITY,
): Point[] {
  const places = values(frames, `path_at_${name}`);
  const point = (index: number): Point => [places[2 * index] ?? 0, places[2 * index + 1] ?? 0];
  const last = places.length / 2 - 1;
  if (last < 0) return [];
  const whole = Math.floor(Math.min(at, last));
  const path = Array.from({ length: whole + 1 }, (_, index) => point(index));
  const share = Math.min(at, last) - whole;
  if (share > 0) {
    const [from, to] = [point(whole), point(whole + 1)];
    path.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
  }
  return path;
}

/** What is drawn of the training on a plane: its way only on its own, elsewhere where it ends. */
export function wayOf(scene: Scene, plane: PlaneName, which: Which) {
  const own = plane === 'path';
  return {
    path: own ? pathOf(scene, `path${which}`, scene.at) : [[0, 0] as Point],
    whole: own ? pathOf(scene, `path${which}`) : [],
    away: !own && !ended(scene),
  };
}

export function loss(value: number): string {
  return Number.isNaN(value) ? 'beyond all bounds' : briefLoss(value);
}

export function lossAt(scene: Scene, which: Which): number {
  return values(scene.frames, `train_loss${which}`)[Math.round(scene.at)] ?? Number.NaN;
}

export function place(scene: Scene): string {
  const steps = stepsOf(scene.frames);
  const step = formatCount(steps[Math.round(scene.at)] ?? 0);
  const all = formatCount(steps[steps.length - 1] ?? 0);
  const losses = networks(scene).map(which => loss(lossAt(scene, which)));
  return `step ${step} of ${all}, loss ${losses.join(' and ')}`;
}
