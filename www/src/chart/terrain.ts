/**
 * The levels of a loss over two weights: what a level is and which colour it has, in one place for
 * the map and for the relief. Levels are even in the root of the loss, so that the floor of a valley
 * is as finely divided as its walls.
 */

import { viridis } from './viridis.ts';

export const LEVELS = 15;

/** A loss on a grid. `values` has one row for each x. */
export interface Grid {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  values: ArrayLike<number>;
  /** Levels are even in the value itself between these two, so that several grids can share them. */
  even?: readonly [number, number];
}

export interface Terrain {
  low: number;
  high: number;
  /** Roots: of the lowest value, and from it to the highest. */
  rootLow: number;
  rootSpan: number;
  /** Between 0 and LEVELS. */
  level(value: number): number;
}

/** Of level 0 to LEVELS - 1, as red, green and blue up to 255. */
export const colours: readonly (readonly [number, number, number])[] = Array.from(
  { length: LEVELS },
  (_, index) => viridis(index / (LEVELS - 1)),
);

const known = new WeakMap<object, Terrain>();

export function terrainOf({ values, even }: Grid): Terrain {
  const before = known.get(values as object);
  if (before) return before;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const root = (value: number) => Math.sqrt(Math.max(0, value));
  const rootLow = root(low);
  const rootSpan = root(high) - rootLow || 1;
  const terrain = {
    low,
    high,
    rootLow,
    rootSpan,
    level: even
      ? (value: number) => ((value - even[0]) / (even[1] - even[0] || 1)) * LEVELS
      : (value: number) => ((root(value) - rootLow) / rootSpan) * LEVELS,
  };
  known.set(values as object, terrain);
  return terrain;
}

/** Where a value stands between the places of an axis, as an index with a fraction. */
export function placeOn(axis: ArrayLike<number>, value: number): number {
  const last = axis.length - 1;
  const share = (value - (axis[0] ?? 0)) / ((axis[last] ?? 1) - (axis[0] ?? 0) || 1);
  return Math.max(0, Math.min(last, share * last));
}

/** The value between the four points of the grid around a place. The axes are evenly spaced. */
export function heightAt({ x, y, values }: Grid, atX: number, atY: number): number {
  const h = placeOn(x, atX);
  const v = placeOn(y, atY);
  const column = Math.max(0, Math.min(x.length - 2, Math.floor(h)));
  const row = Math.max(0, Math.min(y.length - 2, Math.floor(v)));
  const of = (c: number, r: number) => values[c * y.length + r] ?? 0;
  const [a, b] = [h - column, v - row];
  const near = of(column, row) * (1 - a) + of(column + 1, row) * a;
  const far = of(column, row + 1) * (1 - a) + of(column + 1, row + 1) * a;
  return near * (1 - b) + far * b;
}
