/**
 * Maps of several losses on one scale of colours: small ones in rows and columns, so that they can be
 * compared at a glance, or a single one with axes.
 */

import { ticks as ticksBetween } from 'd3-array';
import type { Pick } from './element.ts';
import { formatTick } from './format.ts';
import { drawColours, strokeContours } from './ground.ts';
import { densify, type Label, placeLabels } from './labels.ts';
import {
  around,
  diamond,
  dots,
  fitting,
  type Point,
  ring,
  type Spot,
  stroke,
  wordings,
  writeOnMap,
} from './marks.ts';
import { linearScale, type Scale } from './scale.ts';
import { type Box, type Surface, setFont, sideways, writeOver } from './surface.ts';
import { colours, type Grid, LEVELS, terrainOf } from './terrain.ts';

export interface Strip {
  /** Values of the grids, and how they are written. */
  ticks: readonly { value: number; text: string }[];
  names: string[];
}

export interface SheetMap {
  grid: Grid;
  /** Every value is a square of its own: nothing is known between two of them. */
  squares?: boolean;
  /** The way so far, and the whole of it; a way of one place is a ball alone. */
  path: readonly Point[];
  whole: readonly Point[];
  /** The ball is not there now: only its place is marked. */
  away?: boolean;
  /** The way goes to and fro, and would cover the map if it were as broad as others. */
  fine?: boolean;
}

export interface MapsModel {
  /** Each row has as many maps as there are heads. */
  rows: { names: string[]; maps: (SheetMap & { notes: string[] })[] }[];
  /** Above each column, longest wording first. */
  heads: string[][];
  chosen: number | null;
  strip: Strip;
}

export interface OneMapModel extends SheetMap {
  names: { x: string[]; y: string[] };
  startNames: string[];
  endNames: string[];
  caption: string[];
  /** None where another picture beside it has it. */
  strip: Strip | null;
  spots?: readonly Spot[];
  /** A line that nothing went along, with its name in its middle. */
  straight?: { from: Point; to: Point; names: string[] } | null;
}

/** Lines of text that a map is high at least, or its scale is left out. */
const LOWEST = 1.6;

/** Its pick is the column. */
export function paintMaps(surface: Surface, model: MapsModel): Pick {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const columns = model.heads.length;
  const gap = em * 0.8;
  const rows = model.rows.length;
  const noted = model.rows.some(row => row.maps.some(map => map.notes.length > 0));
  const top = em * 1.45;
  const high = (strip: number) =>
    (height - top - strip - rows * (noted ? em * 1.4 : em * 0.4)) / rows;
  // Maps that would be mere slits have the room of the scale: what is high and what is low is seen all the same.
  const scaled = high(stripHeight(surface)) > em * LOWEST;
  const tall = high(scaled ? stripHeight(surface) : 0);
  // The names of rows stand upright, and where a row is too low for that they lie.
  const lie = model.rows.some(row => row.names.length > 0 && !fitting(surface, row.names, tall));
  const shortest = model.rows.map(row => context.measureText(row.names.at(-1) ?? '').width);
  const upright = model.rows.some(row => row.names.length > 0) ? em * 1.5 : 0;
  const side = lie ? Math.max(...shortest) + em * 0.5 : upright;
  const wide = (width - side - 2 - gap * (columns - 1)) / columns;
  // As wide as the chosen one is.
  setFont(surface, 1, 600);
  const heads = sameWording(surface, model.heads, wide + gap * 0.5);
  setFont(surface);
  const notes = sameWording(
    surface,
    model.rows.flatMap(row => row.maps.map(map => map.notes)),
    wide + gap * 0.5,
  );
  const left = (column: number) => side + 1 + column * (wide + gap);
  const line0 = Math.max(1, line * 0.5);

  for (const [column, head] of heads.entries()) {
    setFont(surface, 1, column === model.chosen ? 600 : 400);
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    context.fillStyle = column === model.chosen ? theme.ink : theme.muted;
    context.fillText(head, left(column) + wide / 2, em * 1);
  }
  setFont(surface);
  for (const [at, row] of model.rows.entries()) {
    const y = top + at * (tall + (noted ? em * 1.4 : em * 0.4));
    const name = fitting(surface, row.names, tall);
    context.fillStyle = theme.muted;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    if (lie) context.fillText(row.names.at(-1) ?? '', side - em * 0.4, y + tall / 2);
    else if (name) sideways(surface, name, y + tall / 2);
    for (const [column, map] of row.maps.entries()) {
      const box = { left: left(column), right: left(column) + wide, top: y, bottom: y + tall };
      const { x, y: scale } = drawMap(surface, map, box);
      drawWay(surface, map, x, scale, 0.36, box);
      context.textAlign = 'center';
      context.textBaseline = 'alphabetic';
      context.fillStyle = theme.muted;
      const note = notes[at * columns + column];
      if (note) context.fillText(note, (box.left + box.right) / 2, box.bottom + em * 1.05);
    }
  }
  if (model.chosen !== null) {
    context.strokeStyle = theme.ink;
    context.lineWidth = line0 * 2;
    context.setLineDash([]);
    for (let at = 0; at < rows; at++) {
      const y = top + at * (tall + (noted ? em * 1.4 : em * 0.4));
      context.strokeRect(left(model.chosen), y, wide, tall);
    }
  }
  const first = model.rows[0]?.maps[0]?.grid;
  if (first && scaled)
    drawStrip(surface, model.strip, first, { left: side + em, right: width - em, bottom: height });
  return (px, py) => {
    if (py < 0 || py > height) return null;
    const column = Math.floor((px - side + gap / 2) / (wide + gap));
    return column >= 0 && column < columns ? column : null;
  };
}

export function paintOneMap(surface: Surface, model: OneMapModel): Pick {
  const { context, width, height, em, theme } = surface;
  const { grid } = model;
  setFont(surface);
  const [y0, y1] = ends(grid.y);
  const rowTicks = ticksBetween(y0, y1, Math.max(2, Math.min(5, height / (em * 4))));
  const widest = Math.max(...rowTicks.map(tick => context.measureText(formatTick(tick)).width));
  setFont(surface, 1, 600);
  const caption = fitting(surface, model.caption, width - em);
  setFont(surface);
  // On whole pixels: what is kept of it is not blurred where it is drawn again.
  const box: Box = {
    left: Math.ceil(widest + em * 2),
    right: Math.floor(width - em * 0.6),
    top: Math.ceil(caption ? em * 2 : em * 0.6),
    bottom: Math.floor(height - em * 2.8 - (model.strip ? stripHeight(surface) : 0)),
  };
  if (caption) {
    setFont(surface, 1, 600);
    context.textAlign = 'left';
    context.textBaseline = 'top';
    writeOver(surface, caption, em * 0.2, em * 0.45, theme.ink);
    setFont(surface);
  }
  const { x, y } = drawGround(surface, model, box);

  context.fillStyle = theme.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of rowTicks) context.fillText(formatTick(tick), box.left - em * 0.5, y(tick));
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const [x0, x1] = ends(grid.x);
  for (const tick of ticksBetween(
    x0,
    x1,
    Math.max(3, Math.min(7, (box.right - box.left) / (em * 4))),
  )) {
    const half = context.measureText(formatTick(tick)).width / 2;
    context.fillText(formatTick(tick), Math.min(width - half, x(tick)), box.bottom + em * 0.45);
  }
  const name = fitting(surface, model.names.x, box.right - box.left);
  context.fillText(name, (box.left + box.right) / 2, box.bottom + em * 1.6);
  const along = fitting(surface, model.names.y, box.bottom - box.top);
  if (along) sideways(surface, along, (box.top + box.bottom) / 2);
  const strip = { left: box.left, right: box.right, bottom: height };
  if (model.strip) drawStrip(surface, model.strip, grid, strip);

  const pixel = ([s, t]: Point): Point => [x(s), y(t)];
  const straight = model.straight && {
    names: model.straight.names,
    ends: [pixel(model.straight.from), pixel(model.straight.to)] as const,
  };
  if (straight) dashed(surface, straight.ends);
  const spots = (model.spots ?? []).map(spot => ({ at: pixel(spot.at), names: spot.names }));
  const way = drawWay(surface, model, x, y, 0.56, box);
  for (const spot of spots) diamond(surface, spot.at, em * 0.4);
  const whole = model.whole.map(([s, t]): Point => [x(s), y(t)]);
  const inside = {
    left: box.left + 3,
    top: box.top + 3,
    right: box.right - 3,
    bottom: box.bottom - 3,
  };
  const labels: Label[] = [];
  const at = (point: Point | undefined, names: string[], before = false) => {
    if (!point || names.length === 0) return;
    // What is left of something else has its name further left.
    const [one, other] = before ? [-1, 1] : [1, -1];
    labels.push({
      wordings: wordings(surface, names),
      places: ({ width: wide, height: high }) =>
        [0, -1.3, 1.3, -2.4, 2.4].flatMap(shift => [
          ...[one, other].map(way => ({
            x: point[0] + way * em - (way < 0 ? wide : 0),
            y: point[1] - high / 2 + shift * em,
          })),
          { x: point[0] - wide / 2, y: point[1] - high / 2 + (shift || 1.2) * em },
        ]),
      must: true,
    });
  };
  setFont(surface, 1, 600);
  at(whole[0], whole.length > 1 ? model.startNames : []);
  at(way, model.endNames);
  const [[fromX, fromY], [toX, toY]] = straight?.ends ?? [
    [0, 0],
    [0, 0],
  ];
  for (const spot of spots) at(spot.at, spot.names, spot.at[0] < (fromX + toX) / 2);
  if (straight) {
    at([(fromX + toX) / 2, (fromY + toY) / 2], straight.names);
  }
  context.textAlign = 'left';
  context.textBaseline = 'top';
  const blocks = [
    ...(way ? [around(way, em * 0.7)] : []),
    ...spots.map(spot => around(spot.at, em * 0.5)),
  ];
  const lines = [...densify(whole), ...densify(straight?.ends ?? [])];
  for (const one of placeLabels(labels, inside, lines, blocks))
    if (one) writeOnMap(surface, one.text, one.x, one.y);
  setFont(surface);
  return () => null;
}

interface Ground {
  key: string;
  canvas: HTMLCanvasElement;
  /** Its contours are on it. */
  lined: boolean;
}

const grounds = new WeakMap<object, Ground>();

/**
 * The map with its contours, which are thousands of pieces: drawn once for all steps of a way over it,
 * and the contours in a task of their own.
 */
function drawGround(surface: Surface, map: SheetMap, box: Box): { x: Scale; y: Scale } {
  const { context, line, again } = surface;
  const { grid } = map;
  const ratio = context.getTransform().a || 1;
  const [wide, tall] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const whole = { left: 0, top: 0, right: wide, bottom: tall };
  const key = [wide, tall, ratio, line].join();
  const known = grounds.get(grid.values);
  let ground = known?.key === key ? known : null;
  if (!ground) {
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(wide * ratio);
    canvas.height = Math.round(tall * ratio);
    const own = canvas.getContext('2d');
    own?.scale(ratio, ratio);
    if (own) drawMap({ ...surface, context: own }, map, whole);
    ground = { key, canvas, lined: false };
    grounds.set(grid.values, ground);
    if (again) again();
    else drawContours(ground, surface, map, whole);
  } else if (!ground.lined) drawContours(ground, surface, map, whole);
  context.drawImage(ground.canvas, box.left, box.top, wide, tall);
  return scalesOf(map, box);
}

function drawContours(ground: Ground, { line }: Surface, map: SheetMap, box: Box) {
  const own = ground.canvas.getContext('2d');
  ground.lined = true;
  if (!own) return;
  const { x, y } = scalesOf(map, box);
  strokeContours({ context: own, line }, map.grid, x, y);
}

function drawMap(surface: Surface, map: SheetMap, box: Box): { x: Scale; y: Scale } {
  const { context } = surface;
  const { grid } = map;
  const wide = box.right - box.left;
  const tall = box.bottom - box.top;
  if (map.squares) {
    const [columns, rows] = [grid.x.length, grid.y.length];
    const { level } = terrainOf(grid);
    for (let column = 0; column < columns; column++)
      for (let row = 0; row < rows; row++) {
        context.fillStyle = inkOf(level(grid.values[column * rows + row] ?? 0));
        const left = Math.round(box.left + (column * wide) / columns);
        const top = Math.round(box.bottom - ((row + 1) * tall) / rows);
        const right = Math.round(box.left + ((column + 1) * wide) / columns);
        const bottom = Math.round(box.bottom - (row * tall) / rows);
        // A little over the next ones: no seam between them shows on a screen of another fineness.
        const [wider, higher] = [column < columns - 1 ? 1 : 0, row < rows - 1 ? 1 : 0];
        context.fillRect(left, top - higher, right - left + wider, bottom - top + higher);
      }
  } else {
    drawColours(surface, grid, box);
  }
  return scalesOf(map, box);
}

function scalesOf({ grid, squares }: SheetMap, box: Box): { x: Scale; y: Scale } {
  const wide = box.right - box.left;
  const tall = box.bottom - box.top;
  // The value of a square belongs to its middle.
  const rim = (count: number, length: number) => (squares ? length / (2 * count) : 0);
  const [across, up] = [rim(grid.x.length, wide), rim(grid.y.length, tall)];
  return {
    x: linearScale(ends(grid.x), [box.left + across, box.right - across]),
    y: linearScale(ends(grid.y), [box.bottom - up, box.top + up]),
  };
}

function drawWay(
  surface: Surface,
  map: SheetMap,
  x: Scale,
  y: Scale,
  radius: number,
  box: Box,
): Point | undefined {
  const { context, em, theme } = surface;
  const path = map.path.map(([s, t]): Point => [x(s), y(t)]);
  const first = path[0];
  const last = path[path.length - 1];
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  context.clip();
  if (path.length > 1) {
    const weight = map.fine ? radius * 0.5 : radius;
    stroke(surface, path, '#14151b', weight * 3);
    stroke(surface, path, '#ffffff', weight * 2.2);
    stroke(surface, path, theme.test, weight * 1.4);
    if (radius > 0.5 && !map.fine) dots(surface, path, '#ffffff', em * 0.11);
    if (first) ring(surface, first, theme.test, em * radius * 0.75, true);
  }
  context.restore();
  if (!last) return undefined;
  // Where it has left the map it waits at the rim.
  const ball: Point = [
    Math.max(box.left, Math.min(box.right, last[0])),
    Math.max(box.top, Math.min(box.bottom, last[1])),
  ];
  ring(surface, ball, theme.test, em * radius, map.away ?? ball.some((at, i) => at !== last[i]));
  return ball;
}

function dashed({ context, line }: Surface, ends: readonly Point[]) {
  for (const [colour, weight] of [
    ['#14151b', 1.3],
    ['#ffffff', 0.7],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = line * weight;
    context.setLineDash([line * 2.4, line * 1.8]);
    context.beginPath();
    for (const [px, py] of ends) context.lineTo(px, py);
    context.stroke();
  }
  context.setLineDash([]);
}

/** Of the strip of colours, its ticks and its name. */
function stripHeight({ em }: Surface): number {
  return em * 2.35;
}

function drawStrip(
  surface: Surface,
  { ticks, names }: Strip,
  grid: Grid,
  { left, right, bottom }: { left: number; right: number; bottom: number },
) {
  const { context, em, theme } = surface;
  const name = fitting(surface, names, (right - left) * 0.62);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.muted;
  context.fillText(name, left, bottom - em * 0.65);
  const from = left + (name ? context.measureText(name).width + em * 0.8 : 0);
  const top = bottom - em * 1.75;
  const wide = (right - from) / LEVELS;
  for (let index = 0; index < LEVELS; index++) {
    context.fillStyle = inkOf(index);
    context.fillRect(from + index * wide, top, wide + 0.5, em * 0.55);
  }
  const { level } = terrainOf(grid);
  context.textAlign = 'center';
  let used = Number.NEGATIVE_INFINITY;
  for (const { value, text } of ticks) {
    const half = context.measureText(text).width / 2;
    const at = from + level(value) * wide;
    if (at < from - 1 || at > right + 1) continue;
    const edge = Math.min(right + em * 0.9, surface.width);
    const middle = Math.max(from + half, Math.min(edge - half, at));
    if (middle - half < used + em * 0.5) continue;
    used = middle + half;
    context.fillStyle = theme.muted;
    context.fillText(text, middle, bottom - em * 0.1);
    context.fillRect(Math.round(at), top + em * 0.55, 1, em * 0.25);
  }
}

function inkOf(level: number): string {
  const [r, g, b] = colours[Math.max(0, Math.min(LEVELS - 1, Math.floor(level)))] ?? [0, 0, 0];
  return `rgb(${r} ${g} ${b})`;
}

/** Of each the wording that fits them all: else one would seem to say something else. */
function sameWording({ context }: Surface, lists: readonly string[][], room: number): string[] {
  const rank = (lists[0] ?? []).findIndex((_, index) =>
    lists.every(list => context.measureText(list[index] ?? '').width <= room),
  );
  return lists.map(list => (rank < 0 ? (list.at(-1) ?? '') : (list[rank] ?? '')));
}

function ends(axis: ArrayLike<number>): [number, number] {
  return [axis[0] ?? 0, axis[axis.length - 1] ?? 1];
}
