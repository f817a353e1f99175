/** Points, and several fits through them, each with its own dash and its name on it. */

import { ticks as ticksBetween } from 'd3-array';
import { formatTick } from './format.ts';
import { densify, type Label, placeLabels } from './labels.ts';
import { levels } from './levels.ts';
import type { Pen } from './pen.ts';
import { linearScale } from './scale.ts';
import { type Box, type Surface, setFont, type Theme, writeOver } from './surface.ts';

type Point = [number, number];

export interface FitsModel {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  fits: {
    values: ArrayLike<number>;
    /** Where they are, if not at the points. */
    at?: ArrayLike<number>;
    ink: keyof Theme;
    dashed?: boolean;
    /** Longest wording first. */
    names: string[];
    /** The ink of its name, where its own is too faint for letters. */
    nameInk?: keyof Theme;
    /** Its name stands somewhere, on a curve where there is no free place. */
    must?: boolean;
  }[];
  /** Of the axis, where fits may leave the picture. */
  range?: readonly [number, number];
  /** Where each of the parts that a fit is the sum of stands, and how high it is. */
  stems?: { at: number; height: number; dashed?: boolean }[];
}

export function paintFits(surface: Surface, model: FitsModel): null {
  const { context, width, height, em, line, theme } = surface;
  const stems = model.stems ?? [];
  const all = [
    model.y,
    stems.map(stem => stem.height),
    ...model.fits.map(fit => fit.values),
  ].flatMap(values => Array.from(values));
  const finite = all.filter(Number.isFinite);
  const [low, high] = model.range ?? [Math.min(0, ...finite), Math.max(0.1, ...finite)];
  setFont(surface);
  const ticks = ticksBetween(low, high, Math.max(2, Math.min(4, height / (em * 3))));
  const widest = Math.max(...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 0.7),
    top: em * 0.8,
    right: width - em * 0.5,
    bottom: height - em * 0.8,
  };
  const x = linearScale(
    [model.x[0] ?? -1, model.x[model.x.length - 1] ?? 1],
    [plot.left + em * 0.5, plot.right - em * 0.5],
  );
  const y = linearScale([low, high], [plot.bottom, plot.top]);
  const path = (values: ArrayLike<number>, at = model.x): Point[] =>
    Array.from({ length: at.length }, (_, index) => [
      x(at[index] ?? 0),
      // Far beyond the axis a fit is only a direction; canvas dislikes huge numbers.
      Math.max(-9 * height, Math.min(9 * height, y(values[index] ?? Number.NaN))),
    ]);

  levels(surface, plot, ticks, y);

  for (const stem of stems) {
    // Beyond the data a part has no say; its mark stays on the edge.
    const at = Math.max(plot.left, Math.min(plot.right, x(stem.at)));
    context.strokeStyle = theme.good;
    context.lineWidth = line * 0.6;
    context.setLineDash(stem.dashed ? [line, line] : []);
    context.beginPath();
    context.moveTo(at, y(0));
    context.lineTo(at, y(stem.height));
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = theme.paper;
    context.beginPath();
    context.arc(at, y(stem.height), em * 0.32, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  const dots = path(model.y);
  // Points of a small picture must not melt into a worm.
  const apart = (plot.right - plot.left) / Math.max(1, dots.length);
  const radius = Math.min(
    em * Math.max(0.2, Math.min(0.32, 9 / dots.length)),
    Math.max(em * 0.14, apart * 0.4),
  );
  for (const [px, py] of dots) {
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.fillStyle = theme.ink;
    context.fill();
  }
  const curves = model.fits.map(fit => path(fit.values, fit.at));
  context.save();
  context.beginPath();
  context.rect(0, plot.top - em * 0.6, width, plot.bottom - plot.top + em * 1.2);
  context.clip();
  for (const [index, fit] of model.fits.entries()) {
    context.strokeStyle = theme[fit.ink];
    context.lineWidth = line * (fit.dashed ? 0.85 : 1.15);
    context.setLineDash(fit.dashed ? [line * 2.6, line * 1.8] : []);
    context.lineJoin = 'round';
    context.beginPath();
    smooth(context, curves[index] ?? []);
    context.stroke();
    context.setLineDash([]);
  }
  context.restore();

  const labels: Label[] = model.fits.map((fit, index) => ({
    wordings: fit.names.map(text => ({
      text,
      width: context.measureText(text).width,
      height: em * 1.15,
    })),
    must: fit.must ?? false,
    places: wording => {
      const own = curves[index] ?? [];
      // Points that are elsewhere along the axis are kept clear of all the same: as obstacles.
      const others = [...(fit.at ? [] : [dots]), ...curves.filter((_, other) => other !== index)];
      // Where it is furthest from all others, nobody takes one for the other.
      const lonely = own
        .map((point, at) => ({
          point,
          far: Math.min(...others.map(other => Math.abs((other[at]?.[1] ?? 0) - point[1]))),
        }))
        .filter(({ point: [, py] }) => py > plot.top && py < plot.bottom)
        .sort((a, b) => b.far - a.far)
        .slice(0, 12);
      return lonely.flatMap(({ point: [px, py] }) => [
        { x: px + em * 0.6, y: py - wording.height / 2 },
        { x: px - wording.width - em * 0.6, y: py - wording.height / 2 },
        { x: px - wording.width / 2, y: py - wording.height - em * 0.5 },
        { x: px - wording.width / 2, y: py + em * 0.5 },
        { x: px + em * 1.4, y: py - wording.height / 2 },
        { x: px - wording.width - em * 1.4, y: py - wording.height / 2 },
      ]);
    },
  }));
  context.textAlign = 'left';
  context.textBaseline = 'top';
  const obstacles = [...dots, ...curves.flatMap(curve => densify(curve))];
  for (const [index, one] of placeLabels(labels, plot, obstacles).entries()) {
    const fit = model.fits[index];
    if (one && fit) writeOver(surface, one.text, one.x, one.y, theme[fit.nameInk ?? fit.ink]);
  }
  return null;
}

/** Through every point, with the slope between its neighbours (Catmull and Rom). */
function smooth(context: Pen, points: Point[]) {
  for (const [index, [x, y]] of points.entries()) {
    const before = points[index - 1];
    if (!before) {
      context.moveTo(x, y);
      continue;
    }
    const first = points[index - 2] ?? before;
    const after = points[index + 1] ?? [x, y];
    context.bezierCurveTo(
      before[0] + (x - first[0]) / 6,
      before[1] + (y - first[1]) / 6,
      x - (after[0] - before[0]) / 6,
      y - (after[1] - before[1]) / 6,
      x,
      y,
    );
  }
}
