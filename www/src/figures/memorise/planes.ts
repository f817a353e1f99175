/** A loss over two directions, as the maps and the surface draw it: in powers of ten between a floor and a wall. */

import { formatTick } from '../../chart/format.ts';
import type { Point } from '../../chart/marks.ts';
import type { Grid } from '../../chart/terrain.ts';
import type { Frames } from '../../worker/api.ts';
import { values } from '../contract.ts';

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

/** Points along an axis. */
const ENOUGH = 120;

let last: { key: string; losses: Float64Array; plane: Plane } | null = null;

/** The losses of a series on the plane of its run; null while they are not known. */
export function planeOf(frames: Frames, name: string, clip: Clip): Plane | null {
  const losses = values(frames, name);
  const s = values(frames, 'plane_s');
  const t = values(frames, 'plane_t');
  if (losses.length === 0 || losses.length !== s.length * t.length) return null;
  // While a run is watched its frames come anew many times a second, and the plane is the same in all.
  const key = [name, clip.floor, clip.wall, s[0], s.length].join();
  if (last?.key === key && same(last.losses, losses)) return last.plane;
  let grid: Grid = { x: s, y: t, values: losses };
  while (grid.x.length < ENOUGH) grid = finer(grid);
  if (clip.trim) grid = trimmed(grid, clip.wall);
  const span = Math.log10(clip.wall / clip.floor);
  const powers = Float64Array.from(grid.values, loss =>
    // What has no number is beyond everything that has.
    loss < clip.wall ? Math.log10(Math.max(loss, clip.floor) / clip.floor) : span,
  );
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

/**
 * A grid with a point between every two. All losses here are polynomials of at most the sixth degree
 * along a line (functions of at most the third, squared), and eight points know such a one exactly;
 * from two alone, a trough that is as narrow as a cell would be drawn as a row of pits.
 */
export function finer({ x, y, values }: Grid): Grid {
  const [columns, rows] = [x.length, y.length];
  const tall = 2 * rows - 1;
  const wide = 2 * columns - 1;
  const all = new Float64Array(wide * tall);
  for (let column = 0; column < columns; column++) {
    const line = doubled(rows, row => values[column * rows + row] ?? 0);
    all.set(line, 2 * column * tall);
  }
  for (let row = 0; row < tall; row++) {
    const line = doubled(columns, column => all[2 * column * tall + row] ?? 0);
    for (let column = 1; column < wide; column += 2) all[column * tall + row] = line[column] ?? 0;
  }
  const axis = (of: ArrayLike<number>) => doubled(of.length, index => of[index] ?? 0);
  return { x: axis(x), y: axis(y), values: all };
}

const POINTS = 8;

function doubled(count: number, at: (index: number) => number): Float64Array {
  const points = Math.min(POINTS, count);
  const line = new Float64Array(2 * count - 1);
  for (let index = 0; index < count; index++) line[2 * index] = at(index);
  for (let index = 0; index + 1 < count; index++) {
    // In the middle of them, but near an end.
    const from = Math.max(0, Math.min(count - points, index + 1 - points / 2));
    let sum = 0;
    for (const [point, weight] of weightsAt(points, index - from).entries())
      sum += weight * at(from + point);
    line[2 * index + 1] = sum;
  }
  return line;
}

const known = new Map<string, number[]>();

/** Lagrange's weights of so many points for the middle between one of them and the next. */
function weightsAt(points: number, index: number): number[] {
  const key = `${points} ${index}`;
  const before = known.get(key);
  if (before) return before;
  const weights = Array.from({ length: points }, (_, own) => {
    let weight = 1;
    for (let other = 0; other < points; other++)
      if (other !== own) weight *= (index + 0.5 - other) / (own - other);
    return weight;
  });
  known.set(key, weights);
  return weights;
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
