/** The axes of a surface in space. */

import { ticks as ticksBetween } from 'd3-array';
import type { Camera, Place } from './camera.ts';
import { formatTick } from './format.ts';
import { curveFrame } from './landscape.ts';
import { fitting, type Point } from './marks.ts';
import type { ReliefModel } from './relief-model.ts';
import type { Box, Surface } from './surface.ts';
import { type Grid, heightAt } from './terrain.ts';

interface Axes {
  x: number[];
  y: number[];
  z: number[];
  /** The first tick and the distance of two, in shares of the block. */
  rules: [number, number][];
}

export function axesOf(grid: Grid, most: number, top: number, zTicks: ReliefModel['zTicks']): Axes {
  const [x0, x1] = ends(grid.x);
  const [y0, y1] = ends(grid.y);
  const x = ticksBetween(x0, x1, 6);
  const y = ticksBetween(y0, y1, 4);
  const z = zTicks?.map(one => one.value) ?? ticksBetween(0, top, 3);
  const rule = (ticks: number[], low: number, span: number): [number, number] => [
    ((ticks[0] ?? 0) - low) / span,
    ((ticks[1] ?? 1) - (ticks[0] ?? 0)) / span,
  ];
  return { x, y, z, rules: [rule(x, x0, x1 - x0), rule(y, y0, y1 - y0), rule(z, 0, most)] };
}

/** The lower edges and the corners of the walls that are seen. */
export function edges(
  { context, line, theme }: Surface,
  { pixel }: Camera,
  { grid, view }: ReliefModel,
  place: (x: number, y: number, value: number) => Place,
  opened: number,
) {
  const [x0, x1] = ends(grid.x);
  const [y0, y1] = ends(grid.y);
  const out = y0 + (y1 - y0) * opened;
  const side = view.azimuth < 0 ? x0 : x1;
  context.strokeStyle = theme.muted;
  context.globalAlpha = Math.min(1, opened * 3);
  context.lineWidth = Math.max(1, line * 0.45);
  context.setLineDash([]);
  context.beginPath();
  const to = (x: number, y: number, value: number) => context.lineTo(...pixel(place(x, y, value)));
  const from = (x: number, y: number, value: number) =>
    context.moveTo(...pixel(place(x, y, value)));
  from(x0, y0, heightAt(grid, x0, y0));
  to(x0, y0, 0);
  to(x1, y0, 0);
  to(x1, y0, heightAt(grid, x1, y0));
  from(side, y0, 0);
  to(side, out, 0);
  to(side, out, heightAt(grid, side, out));
  context.stroke();
  context.globalAlpha = 1;
}

/** Ticks and names: x along the front, y along the side that is seen, z up the corner across from it. */
export function drawAxes(
  surface: Surface,
  model: ReliefModel,
  { pixel }: Camera,
  axes: Axes,
): Box[] {
  const { grid, view, names } = model;
  const { most } = curveFrame(surface, model.top);
  const [x0, x1] = ends(grid.x);
  const [y0, y1] = ends(grid.y);
  const right = view.azimuth >= 0;
  const side = right ? 1 : 0;
  const corner = right ? 0 : 1;
  const x = (value: number) => pixel([(value - x0) / (x1 - x0), 0, 0]);
  const y = (value: number) => pixel([side, (value - y0) / (y1 - y0), 0]);
  const z = (value: number) => pixel([corner, 0, value / most]);
  const middle = pixel([0.5, 0.5, 0]);
  return [
    ...axis(surface, x, [x0, x1], axes.x, names.x, middle),
    ...axis(
      surface,
      y,
      [y0, y1],
      axes.y.filter(tick => tick > y0),
      names.y,
      middle,
    ),
    ...axis(
      surface,
      z,
      [0, Math.max(...axes.z)],
      axes.z.filter(tick => tick > 0),
      names.z,
      middle,
      tick => model.zTicks?.find(one => one.value === tick)?.text ?? formatTick(tick),
    ),
  ];
}

/** Returns where its ticks and its name are written. */
function axis(
  surface: Surface,
  at: (value: number) => Point,
  [low, high]: readonly [number, number],
  ticks: readonly number[],
  names: readonly string[],
  middle: Point,
  write = formatTick,
): Box[] {
  const { context, em, theme, line } = surface;
  const written: Box[] = [];
  const [from, to] = [at(low), at(high)];
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length < em * 1.3) return written;
  // Outwards: square to the axis, away from the middle of the floor.
  let out: Point = [(to[1] - from[1]) / length, -(to[0] - from[0]) / length];
  const half: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  if (out[0] * (half[0] - middle[0]) + out[1] * (half[1] - middle[1]) < 0) out = [-out[0], -out[1]];
  const beside = (point: Point, by: number): Point => [
    point[0] + out[0] * em * by,
    point[1] + out[1] * em * by,
  ];
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.muted;
  context.lineWidth = Math.max(1, line * 0.35);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  let widest = 0;
  let before: { at: Point; width: number } | null = null;
  for (const tick of ticks) {
    const point = at(tick);
    const text = write(tick);
    const wide = context.measureText(text).width;
    const gap = Math.abs(out[0]) * (wide / 2) + Math.abs(out[1]) * em * 0.5;
    const stand = beside(point, 0.45 + gap / em);
    context.beginPath();
    context.moveTo(...point);
    context.lineTo(...beside(point, 0.3));
    context.stroke();
    const crowded =
      before !== null &&
      Math.abs(before.at[0] - stand[0]) < (before.width + wide) / 2 + em * 0.3 &&
      Math.abs(before.at[1] - stand[1]) < em * 1.1;
    if (crowded) continue;
    context.fillText(text, ...stand);
    before = { at: stand, width: wide };
    written.push({
      left: stand[0] - wide / 2,
      top: stand[1] - em * 0.5,
      right: stand[0] + wide / 2,
      bottom: stand[1] + em * 0.5,
    });
    widest = Math.max(widest, 2 * gap);
  }
  const name = fitting(surface, names, length);
  if (name === '') return written;
  let angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  // Read from the left, and upwards where it is steep.
  if (angle > Math.PI * 0.42) angle -= Math.PI;
  if (angle <= -Math.PI * 0.58) angle += Math.PI;
  const [cx, cy] = beside(half, 1.25 + widest / em);
  const long = context.measureText(name).width / 2;
  const reachX = Math.abs(Math.cos(angle)) * long + em * 0.5;
  const reachY = Math.abs(Math.sin(angle)) * long + em * 0.5;
  // A slanted name fills only the middle of its box: names on the sheet may come near its corners.
  const slant = Math.min(reachX, reachY) > em * 1.5 ? 0.5 : 1;
  written.push({
    left: cx - reachX * slant,
    top: cy - reachY * slant,
    right: cx + reachX * slant,
    bottom: cy + reachY * slant,
  });
  context.save();
  context.translate(cx, cy);
  context.rotate(angle);
  context.fillText(name, 0, 0);
  context.restore();
  return written;
}

export function ends(axis: ArrayLike<number>): [number, number] {
  return [axis[0] ?? 0, axis[axis.length - 1] ?? 1];
}
