/** Values that were measured at a few sizes, each with its interval, beside what others or a theory say. */

import { ticks as ticksBetween } from 'd3-array';
import type { Pick } from './element.ts';
import { densify, type Label, placeLabels, type Wording } from './labels.ts';
import { levels } from './levels.ts';
import { fitting, type Point, wordings } from './marks.ts';
import { linearScale, logScale } from './scale.ts';
import { type Box, type Surface, setFont, sideways, type Theme, writeOver } from './surface.ts';

export interface MeasuredLine {
  /** A value for each size; NaN where there is none yet. */
  values: ArrayLike<number>;
  ink: keyof Theme;
  interval?: { low: ArrayLike<number>; high: ArrayLike<number> };
  mark: 'disc' | 'ring' | 'diamond' | 'none';
  /** How its values are joined, if they are. */
  join?: 'solid' | 'dashed' | 'dotted';
  /** Sideways, in ems, so that intervals at the same size are seen side by side. */
  shift?: number;
  /** Written on it, longest wording first. */
  names?: string[];
  /** What it is called is also understood apart from it. */
  apart?: boolean;
}

export interface MeasuredModel {
  x: { values: ArrayLike<number>; log: boolean; names: string[] };
  y: { low: number; high: number; log: boolean; names: string[]; format(value: number): string };
  lines: MeasuredLine[];
  /** The size and the line that the story is at. */
  at: { line: number; index: number } | null;
}

/** Its pick is a value, counted line by line. */
export function paintMeasured(surface: Surface, model: MeasuredModel): Pick {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const { x: across, y: up } = model;
  const ticks = up.log
    ? decades(up.low, up.high, height / (em * 2.6))
    : ticksBetween(up.low, up.high, Math.max(2, Math.min(5, height / (em * 3))));
  const widest = Math.max(...ticks.map(tick => context.measureText(up.format(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 2.1),
    top: em * 0.7,
    right: width - em * 0.4,
    bottom: height - em * 2.8,
  };
  const most = Math.max(1, ...model.lines.map(one => Math.abs(one.shift ?? 0)));
  const sizes = Array.from(across.values);
  const x = (across.log ? logScale : linearScale)(
    [Math.min(...sizes), Math.max(...sizes)],
    [plot.left + em * (most + 0.4), plot.right - em * (most + 0.4)],
  );
  const y = (up.log ? logScale : linearScale)([up.low, up.high], [plot.bottom, plot.top]);
  const high = (value: number) => (up.log && value <= 0 ? Number.NaN : y(value));
  levels(surface, plot, ticks, y, up.format);
  axis(surface, model, plot, x);

  const points = model.lines.map(one =>
    sizes.map(
      (size, index): Point => [
        x(size) + (one.shift ?? 0) * em,
        high(one.values[index] ?? Number.NaN),
      ],
    ),
  );
  const bars: Point[][] = [];
  for (const [index, one] of model.lines.entries()) {
    const own = points[index] ?? [];
    context.strokeStyle = theme[one.ink];
    if (one.join) {
      const dashes = { solid: [], dashed: [2.6, 1.7], dotted: [0.2, 1.6] }[one.join];
      context.lineWidth = line * 0.9;
      context.lineCap = one.join === 'dotted' ? 'round' : 'butt';
      context.setLineDash(dashes.map(part => part * line));
      context.beginPath();
      for (const [px, py] of own) if (!Number.isNaN(py)) context.lineTo(px, py);
      context.stroke();
      context.setLineDash([]);
      context.lineCap = 'butt';
    }
    for (const [at, [px, py]] of own.entries()) {
      if (!one.interval || Number.isNaN(py)) continue;
      const bar: Point[] = [
        [px, high(one.interval.low[at] ?? Number.NaN)],
        [px, high(one.interval.high[at] ?? Number.NaN)],
      ];
      bars.push(bar);
      interval(surface, bar, theme[one.ink]);
    }
  }
  for (const [index, one] of model.lines.entries())
    for (const point of points[index] ?? []) sign(surface, point, one);
  const at = model.at && points[model.at.line]?.[model.at.index];
  if (at && !Number.isNaN(at[1])) {
    context.strokeStyle = theme.ink;
    context.lineWidth = line * 0.7;
    context.beginPath();
    context.arc(at[0], at[1], em * 0.62, 0, 2 * Math.PI);
    context.stroke();
  }

  const known = points.map(own => own.filter(([, py]) => !Number.isNaN(py)));
  const tags: (Label & { ink: keyof Theme })[] = model.lines.flatMap((one, index) =>
    one.names
      ? [
          {
            ink: one.ink,
            wordings: wordings(surface, one.names),
            must: true,
            places: wording => beside(known[index] ?? [], wording, plot, em, one.apart ?? false),
          },
        ]
      : [],
  );
  const obstacles = [
    ...model.lines.flatMap((one, index) =>
      one.join ? densify(known[index] ?? []) : (known[index] ?? []),
    ),
    ...known.flatMap(own => own.flatMap(point => blot(point, em * 0.4))),
    ...bars.flatMap(bar => densify(bar)),
  ];
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const [index, one] of placeLabels(tags, plot, obstacles).entries())
    if (one) writeOver(surface, one.text, one.x, one.y, theme[tags[index]?.ink ?? 'muted']);

  return (px, py) => {
    let best: number | null = null;
    let away = Number.POSITIVE_INFINITY;
    for (const [index, own] of points.entries())
      for (const [size, [qx, qy]] of own.entries()) {
        const here = Math.hypot(qx - px, qy - py);
        if (here < away) [best, away] = [index * sizes.length + size, here];
      }
    return best;
  };
}

function decades(low: number, high: number, room: number): number[] {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const step = Math.max(1, Math.ceil((to - from + 1) / room));
  const list: number[] = [];
  for (let exponent = to; exponent >= from; exponent -= step) list.push(10 ** exponent);
  return list;
}

function axis(surface: Surface, model: MeasuredModel, plot: Box, x: (value: number) => number) {
  const { context, em, height, theme } = surface;
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  let free = Number.NEGATIVE_INFINITY;
  for (const size of Array.from(model.x.values).sort((a, b) => a - b)) {
    const half = context.measureText(String(size)).width / 2;
    if (x(size) - half < free) continue;
    free = x(size) + half + em * 0.4;
    context.fillText(String(size), x(size), plot.bottom + em * 1.2);
  }
  const name = fitting(surface, model.x.names, plot.right - plot.left);
  context.fillText(name, (plot.left + plot.right) / 2, height - em * 0.35);
  const side = fitting(surface, model.y.names, plot.bottom - plot.top);
  sideways(surface, side, (plot.top + plot.bottom) / 2);
}

function interval({ context, em, line }: Surface, bar: readonly Point[], ink: string) {
  const [[x, low] = [0, 0], [, high] = [0, 0]] = bar;
  context.strokeStyle = ink;
  context.lineWidth = line * 0.55;
  context.beginPath();
  context.moveTo(x, low);
  context.lineTo(x, high);
  for (const end of [low, high]) {
    context.moveTo(x - em * 0.22, end);
    context.lineTo(x + em * 0.22, end);
  }
  context.stroke();
}

function sign({ context, em, line, theme }: Surface, [x, y]: Point, one: MeasuredLine) {
  if (one.mark === 'none' || Number.isNaN(y)) return;
  const radius = em * (one.mark === 'diamond' ? 0.42 : 0.3);
  context.beginPath();
  if (one.mark === 'diamond') {
    for (const [dx, dy] of [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ] as const)
      context.lineTo(x + dx * radius, y + dy * radius);
    context.closePath();
  } else context.arc(x, y, radius, 0, 2 * Math.PI);
  const hollow = one.mark !== 'disc';
  context.fillStyle = hollow ? theme.paper : theme[one.ink];
  // Of a diamond only the rim: what it lies on must be seen.
  if (one.mark !== 'diamond') context.fill();
  context.strokeStyle = hollow ? theme[one.ink] : theme.paper;
  context.lineWidth = line * (hollow ? 0.7 : 0.5);
  context.stroke();
}

function blot([x, y]: Point, radius: number): Point[] {
  return [-1, 0, 1].flatMap(dx =>
    [-1, 0, 1].map((dy): Point => [x + dx * radius, y + dy * radius]),
  );
}

/** Places around its points, from the last backwards, then between them; for some also in the corners. */
function beside(own: readonly Point[], wording: Wording, plot: Box, em: number, apart: boolean) {
  const { width, height } = wording;
  const near = em * 0.7;
  const inside = (x: number, y: number) => ({
    x: Math.max(plot.left + em * 0.2, Math.min(plot.right - width, x)),
    y: Math.max(plot.top, Math.min(plot.bottom - height, y)),
  });
  const between = own.slice(1).map(([x, y], index): Point => {
    const [px, py] = own[index] ?? [x, y];
    return [(x + px) / 2, (y + py) / 2];
  });
  return [
    ...[...own]
      .reverse()
      .flatMap(([x, y]) => [
        inside(x - width - near, y - height - em * 0.2),
        inside(x - width / 2, y - height - near),
        inside(x - width / 2, y + near),
        inside(x + near, y - height / 2),
        inside(x - width - near, y - height / 2),
        inside(x - width - near, y + em * 0.2),
        inside(x - width / 2, y - height - near * 2.2),
        inside(x - width / 2, y + near * 2.2),
      ]),
    ...between
      .reverse()
      .flatMap(([x, y]) => [
        inside(x - width / 2, y - height - em * 0.3),
        inside(x - width / 2, y + em * 0.3),
      ]),
    ...(apart ? [inside(plot.left + em * 0.5, plot.top), inside(plot.right, plot.top)] : []),
  ];
}
