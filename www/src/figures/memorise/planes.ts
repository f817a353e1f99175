/** A loss over two directions, as the maps and the surface draw it: in powers of ten between a floor and a wall. */

import { formatTick } from '../../chart/format.ts';
import type { Point } from '../../chart/marks.ts';
import type { Grid } from '../../chart/terrain.ts';
import type { Frames } from '../../worker/api.ts';
import { reads, type SeriesOf } from '../contract.ts';

const { values } = reads<'memorise'>();

export interface Plane {
  /** In powers of ten above the floor. */
  grid: Grid;
  span: number;
  ticks: { value: number; text: string }[];
}

/** What is lower than the floor or higher than the wall is drawn as they are. */
export interface Clip {
  floor: number;
  wall: number;
  /** Rows above and below in which nothing is lower than the wall are left out. */
  trim?: boolean;
}

let last: { key: string; losses: Float64Array; plane: Plane } | null = null;

/** The losses of a series on the plane of its run; null while they are not known. */
export function planeOf(frames: Frames, name: SeriesOf<'memorise'>, clip: Clip): Plane | null {
  const losses = values(frames, name);
  const s = values(frames, 'plane_s');
  const t = values(frames, 'plane_t');
  if (losses.length === 0 || losses.length !== s.length * t.length) return null;
  // While a run is watched its frames come anew many times a second, and the plane is the same in all.
  const key = [name, clip.floor, clip.wall, s[0], s.length].join();
  if (last?.key === key && same(last.losses, losses)) return last.plane;
  const whole = { x: s, y: t, values: losses };
  const grid = clip.trim ? trimmed(whole, clip.wall) : whole;
  const span = Math.log10(clip.wall / clip.floor);
  const powers = new Float64Array(grid.values.length);
  for (let index = 0; index < powers.length; index++) {
    const loss = grid.values[index] ?? Number.NaN;
    // What has no number is beyond everything that has.
    powers[index] = loss < clip.wall ? Math.log10(Math.max(loss, clip.floor) / clip.floor) : span;
  }
  const plane = {
    grid: { x: grid.x, y: grid.y, values: powers, even: [0, span] as const },
    span,
    ticks: ticksOf(clip, span),
  };
  last = { key, losses, plane };
  return plane;
}

/** `y` from the first to the last that has a value under the wall. */
export function trimmed({ x, y, values }: Grid, wall: number): Grid {
  const rows = y.length;
  const low = new Array<boolean>(rows).fill(false);
  for (let index = 0; index < values.length; index++)
    if ((values[index] ?? wall) < wall) low[index % rows] = true;
  const [first, last] = [low.indexOf(true), low.lastIndexOf(true)];
  if (first < 0 || last - first < 1) return { x, y, values };
  const kept = Array.from({ length: x.length }, (_, column) =>
    Array.from(values).slice(column * rows + first, column * rows + last + 1),
  );
  return { x, y: Array.from(y).slice(first, last + 1), values: Float64Array.from(kept.flat()) };
}

function same(one: Float64Array, other: Float64Array): boolean {
  if (one === other) return true;
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}

/** The ends of the scale, where it is clipped, and powers of ten between them. */
function ticksOf({ floor, wall }: Clip, span: number): Plane['ticks'] {
  const first = Math.floor(Math.log10(floor) + 1e-9) + 1;
  const past = Math.ceil(Math.log10(wall) - 1e-9);
  const every = Math.max(1, Math.ceil((past - first) / 3));
  const between = Array.from({ length: Math.max(0, past - first) }, (_, index) => first + index)
    .filter((_, index) => index % every === 0)
    .map(power => ({ value: power - Math.log10(floor), text: formatTick(10 ** power) }));
  return [
    { value: 0, text: `≤ ${formatTick(floor)}` },
    ...between,
    { value: span, text: `≥ ${formatTick(wall)}` },
  ];
}

/** A way from its start to a moment, the last place between two of them. */
export function wayTo(places: readonly Point[], at: number): Point[] {
  const end = Math.max(0, Math.min(at, places.length - 1));
  const whole = Math.floor(end);
  const way = places.slice(0, whole + 1);
  const [from, to] = [places[whole], places[whole + 1]];
  const share = end - whole;
  if (from && to && share > 0)
    way.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
  return way;
}
