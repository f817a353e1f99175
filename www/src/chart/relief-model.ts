/** What a picture of a surface in space is made of. */

import type { Point, Spot } from './marks.ts';
import type { Grid } from './terrain.ts';
import type { View } from './view.ts';

export interface ReliefModel {
  grid: Grid;
  /** The curve along the front edge, as (x, value), and the highest value of its axis before it opens. */
  edge: readonly Point[];
  /** The curve means no more than any other edge. */
  plain?: boolean;
  top: number;
  /** Longest first; `flat` is the axis of the curve before it opens. */
  names: { x: string[]; y: string[]; z: string[]; flat: string[] };
  view: View;
  /** 0 is the curve, 1 the whole surface seen from `view`. */
  open: number;
  /** The way along the front edge so far; its last place is the ball's, while there is no path. */
  trail: readonly number[];
  /** The way over the surface so far, as (x, y), and the whole of it: names keep clear of what is still to come. */
  path: readonly Point[];
  whole: readonly Point[];
  /** What is said where the way begins, at the ball, and of the whole; longest first. */
  startNames: string[];
  endNames: string[];
  caption: string[];
  /** How much higher it is drawn than usual. */
  steep?: number;
  spots?: readonly Spot[] | undefined;
  /** As on a map: the way goes to and fro, and is drawn thin. */
  fine?: boolean | undefined;
  /** The ticks of the values, where these are not written as they are. */
  zTicks?: readonly { value: number; text: string }[];
}
