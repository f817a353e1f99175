/**
 * Words on the lines instead of a legend. Every label brings its measured size and the
 * places it would like, best first; it gets the place with the least underneath, or,
 * where even that is too much, a shorter wording, or nothing.
 */

import type { Box } from './surface.ts';

export interface Place {
  /** Left edge and top edge of the text. */
  x: number;
  y: number;
}

export interface Wording {
  text: string;
  width: number;
  height: number;
}

export interface Label {
  /** Longest first. */
  wordings: Wording[];
  /** For one wording: the places to try, best first. */
  places(wording: Wording): Place[];
  /** It may also stand on curves when there is no free place. */
  must?: boolean;
  /** Where it may stand, if not where all may. */
  within?: Box;
}

export interface Placed extends Place {
  text: string;
  box: Box;
}

/** Points of the curves, in pixels; a label on top of them is hard to read. */
export type Obstacle = readonly (readonly [number, number])[];

const OUTSIDE = 1e6;
const ON_LABEL = 1e4;
const ON_CURVE = 30;
/** A worse-liked place must be this much clearer, and a shorter wording. */
const LIKING = 1;
const SHORTER = 15;
/** Pixels; about the width of a stroke. */
const CELL = 4;

export function placeLabels(
  labels: readonly Label[],
  bounds: Box,
  obstacles: Obstacle,
  taken: readonly Box[] = [],
): (Placed | null)[] {
  const boxes: Box[] = [...taken];
  const cells = new Cells(bounds, obstacles);
  return labels.map(label => {
    let best: { placed: Placed; cost: number } | null = null;
    for (const [rank, wording] of label.wordings.entries()) {
      const least = rank * SHORTER;
      for (const [liking, place] of label.places(wording).entries()) {
        // Later places and shorter wordings only cost more.
        if (best && best.cost <= least + liking * LIKING) break;
        const box = around(place, wording);
        const cost =
          least +
          liking * LIKING +
          score(box, label.within ?? bounds, boxes) +
          cells.under(box) * ON_CURVE;
        if (!best || cost < best.cost) {
          best = { placed: { ...place, text: wording.text, box }, cost };
        }
      }
    }
    if (!best) return null;
    if (best.cost >= ON_LABEL || (best.cost >= 4 * ON_CURVE && !label.must)) return null;
    boxes.push(best.placed.box);
    return best.placed;
  });
}

/**
 * Which cells of the picture a curve passes through: one look a cell, however many points it has. Kept as
 * sums over all that is above and to the left, so that a place is judged by four looks, however large it is.
 */
class Cells {
  private readonly columns: number;
  private readonly rows: number;
  private readonly sums: Uint32Array;
  private readonly bounds: Box;

  constructor(bounds: Box, points: Obstacle) {
    this.bounds = bounds;
    this.columns = Math.max(1, Math.ceil((bounds.right - bounds.left) / CELL));
    this.rows = Math.max(1, Math.ceil((bounds.bottom - bounds.top) / CELL));
    const wide = this.columns + 1;
    this.sums = new Uint32Array(wide * (this.rows + 1));
    for (const [x, y] of points) {
      const column = Math.floor((x - bounds.left) / CELL);
      const row = Math.floor((y - bounds.top) / CELL);
      if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) continue;
      this.sums[(row + 1) * wide + column + 1] = 1;
    }
    for (let at = wide; at < this.sums.length; at++) {
      if (at % wide === 0) continue;
      this.sums[at] =
        (this.sums[at] ?? 0) +
        (this.sums[at - 1] ?? 0) +
        (this.sums[at - wide] ?? 0) -
        (this.sums[at - wide - 1] ?? 0);
    }
  }

  under(box: Box): number {
    const { left, top } = this.bounds;
    const first = Math.max(0, Math.floor((box.left - left) / CELL));
    const beyond = Math.min(this.columns, Math.floor((box.right - left) / CELL) + 1);
    const above = Math.max(0, Math.floor((box.top - top) / CELL));
    const below = Math.min(this.rows, Math.floor((box.bottom - top) / CELL) + 1);
    if (beyond <= first || below <= above) return 0;
    const sum = (row: number, column: number) => this.sums[row * (this.columns + 1) + column] ?? 0;
    return sum(below, beyond) - sum(above, beyond) - sum(below, first) + sum(above, first);
  }
}

function around(place: Place, wording: Wording): Box {
  return {
    left: place.x,
    top: place.y,
    right: place.x + wording.width,
    bottom: place.y + wording.height,
  };
}

function score(box: Box, bounds: Box, boxes: readonly Box[]): number {
  let cost = 0;
  if (
    box.left < bounds.left ||
    box.top < bounds.top ||
    box.right > bounds.right ||
    box.bottom > bounds.bottom
  ) {
    cost += OUTSIDE;
  }
  for (const other of boxes) {
    const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
    const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
    if (wide > -2 && high > -1) cost += ON_LABEL;
  }
  return cost;
}

/** A polyline as points at most `step` apart, for `placeLabels`. */
export function densify(
  points: readonly (readonly [number, number])[],
  step = 5,
): [number, number][] {
  const dense: [number, number][] = [];
  for (const [index, [x, y]] of points.entries()) {
    const before = points[index - 1];
    if (before && Number.isFinite(before[0] + before[1] + x + y)) {
      const length = Math.hypot(x - before[0], y - before[1]);
      const parts = Math.min(400, Math.floor(length / step));
      for (let part = 1; part < parts; part++) {
        const share = part / parts;
        dense.push([before[0] + (x - before[0]) * share, before[1] + (y - before[1]) * share]);
      }
    }
    if (Number.isFinite(x + y)) dense.push([x, y]);
  }
  return dense;
}
