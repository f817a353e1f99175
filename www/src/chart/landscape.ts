/**
 * A loss over one weight, as a curve with a ball on it; and, when there is a second weight, the same
 * loss as a map above the curve. Both share one axis: the lower edge of the map is the curve.
 */

import { ticks as ticksBetween } from 'd3-array';
import type { Pick } from './element.ts';
import { formatTick } from './format.ts';
import { densify, type Label, type Place, placeLabels, type Wording } from './labels.ts';
import { linearScale, type Scale } from './scale.ts';
import { type Box, type Surface, setFont, writeOver } from './surface.ts';
import { viridis } from './viridis.ts';

type Point = [number, number];

export interface MapModel {
  /** The grid of the map; `values` has one row for each w. */
  w: ArrayLike<number>;
  u: ArrayLike<number>;
  values: ArrayLike<number>;
  /** How far the map is opened, 0 to 1. */
  open: number;
  /** The way over the map so far, as (w, u). */
  path: Point[];
  /** The whole of it: names keep clear of what is still to come. */
  whole: Point[];
  /** Where it began, in words, longest first; and where it is. */
  startNames: string[];
  endNames: string[];
}

export interface LandscapeModel {
  weight: ArrayLike<number>;
  loss: ArrayLike<number>;
  wNames: string[];
  uNames: string[];
  /** The way down the curve so far, as (w, loss). The last point is the ball. */
  trail: Point[];
  /** What is said at the ball, longest first. */
  ballNames: string[];
  map: MapModel | null;
}

/** Levels of the map. */
const LEVELS = 15;

export function paintLandscape(surface: Surface, model: LandscapeModel): Pick {
  const { context, width, height, em, line, theme } = surface;
  const { map } = model;
  const first = model.weight[0] ?? 0;
  const last = model.weight[model.weight.length - 1] ?? 1;
  const top = Math.max(...Array.from(model.loss));
  const open = map ? ease(map.open) : 0;
  setFont(surface);

  const widest = Math.max(
    ...[0, 0.02, 1.5, top].map(
      tick => context.measureText(formatTick(Number(tick.toPrecision(1)))).width,
    ),
  );
  // The axis of the losses begins at zero: how deep a valley is counts.
  const most = top * 1.1;
  const all = height - em * 3.4;
  const share = map ? 1 - 0.62 * open : 1;
  const plot: Box = {
    left: Math.ceil(widest + em * 2),
    top: em * 0.7 + all * (1 - share) + (open > 0 ? em * 0.7 * open : 0),
    right: width - em * 0.8,
    bottom: height - em * 2.7,
  };
  const x = linearScale([first, last], [plot.left, plot.right]);
  const y = linearScale([0, most], [plot.bottom, plot.top]);
  const ticks = ticksBetween(
    0,
    most,
    Math.max(2, Math.min(5, (plot.bottom - plot.top) / (em * 2.6))),
  );
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of ticks) {
    const at = Math.round(y(tick)) + 0.5;
    rule(surface, plot.left, at, plot.right, at);
    context.fillStyle = theme.muted;
    context.fillText(formatTick(tick), plot.left - em * 0.5, at);
  }
  axis(surface, model, plot, x, first, last);

  const sheet: Box | null =
    map && open > 0
      ? { left: plot.left, right: plot.right, top: em * 0.5, bottom: plot.top - em * 0.9 }
      : null;

  const curve: Point[] = Array.from({ length: model.weight.length }, (_, index) => [
    x(model.weight[index] ?? 0),
    y(model.loss[index] ?? 0),
  ]);
  const trail = model.trail.map(([w, loss]): Point => [x(w), y(loss)]);
  const thrown = trail[trail.length - 1];
  // A ball that was thrown off the axis lies at its edge, as an arrow.
  const off = thrown && (thrown[0] < plot.left - em || thrown[0] > plot.right + em);
  const ball: Point | undefined =
    thrown && off ? [thrown[0] < plot.left ? plot.left : plot.right, y(top * 0.5)] : thrown;

  const taken: Box[] = [];
  let onMap: Point[] = [];
  if (map && sheet) onMap = paintMap(surface, model, map, sheet, x, taken);
  // The ball on the curve and the one on the edge of the map are the same: a thread ties them.
  if (sheet && ball && !off) {
    context.strokeStyle = theme.muted;
    context.lineWidth = line * 0.5;
    context.setLineDash([line * 0.5, line]);
    context.beginPath();
    context.moveTo(ball[0], ball[1]);
    context.lineTo(ball[0], sheet.bottom);
    context.stroke();
    context.setLineDash([]);
  }

  stroke(surface, curve, theme.ink, 1.15);
  dots(surface, off ? trail.slice(0, -1) : trail, theme.test, em * 0.17);

  if (ball) {
    const measured = wordings(surface, model.ballNames);
    const gap = em * 0.95;
    const places = (wording: Wording): Place[] => {
      const list: Place[] = [];
      for (const lift of [0.6, 1.4, 2.4, 3.6, 5]) {
        list.push(
          { x: ball[0] - wording.width / 2, y: ball[1] - em * lift - wording.height - em * 0.5 },
          { x: ball[0] + gap, y: ball[1] - em * lift - wording.height / 2 },
          { x: ball[0] - gap - wording.width, y: ball[1] - em * lift - wording.height / 2 },
          { x: ball[0] - wording.width / 2, y: ball[1] + em * lift },
        );
      }
      const low = plot.left + 2;
      const high = plot.right - wording.width - 2;
      return list.map(place => ({ x: Math.max(low, Math.min(high, place.x)), y: place.y }));
    };
    const label: Label = { wordings: measured, places, must: true };
    const room = { ...plot, top: plot.top - em * 0.2 };
    const [placed] = placeLabels(
      [label],
      room,
      [...densify(curve), ...densify(trail)],
      [...taken, around(ball, em * 0.6)],
    );
    if (placed) {
      context.textAlign = 'left';
      context.textBaseline = 'top';
      writeOver(surface, placed.text, placed.x, placed.y, theme.ink);
    }
    if (off) arrow(surface, ball, ball[0] > plot.left ? 1 : -1, theme.test);
    else ring(surface, ball, theme.test, em * (sheet ? 0.46 : 0.62), false);
  }
  const mover = onMap[onMap.length - 1];
  if (mover) ring(surface, mover, theme.test, em * 0.56, false);

  return px => {
    if (px < plot.left - em * 1.5 || px > plot.right + em * 1.5) return null;
    return Math.max(first, Math.min(last, x.invert(px)));
  };
}

function axis(
  surface: Surface,
  model: LandscapeModel,
  plot: Box,
  x: Scale,
  first: number,
  last: number,
) {
  const { context, em, theme } = surface;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillStyle = theme.muted;
  const room = plot.right - plot.left;
  for (const tick of ticksBetween(first, last, Math.max(3, Math.min(7, room / (em * 4))))) {
    const at = Math.round(x(tick)) + 0.5;
    context.strokeStyle = theme.faint;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(at, plot.bottom);
    context.lineTo(at, plot.bottom + em * 0.3);
    context.stroke();
    context.fillText(formatTick(tick), at, plot.bottom + em * 0.45);
  }
  const name = fitting(surface, model.wNames, room);
  context.fillText(name, (plot.left + plot.right) / 2, plot.bottom + em * 1.6);
  sideways(surface, ['loss'], plot);
}

/** A name along the left edge. */
function sideways(surface: Surface, names: string[], plot: Box) {
  const { context, em, theme } = surface;
  const name = fitting(surface, names, plot.bottom - plot.top);
  if (name === '') return;
  context.save();
  context.translate(em * 0.1, (plot.top + plot.bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillStyle = theme.muted;
  context.fillText(name, 0, 0);
  context.restore();
}

/** The map, opened from its lower edge; returns the way over it, in pixels. */
function paintMap(
  surface: Surface,
  model: LandscapeModel,
  map: MapModel,
  sheet: Box,
  x: Scale,
  taken: Box[],
): Point[] {
  const { context, em, line, theme } = surface;
  const height = sheet.bottom - sheet.top;
  if (height < 2) return [];
  const far = map.u[map.u.length - 1] ?? 1;
  const y = linearScale([0, far], [sheet.bottom, sheet.top]);

  context.save();
  context.beginPath();
  context.rect(sheet.left, sheet.top, sheet.right - sheet.left, height);
  context.clip();
  const left = x(map.w[0] ?? 0);
  const right = x(map.w[map.w.length - 1] ?? 1);
  const drawn = drawing(map);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(drawn.image, left, sheet.top, right - left, height);
  context.strokeStyle = 'rgb(255 255 255 / 34%)';
  context.lineWidth = Math.max(0.8, line * 0.3);
  context.beginPath();
  for (const [fromW, fromU, toW, toU] of drawn.lines) {
    context.moveTo(x(fromW), y(fromU));
    context.lineTo(x(toW), y(toU));
  }
  context.stroke();
  context.restore();

  // The edge where both copies are one: the old curve, seen from above.
  context.strokeStyle = theme.ink;
  context.lineWidth = line * 1.15;
  context.beginPath();
  context.moveTo(sheet.left, sheet.bottom);
  context.lineTo(sheet.right, sheet.bottom);
  context.stroke();
  if (map.open < 1) return [];

  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillStyle = theme.muted;
  for (const tick of ticksBetween(0, far, Math.max(2, Math.min(4, height / (em * 2.4))))) {
    context.fillText(formatTick(tick), sheet.left - em * 0.5, y(tick));
  }
  sideways(surface, model.uNames, sheet);

  const place = ([w, u]: Point): Point => [x(w), y(Math.min(far, u))];
  const path = map.path.map(place);
  const whole = map.whole.map(place);
  const start = whole[0];
  stroke(surface, path, '#14151b', 2.1);
  stroke(surface, path, '#ffffff', 1.5);
  stroke(surface, path, surface.theme.test, 0.85);
  dots(surface, path, '#ffffff', em * 0.13);
  if (start) ring(surface, start, theme.test, em * 0.46, true);

  const end = path[path.length - 1];
  const inside = {
    left: sheet.left + 3,
    top: sheet.top + 3,
    right: sheet.right - 3,
    bottom: sheet.bottom - 3,
  };
  const labels: Label[] = [];
  const beside =
    (point: Point): Label['places'] =>
    wording =>
      [0, -1.3, 1.3, -2.4, 2.4, -3.6].flatMap(shift => {
        const py = point[1] - wording.height / 2 + shift * em;
        const clamp = (value: number) =>
          Math.max(inside.left, Math.min(inside.right - wording.width, value));
        return [
          { x: clamp(point[0] + em * 1.1), y: py },
          { x: clamp(point[0] - em * 1.1 - wording.width), y: py },
          { x: clamp(point[0] - wording.width / 2), y: py + Math.sign(shift || -1) * em * 0.6 },
        ];
      });
  setFont(surface, 1, 600);
  if (start && map.startNames.length > 0)
    labels.push({ wordings: wordings(surface, map.startNames), places: beside(start), must: true });
  if (end && map.endNames.length > 0)
    labels.push({ wordings: wordings(surface, map.endNames), places: beside(end), must: true });
  const blocks = [...taken];
  if (start) blocks.push(around(start, em * 0.55));
  if (end) blocks.push(around(end, em * 0.65));
  for (const one of placeLabels(labels, inside, densify(whole), blocks)) {
    if (!one) continue;
    // On the map, whose colours are the same by day and by night, text is white on a dark rim.
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.lineJoin = 'round';
    context.lineWidth = em * 0.34;
    context.strokeStyle = 'rgb(16 17 23 / 82%)';
    context.strokeText(one.text, one.x, one.y);
    context.fillStyle = '#ffffff';
    context.fillText(one.text, one.x, one.y);
  }
  setFont(surface);
  return path;
}

interface Drawn {
  image: HTMLCanvasElement;
  lines: [number, number, number, number][];
}

const drawings = new WeakMap<object, Drawn>();

/** The colours of a map and its contour lines: made once, drawn in every frame. */
function drawing(map: MapModel): Drawn {
  const known = drawings.get(map.values as object);
  if (known) return known;
  const columns = map.w.length;
  const rows = map.u.length;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < map.values.length; index++) {
    const value = map.values[index] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // Roots: the floor of a valley is as finely divided as its walls.
  const root = (value: number) => Math.sqrt(Math.max(0, value));
  const span = root(high) - root(low) || 1;
  const level = (value: number) => ((root(value) - root(low)) / span) * LEVELS;
  const at = (column: number, row: number) => level(map.values[column * rows + row] ?? 0);

  const fine = 6;
  const wide = (columns - 1) * fine;
  const tall = (rows - 1) * fine;
  const image = document.createElement('canvas');
  image.width = wide;
  image.height = tall;
  const context = image.getContext('2d');
  const pixels = context?.createImageData(wide, tall);
  if (context && pixels) {
    const colours = Array.from({ length: LEVELS }, (_, index) => viridis(index / (LEVELS - 1)));
    for (let py = 0; py < tall; py++) {
      const v = (tall - 1 - py + 0.5) / fine;
      const row = Math.min(rows - 2, Math.floor(v));
      const b = v - row;
      for (let px = 0; px < wide; px++) {
        const h = (px + 0.5) / fine;
        const column = Math.min(columns - 2, Math.floor(h));
        const a = h - column;
        const value =
          (at(column, row) * (1 - a) + at(column + 1, row) * a) * (1 - b) +
          (at(column, row + 1) * (1 - a) + at(column + 1, row + 1) * a) * b;
        const colour = colours[Math.max(0, Math.min(LEVELS - 1, Math.floor(value)))] ?? [0, 0, 0];
        const offset = (py * wide + px) * 4;
        pixels.data[offset] = colour[0];
        pixels.data[offset + 1] = colour[1];
        pixels.data[offset + 2] = colour[2];
        pixels.data[offset + 3] = 255;
      }
    }
    context.putImageData(pixels, 0, 0);
  }
  const drawn = { image, lines: contours(map, at) };
  drawings.set(map.values as object, drawn);
  return drawn;
}

/** Where a level passes through the cells of the grid, as pieces from (w, u) to (w, u). */
function contours(map: MapModel, at: (column: number, row: number) => number): Drawn['lines'] {
  const lines: Drawn['lines'] = [];
  const w = (column: number) => {
    const low = Math.floor(column);
    const from = map.w[low] ?? 0;
    return from + ((map.w[low + 1] ?? from) - from) * (column - low);
  };
  const u = (row: number) => {
    const low = Math.floor(row);
    const from = map.u[low] ?? 0;
    return from + ((map.u[low + 1] ?? from) - from) * (row - low);
  };
  for (let column = 0; column < map.w.length - 1; column++) {
    for (let row = 0; row < map.u.length - 1; row++) {
      const [a, b, c, d] = [
        at(column, row),
        at(column + 1, row),
        at(column + 1, row + 1),
        at(column, row + 1),
      ];
      const from = Math.ceil(Math.min(a, b, c, d));
      const to = Math.floor(Math.max(a, b, c, d));
      for (let level = Math.max(1, from); level <= Math.min(to, LEVELS - 1); level++) {
        const crossings: Point[] = [];
        const cross = (p: number, q: number, px: number, py: number, dx: number, dy: number) => {
          if (p < level === q < level) return;
          const share = (level - p) / (q - p);
          crossings.push([px + dx * share, py + dy * share]);
        };
        cross(a, b, column, row, 1, 0);
        cross(b, c, column + 1, row, 0, 1);
        cross(d, c, column, row + 1, 1, 0);
        cross(a, d, column, row, 0, 1);
        for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
          const [p, q] = [crossings[pair], crossings[pair + 1]];
          if (p && q) lines.push([w(p[0]), u(p[1]), w(q[0]), u(q[1])]);
        }
      }
    }
  }
  return lines;
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

function fitting(surface: Surface, names: string[], room: number): string {
  return names.find(one => surface.context.measureText(one).width <= room) ?? '';
}

function wordings(surface: Surface, names: string[]): Wording[] {
  return names.map(text => ({
    text,
    width: surface.context.measureText(text).width,
    height: surface.em * 1.15,
  }));
}

function around([x, y]: Point, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

function rule({ context, line, theme }: Surface, x: number, y: number, toX: number, toY: number) {
  context.strokeStyle = theme.grid;
  context.lineWidth = Math.max(1, line * 0.35);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

function stroke({ context, line }: Surface, points: Point[], colour: string, weight: number) {
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
function dots({ context }: Surface, points: Point[], colour: string, radius: number) {
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

function arrow({ context, em }: Surface, [x, y]: Point, way: number, colour: string) {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x + way * em * 0.6, y);
  context.lineTo(x - way * em * 0.4, y - em * 0.6);
  context.lineTo(x - way * em * 0.4, y + em * 0.6);
  context.fill();
}

function ring(
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
