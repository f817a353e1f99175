/** Points, the function behind them, and a fitted curve; beyond the axis the curve is cut off. */

import { ticks as ticksBetween } from 'd3-array';
import { formatTick } from './format.ts';
import { densify, type Label, placeLabels } from './labels.ts';
import { levels } from './levels.ts';
import { linearScale } from './scale.ts';
import { type Box, type Surface, setFont, writeOver } from './surface.ts';

type Point = [number, number];

export interface FitModel {
  points: { x: ArrayLike<number>; y: ArrayLike<number> };
  grid: ArrayLike<number>;
  truth: ArrayLike<number>;
  curve: ArrayLike<number> | null;
  ghost: { values: ArrayLike<number>; names: string[] } | null;
  truthNames: string[];
  /** A curve that the names keep clear of, so that they stand still while `curve` moves. */
  last: ArrayLike<number>;
}

export function paintFit(surface: Surface, model: FitModel): null {
  const { context, width, height, em, line, theme } = surface;
  const [low, high] = limits(model);
  setFont(surface);
  const ticks = ticksBetween(low, high, Math.max(3, Math.min(4, Math.floor(height / (em * 5)))));
  const widest = Math.max(...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 0.7),
    top: em * 0.8,
    right: width - em * 0.7,
    bottom: height - em * 0.8,
  };
  const from = model.grid[0] ?? -1;
  const to = model.grid[model.grid.length - 1] ?? 1;
  const x = linearScale([from, to], [plot.left + em * 0.6, plot.right - em * 0.6]);
  const y = linearScale([low, high], [plot.bottom, plot.top]);
  const path = (values: ArrayLike<number>) =>
    Array.from(
      { length: model.grid.length },
      (_, index): Point => [
        x(model.grid[index] ?? 0),
        Math.max(-height, Math.min(2 * height, y(values[index] ?? Number.NaN))),
      ],
    );

  levels(surface, plot, ticks, y);

  const truth = path(model.truth);
  const ghost = model.ghost ? path(model.ghost.values) : null;
  const curve = model.curve ? path(model.curve) : null;
  context.save();
  context.beginPath();
  context.rect(
    plot.left,
    plot.top - em * 0.4,
    plot.right - plot.left,
    plot.bottom - plot.top + em * 0.8,
  );
  context.clip();
  const draw = (points: Point[], colour: string, weight: number, dash: number[]) => {
    context.strokeStyle = colour;
    context.lineWidth = line * weight;
    context.lineJoin = 'round';
    context.lineCap = 'butt';
    context.setLineDash(dash.map(part => part * line));
    context.beginPath();
    for (const [px, py] of points) context.lineTo(px, py);
    context.stroke();
    context.setLineDash([]);
  };
  if (ghost) draw(ghost, theme.ghost, 0.7, []);
  draw(truth, theme.truth, 0.8, [2.6, 1.8]);
  if (curve) draw(curve, theme.test, 1.15, []);
  context.restore();

  const dots: Point[] = Array.from({ length: model.points.x.length }, (_, index) => [
    x(model.points.x[index] ?? 0),
    y(model.points.y[index] ?? 0),
  ]);
  // Many points are drawn smaller, or they hide the curve.
  const radius = em * Math.max(0.2, Math.min(0.36, 7 / dots.length));
  for (const [px, py] of dots) {
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.fillStyle = theme.ink;
    context.strokeStyle = theme.paper;
    context.lineWidth = line * 0.5;
    context.fill();
    context.stroke();
  }

  const measured = (names: string[]) =>
    names.map(text => ({ text, width: context.measureText(text).width, height: em * 1.15 }));
  const labels: Label[] = [];
  const inks: string[] = [];
  const seen = (points: Point[], order: (point: Point, index: number) => number): Point[] =>
    points
      .map((point, index) => ({ point, rank: order(point, index) }))
      .filter(({ point: [, py] }) => py > plot.top && py < plot.bottom)
      .sort((a, b) => a.rank - b.rank)
      // The curve may have many points; forty places are enough to choose from.
      .filter((_, index, all) => index % Math.ceil(all.length / 40) === 0)
      .map(({ point }) => point);
  const places =
    (points: Point[]): Label['places'] =>
    wording =>
      points.flatMap(([px, py]) => [
        { x: px + em * 0.7, y: py - wording.height / 2 },
        { x: px - wording.width - em * 0.7, y: py - wording.height / 2 },
        { x: px - wording.width / 2, y: py + em * 0.6 },
        { x: px - wording.width / 2, y: py - wording.height - em * 0.6 },
      ]);
  labels.push({
    wordings: measured(model.truthNames),
    places: places(seen(truth, (_, index) => Math.abs(index / truth.length - 0.35))),
  });
  inks.push(theme.muted);
  if (ghost && model.ghost) {
    labels.push({
      wordings: measured(model.ghost.names),
      // Where it is furthest from the truth nobody takes one for the other.
      places: places(seen(ghost, ([, py], index) => -Math.abs(py - (truth[index]?.[1] ?? py)))),
    });
    inks.push(theme.muted);
  }
  const obstacles = [
    ...densify(truth),
    ...densify(path(model.last)),
    ...(ghost ? densify(ghost) : []),
    ...dots,
  ];
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const [index, one] of placeLabels(labels, plot, obstacles).entries()) {
    if (!one) continue;
    writeOver(surface, one.text, one.x, one.y, inks[index] ?? theme.muted);
  }
  return null;
}

/** A curve between two rows of a table; values far outside are cut, so that no row can fling it. */
export function between(
  table: ArrayLike<number>,
  width: number,
  at: number,
  bound: number,
): Float64Array {
  const rows = Math.floor(table.length / Math.max(1, width));
  const low = Math.max(0, Math.min(rows - 1, Math.floor(at)));
  const high = Math.min(rows - 1, low + 1);
  const share = Math.max(0, Math.min(1, at - low));
  const row = new Float64Array(width);
  const cut = (value: number) => Math.max(-bound, Math.min(bound, value));
  for (let index = 0; index < width; index++) {
    const from = cut(table[low * width + index] ?? Number.NaN);
    const to = cut(table[high * width + index] ?? Number.NaN);
    row[index] = share === 0 ? from : from + (to - from) * share;
  }
  return row;
}

function limits(model: FitModel): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of [model.points.y, model.truth]) {
    for (let index = 0; index < values.length; index++) {
      low = Math.min(low, values[index] ?? low);
      high = Math.max(high, values[index] ?? high);
    }
  }
  const room = Math.max(0.1, (high - low) * 0.28);
  // Steps of a quarter: the axis must not breathe with every new draw of the noise.
  return [Math.floor((low - room) * 4) / 4, Math.ceil((high + room) * 4) / 4];
}
