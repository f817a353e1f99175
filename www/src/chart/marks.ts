/** Marks that several charts make: ways, rings and what is written beside them. */

import type { Wording } from './labels.ts';
import type { Box, Surface } from './surface.ts';

export type Point = [number, number];

/** A place on a map that is more than a step of the way. */
export interface Spot {
  at: Point;
  names: string[];
}

export function fitting(surface: Surface, names: readonly string[], room: number): string {
  return names.find(one => surface.context.measureText(one).width <= room) ?? '';
}

export function wordings(surface: Surface, names: readonly string[]): Wording[] {
  return names.map(text => ({
    text,
    width: surface.context.measureText(text).width,
    height: surface.em * 1.15,
  }));
}

export function around([x, y]: Point, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

export function stroke(
  { context, line }: Surface,
  points: readonly Point[],
  colour: string,
  weight: number,
) {
  context.strokeStyle = colour;
  context.lineWidth = line * weight;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.setLineDash([]);
  context.beginPath();
  for (const [px, py] of points) context.lineTo(px, py);
  context.stroke();
  context.lineCap = 'butt';
}

/** Steps of a way as dots, none nearer to the last than they are wide. */
export function dots(
  { context }: Surface,
  points: readonly Point[],
  colour: string,
  radius: number,
) {
  context.fillStyle = colour;
  let before: Point | null = null;
  for (const point of points) {
    if (before && Math.hypot(point[0] - before[0], point[1] - before[1]) < radius * 3) continue;
    before = point;
    context.beginPath();
    context.arc(point[0], point[1], radius, 0, 2 * Math.PI);
    context.fill();
  }
}

export function ring(
  { context, line, theme }: Surface,
  [x, y]: Point,
  colour: string,
  radius: number,
  hollow: boolean,
) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = hollow ? theme.paper : colour;
  context.fill();
  context.lineWidth = line * (hollow ? 0.9 : 0.8);
  context.strokeStyle = hollow ? colour : theme.paper;
  context.stroke();
}

export function diamond({ context, line }: Surface, [x, y]: Point, radius: number) {
  context.beginPath();
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
  context.fillStyle = '#ffffff';
  context.fill();
  context.lineWidth = line * 0.7;
  context.strokeStyle = '#14151b';
  context.stroke();
}

/** On a map, whose colours are the same by day and by night, text is white on a dark rim. */
export function writeOnMap({ context, em }: Surface, text: string, x: number, y: number) {
  context.lineJoin = 'round';
  context.lineWidth = em * 0.34;
  context.strokeStyle = 'rgb(16 17 23 / 82%)';
  context.strokeText(text, x, y);
  context.fillStyle = '#ffffff';
  context.fillText(text, x, y);
}
