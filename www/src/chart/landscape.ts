/**
 * A loss over one weight, as a curve with a ball on it; and, when there is a second weight, the same
 * loss as a map above the curve. Both share one axis: the lower edge of the map is the curve.
 */

import { ticks as ticksBetween } from 'd3-array';
import type { Pick } from './element.ts';
import { formatTick } from './format.ts';
import { drawColours, isDrawn, strokeContours } from './ground.ts';
import { densify, type Label, type Place, placeLabels, type Wording } from './labels.ts';
import { levels } from './levels.ts';
import { around, dots, fitting, type Point, ring, stroke, wordings, writeOnMap } from './marks.ts';
import { linearScale, type Scale } from './scale.ts';
import { type Box, type Surface, setFont, writeOver } from './surface.ts';
import type { Grid } from './terrain.ts';

export interface MapModel {
  grid: Grid;
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
  /** The map alone: the curve is drawn elsewhere. */
  alone?: boolean;
}

export function paintLandscape(surface: Surface, model: LandscapeModel): Pick {
  const { context, em, line, theme } = surface;
  const { map } = model;
  const first = model.weight[0] ?? 0;
  const last = model.weight[model.weight.length - 1] ?? 1;
  const top = Math.max(...Array.from(model.loss));
  const open = map ? ease(map.open) : 0;
  setFont(surface);

  const { plot, most } = curveFrame(surface, top);
  const all = plot.bottom - plot.top;
  if (map) plot.top += all * 0.62 * open + (open > 0 ? em * 0.7 * open : 0);
  if (model.alone) plot.top = plot.bottom;
  const x = linearScale([first, last], [plot.left, plot.right]);
  const y = linearScale([0, most], [plot.bottom, plot.top]);
  if (!model.alone) lossAxis(surface, plot, most);
  weightAxis(surface, plot, [first, last], model.wNames);

  const sheet: Box | null =
    map && open > 0
      ? {
          left: plot.left,
          right: plot.right,
          top: em * 0.5,
          bottom: plot.top - em * (model.alone ? 0 : 0.9),
        }
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
  // Over the curve the map grows with its sheet; alone, it is uncovered like the surface.
  const uncovered = model.alone ? open : 1;
  if (map && sheet) onMap = paintMap(surface, model, map, sheet, x, taken, uncovered);
  // The ball on the curve and the one on the edge of the map are the same: a thread ties them.
  if (sheet && ball && !off && !model.alone) {
    context.strokeStyle = theme.muted;
    context.lineWidth = line * 0.5;
    context.setLineDash([line * 0.5, line]);
    context.beginPath();
    context.moveTo(ball[0], ball[1]);
    context.lineTo(ball[0], sheet.bottom);
    context.stroke();
    context.setLineDash([]);
  }

  if (model.alone) {
    const mover = onMap[onMap.length - 1];
    if (mover) ring(surface, mover, theme.test, em * 0.5, false);
    return () => null;
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

/** The plot that a curve has to itself. A relief begins in the same one, so that the two are one picture. */
export function curveFrame(surface: Surface, top: number): { plot: Box; most: number } {
  const { context, width, height, em } = surface;
  const widest = Math.max(
    ...[0, 0.02, 1.5, top].map(
      tick => context.measureText(formatTick(Number(tick.toPrecision(1)))).width,
    ),
  );
  const plot: Box = {
    left: Math.ceil(widest + em * 2),
    top: em * 0.7,
    right: width - em * 0.8,
    bottom: height - em * 2.7,
  };
  // The axis of the losses begins at zero: how deep a valley is counts.
  return { plot, most: top * 1.1 };
}

export function lossAxis(surface: Surface, plot: Box, most: number) {
  const y = linearScale([0, most], [plot.bottom, plot.top]);
  const room = (plot.bottom - plot.top) / (surface.em * 2.6);
  levels(surface, plot, ticksBetween(0, most, Math.max(2, Math.min(5, room))), y);
  sideways(surface, ['loss'], plot);
}

export function weightAxis(
  surface: Surface,
  plot: Box,
  [first, last]: readonly [number, number],
  names: readonly string[],
) {
  const { context, em, theme } = surface;
  const x = linearScale([first, last], [plot.left, plot.right]);
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
  const name = fitting(surface, names, room);
  context.fillText(name, (plot.left + plot.right) / 2, plot.bottom + em * 1.6);
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
  uncovered: number,
): Point[] {
  const { context, em, line, theme } = surface;
  const height = sheet.bottom - sheet.top;
  if (height < 2) return [];
  const far = map.grid.y[map.grid.y.length - 1] ?? 1;
  const y = linearScale([0, far], [sheet.bottom, sheet.top]);

  context.save();
  context.beginPath();
  context.rect(
    sheet.left,
    sheet.bottom - height * uncovered,
    sheet.right - sheet.left,
    height * uncovered,
  );
  context.clip();
  const left = x(map.grid.x[0] ?? 0);
  const right = x(map.grid.x[map.grid.x.length - 1] ?? 1);
  const known = isDrawn(map.grid);
  drawColours(surface, map.grid, { ...sheet, left, right });
  // The lines of a new map come in a task of their own.
  if (known || !surface.again) strokeContours(surface, map.grid, x, y);
  else surface.again();
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
    context.textAlign = 'left';
    context.textBaseline = 'top';
    writeOnMap(surface, one.text, one.x, one.y);
  }
  setFont(surface);
  return path;
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

function arrow({ context, em }: Surface, [x, y]: Point, way: number, colour: string) {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x + way * em * 0.6, y);
  context.lineTo(x - way * em * 0.4, y - em * 0.6);
  context.lineTo(x - way * em * 0.4, y + em * 0.6);
  context.fill();
}
