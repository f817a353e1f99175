/** What a chart of curves is made of. */

import type { Flag, paintFlags } from './flags.ts';
import type { Theme } from './surface.ts';

type Ink = keyof Theme;

export interface Line {
  values: ArrayLike<number>;
  ink: Ink;
  dash?: 'solid' | 'dashed' | 'dotted';
  /** Draw the values alone, as small rings, and no line between them. */
  rings?: boolean;
  /** Share of the main line's width. */
  weight?: number;
  /** What the line is called, longest wording first. */
  names?: string[];
  /** The ink of its name, where its own is too faint for letters. */
  nameInk?: Ink;
  /** Its name comes before the others', and stands on a curve where there is no free place. */
  must?: boolean;
  /** Where its name stands, where two lines are so near that only this tells whose it is. */
  side?: 'above' | 'below';
  /** Write the name to the right of the last point. */
  nameAtEnd?: boolean;
  band?: { low: ArrayLike<number>; high: ArrayLike<number> };
  /** Mark values beyond the axis with an arrow and, at the top, the value. */
  marks?: boolean;
}

export interface CurvesModel {
  x: ArrayLike<number>;
  lines: Line[];
  y: { low: number; high: number; log: boolean; format?: (value: number) => string };
  /** The name of the axis, longest wording first. */
  xNames: string[];
  /** What the left end of the axis is called, where it stands for a zero that no log axis has. */
  xFirst?: string;
  /** Where the axis ends, if not at the last place: what is watched grows along it. */
  xLast?: number;
  /** Room for a tick as wide as this, so that charts above one another stand in line. */
  tickRoom?: string;
  /** With what draws them: most charts have none. */
  flags?: { list: readonly Flag[]; paint: typeof paintFlags };
  rule?: { x: number; names: string[] } | null;
  region?: { from: number; names: string[] } | null;
  /** A `bare` level has no ring where it begins: it is not measured there. */
  level?: { y: number; from: number; ink: Ink; names: string[]; bare?: boolean } | null;
  /** Position along `x`, as an index with a fraction. */
  at: number | null;
  /** The line that the position's marker rides on. */
  rides: number;
  /** Other lines that are marked at the position. */
  also?: readonly number[];
  /** A smaller chart: no names of axes, fewer ticks. */
  small?: boolean;
}
