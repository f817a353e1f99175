/** Lines through a plane, each with its own places on both axes: paths beside each other, or a way that turns back. */

import { ticks as ticksBetween } from 'd3-array';
import type { CurvesModel, Line } from './curve-model.ts';
import { beside } from './curve-names.ts';
import { along, chooseTicks, clipMarks, dot, strokeLine } from './curves.ts';
import { type Flag, paintFlags } from './flags.ts';
import { formatTick, formatValue } from './format.ts';
import { densify, type Label, type Obstacle, placeLabels } from './labels.ts';
import { levels } from './levels.ts';
import { around, fitting, type Point, ring, wordings } from './marks.ts';
import { linearScale, logScale } from './scale.ts';
import { type Box, type Surface, setFont, type Theme, writeOver } from './surface.ts';

export interface Trace
  extends Pick<
    Line,
    'values' | 'ink' | 'dash' | 'weight' | 'names' | 'marks' | 'nameInk' | 'must'
  > {
  x: ArrayLike<number>;
  /** Which way it goes is seen: a ring where it begins, an arrow on it. */
  goes?: boolean;
}

export interface TracesModel {
  x: {
    low: number;
    high: number;
    log: boolean;
    /** Longest wording first. */
    names: string[];
    ticks?: readonly { value: number; text: string }[];
  };
  y: CurvesModel['y'];
  traces: readonly Trace[];
  flags?: readonly Flag[];
  /** A row above the plot, longest wording first. */
  caption?: string[];
  /** Where a marker stands: on which trace, and at which index, with a fraction. The first says its value. */
  dots: readonly { trace: number; at: number }[];
  /** What is written at the ring where a trace begins. */
  startNames?: string[];
}

export function paintTraces(surface: Surface, model: TracesModel): null {
  const { context, width, height, em, theme } = surface;
  setFont(surface);
  const yTicks = chooseTicks(model.y, Math.max(2, Math.floor(height / (em * 2.6))));
  const format = model.y.format ?? formatTick;
  const widest = Math.max(...yTicks.map(tick => context.measureText(format(tick)).width), em * 2);
  const plot: Box = {
    left: Math.ceil(widest + em * 0.6),
    top: Math.ceil(em * (model.flags || model.caption ? 1.6 : 0.8)),
    right: width - em * 1.2,
    bottom: height - em * 2.7,
  };
  const x = (model.x.log ? logScale : linearScale)(
    [model.x.low, model.x.high],
    [plot.left, plot.right],
  );
  const y = (model.y.log ? logScale : linearScale)(
    [model.y.low, model.y.high],
    [plot.bottom, plot.top],
  );
  const yOf = (value: number) => {
    if (Number.isNaN(value)) return Number.NaN;
    if (model.y.log && value <= 0) return plot.bottom + height;
    return Math.max(plot.top - height, Math.min(plot.bottom + height, y(value)));
  };
  const paths = model.traces.map(trace =>
    Array.from(trace.x, (at, index): Point => [x(at), yOf(trace.values[index] ?? Number.NaN)]),
  );

  levels(surface, plot, yTicks, y, format);
  axis(surface, model, plot, x);
  if (model.flags) paintFlags(surface, model.flags, plot, x);
  if (model.caption) {
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.fillStyle = theme.muted;
    const room = width - plot.left;
    context.fillText(fitting(surface, model.caption, room), plot.left, plot.top - em * 0.5);
  }

  context.save();
  context.beginPath();
  context.rect(plot.left - 1, plot.top, plot.right - plot.left + 2, plot.bottom - plot.top);
  context.clip();
  for (const [index, trace] of model.traces.entries()) {
    const dash = trace.dash === 'dashed' ? [2.6, 1.7] : trace.dash === 'dotted' ? [0.1, 1.5] : [];
    strokeLine(surface, paths[index] ?? [], theme[trace.ink], trace.weight ?? 1, dash);
  }
  context.restore();

  const taken: Box[] = [];
  const begins: Point[] = [];
  for (const [index, trace] of model.traces.entries()) {
    const path = paths[index] ?? [];
    if (trace.marks) taken.push(...clipMarks(surface, trace, path, plot));
    const first = path[0];
    if (!trace.goes || !first) continue;
    arrowOn(surface, path, theme[trace.ink]);
    if (first[1] < plot.top || first[1] > plot.bottom) continue;
    ring(surface, first, theme[trace.ink], em * 0.34, true);
    begins.push(first);
    taken.push(around(first, em * 0.34));
  }

  const dots = model.dots.flatMap(({ trace, at }) => {
    const point = along(paths[trace] ?? [], at);
    if (!point) return [];
    const inside = Math.max(plot.top, Math.min(plot.bottom, point[1]));
    return [{ point: [point[0], inside] as Point, trace, at }];
  });
  taken.push(...dots.map(({ point }) => around(point, em * 0.55)));
  writeNames(surface, model, { plot, paths, taken, begins, dot: dots[0] ?? null });
  for (const { point, trace } of dots)
    strokeLine(
      surface,
      [point, [point[0], plot.bottom]],
      theme[model.traces[trace]?.ink ?? 'ink'],
      0.4,
      [],
    );
  for (const { point, trace } of dots)
    dot(surface, point, theme[model.traces[trace]?.ink ?? 'ink'], false);
  return null;
}

function axis(
  surface: Surface,
  { x: across }: TracesModel,
  plot: Box,
  x: (value: number) => number,
) {
  const { context, em, theme, width } = surface;
  const room = plot.right - plot.left;
  const ticks =
    across.ticks ??
    ticksBetween(across.low, across.high, Math.max(2, Math.min(5, room / (em * 4)))).map(value => ({
      value,
      text: formatTick(value),
    }));
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.faint;
  context.lineWidth = 1;
  let free = Number.NEGATIVE_INFINITY;
  for (const { value, text } of ticks) {
    const half = context.measureText(text).width / 2;
    const at = Math.min(width - half, x(value));
    if (at - half < free) continue;
    free = at + half + em * 0.5;
    context.fillText(text, at, plot.bottom + em * 0.45);
    context.beginPath();
    context.moveTo(Math.round(x(value)) + 0.5, plot.bottom);
    context.lineTo(Math.round(x(value)) + 0.5, plot.bottom + em * 0.3);
    context.stroke();
  }
  const name = fitting(surface, across.names, room);
  context.fillText(name, (plot.left + plot.right) / 2, plot.bottom + em * 1.65);
}

/** A head on a path, in its first half: where it has gone a third of its way across the picture. */
function arrowOn({ context, em, line, theme }: Surface, path: readonly Point[], colour: string) {
  const first = path[0];
  const last = path[path.length - 1];
  if (!first || !last || Math.abs(last[0] - first[0]) < em * 3) return;
  const goal = first[0] + (last[0] - first[0]) * 0.4;
  const passed = path.findIndex(([x]) => (x - goal) * (last[0] - first[0]) >= 0);
  const tip = path[passed];
  if (!tip) return;
  // Its direction over a letter's width: a single step may go back.
  const tail = path.slice(0, passed).findLast(([x, y]) => Math.hypot(x - tip[0], y - tip[1]) > em);
  if (!tail) return;
  const way = Math.atan2(tip[1] - tail[1], tip[0] - tail[0]);
  context.beginPath();
  for (const [turn, size] of [
    [0, 0.55],
    [2.5, 0.55],
    [-2.5, 0.55],
  ] as const)
    context.lineTo(
      tip[0] + Math.cos(way + turn) * em * size,
      tip[1] + Math.sin(way + turn) * em * size,
    );
  context.closePath();
  context.fillStyle = colour;
  context.strokeStyle = theme.paper;
  context.lineWidth = line * 0.5;
  context.lineJoin = 'round';
  context.setLineDash([]);
  context.stroke();
  context.fill();
}

function writeNames(
  surface: Surface,
  model: TracesModel,
  at: {
    plot: Box;
    paths: readonly Point[][];
    taken: readonly Box[];
    begins: readonly Point[];
    dot: { point: Point; trace: number; at: number } | null;
  },
) {
  const { context, em, theme } = surface;
  const { plot, paths } = at;
  setFont(surface);
  const labels: Label[] = [];
  const inks: string[] = [];
  const add = (
    texts: readonly string[],
    ink: keyof Theme,
    places: Label['places'],
    must = false,
  ) => {
    // Side by side, two names are two.
    const spaced = wordings(surface, texts).map(one => ({ ...one, width: one.width + em * 0.4 }));
    labels.push({ wordings: spaced, places, must });
    inks.push(theme[ink]);
  };
  if (model.startNames)
    add(model.startNames, 'muted', wording =>
      at.begins.flatMap(([x, y]) =>
        [-0.5, -1.2, 0.2].flatMap(row => [
          { x: x - wording.width - em * 0.7, y: y + row * wording.height },
          { x: x + em * 0.7, y: y + row * wording.height },
        ]),
      ),
    );
  for (const [index, trace] of model.traces.entries())
    if (trace.names)
      add(
        trace.names,
        trace.nameInk ?? trace.ink,
        wording => beside(paths[index] ?? [], wording, plot, em * 0.55, true),
        trace.must,
      );
  const { dot } = at;
  const trace = model.traces[dot?.trace ?? -1];
  const value = trace?.values[Math.round(dot?.at ?? 0)];
  if (dot && trace && value !== undefined) {
    const [x, y] = dot.point;
    const near = em * 0.75;
    add([formatValue(value)], trace.ink, wording => [
      { x: x - wording.width / 2, y: y - wording.height - near },
      { x: x - wording.width - near, y: y - wording.height },
      { x: x + near, y: y - wording.height },
      { x: x - wording.width - near, y: y + em * 0.3 },
      { x: x + near, y: y + em * 0.3 },
    ]);
  }
  const obstacles: Obstacle = paths.flatMap(path => densify(path));
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const [index, one] of placeLabels(
    labels,
    { ...plot, right: surface.width },
    obstacles,
    at.taken,
  ).entries())
    if (one) writeOver(surface, one.text, one.x, one.y, inks[index] ?? theme.ink);
}
