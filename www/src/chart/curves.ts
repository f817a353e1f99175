/** Curves over a log axis: bands, a threshold, a shaded region, a level, and one chosen position. */

import { nice, ticks } from 'd3-array';
import type { CurvesModel, Line } from './curve-model.ts';
import { names } from './curve-names.ts';
import type { Pick } from './element.ts';
import { formatTick, formatValue } from './format.ts';
import { levels } from './levels.ts';
import { around } from './marks.ts';
import { linearScale, logScale } from './scale.ts';
import { type Box, type Surface, setFont, writeOver } from './surface.ts';

export function paintCurves(surface: Surface, model: CurvesModel): Pick {
  const { context, width, height, em, theme } = surface;
  const count = model.x.length;
  const first = model.x[0] ?? 1;
  const last = model.xLast ?? model.x[count - 1] ?? 10;
  setFont(surface);
  const endNames = model.lines
    .filter(line => line.nameAtEnd)
    .map(line => context.measureText(line.names?.[0] ?? '').width);
  const yTicks = chooseTicks(model.y, Math.max(2, Math.floor(height / (em * 2.6))));
  const format = model.y.format ?? formatTick;
  const widest = Math.max(
    ...[...yTicks.map(format), model.tickRoom ?? ''].map(one => context.measureText(one).width),
    em * 2,
  );
  const plot: Box = {
    left: Math.ceil(widest + em * 0.6),
    top: Math.ceil(em * (model.flags ? 1.6 : model.small ? 0.6 : 0.8)),
    right: width - Math.max(em * 1.2, ...endNames.map(one => one + em * 1.1)),
    bottom: height - em * (model.small ? 1.6 : 2.7),
  };
  const x = logScale([first, Math.max(last, first * 2)], [plot.left, plot.right]);
  const y = (model.y.log ? logScale : linearScale)(
    [model.y.low, model.y.high],
    [plot.bottom, plot.top],
  );
  const yOf = (value: number): number => {
    if (Number.isNaN(value)) return Number.NaN;
    if (value === Number.POSITIVE_INFINITY) return plot.top - height;
    if (model.y.log && value <= 0) return plot.bottom + height;
    const at = y(value);
    // Far beyond the axis a line is only a direction; canvas dislikes huge numbers.
    return Math.max(plot.top - height, Math.min(plot.bottom + height, at));
  };
  const paths = model.lines.map(line =>
    Array.from({ length: count }, (_, index): [number, number] => [
      x(model.x[index] ?? 1),
      yOf(line.values[index] ?? Number.NaN),
    ]),
  );
  if (model.region) {
    const from = Math.max(plot.left, x(model.region.from));
    context.fillStyle = theme.shade;
    context.fillRect(from, plot.top, plot.right - from, plot.bottom - plot.top);
  }
  levels(surface, plot, yTicks, y, format);
  xAxis(surface, model, plot, x);
  model.flags?.paint(surface, model.flags.list, plot, x);
  if (model.rule) {
    const at = Math.round(x(model.rule.x)) + 0.5;
    strokeLine(
      surface,
      [
        [at, plot.top],
        [at, plot.bottom],
      ],
      theme.muted,
      0.55,
      [0.5, 1],
    );
  }
  if (model.level && model.level.y > 0) {
    const at = yOf(model.level.y);
    strokeLine(
      surface,
      [
        [x(model.level.from), at],
        [plot.right, at],
      ],
      theme[model.level.ink],
      0.5,
      [1.6, 1.2],
    );
  }
  context.save();
  context.beginPath();
  context.rect(plot.left - 1, plot.top, plot.right - plot.left + 2 + em, plot.bottom - plot.top);
  context.clip();
  for (const line of model.lines) if (line.band) fillBand(surface, model, line, x, yOf);
  for (const [index, line] of model.lines.entries()) {
    if (line.rings) {
      for (const point of paths[index] ?? []) smallRing(surface, point, theme[line.ink]);
      continue;
    }
    const dash = line.dash === 'dashed' ? [2.6, 1.7] : line.dash === 'dotted' ? [0.1, 1.5] : [];
    strokeLine(surface, paths[index] ?? [], theme[line.ink], line.weight ?? 1, dash);
  }
  context.restore();
  const taken: Box[] = [];
  for (const [index, line] of model.lines.entries()) {
    if (line.marks) taken.push(...clipMarks(surface, line, paths[index] ?? [], plot));
  }
  const chosen = model.at === null ? null : along(paths[model.rides] ?? [], model.at);
  const ring =
    model.level && model.level.y > 0 && !model.level.bare
      ? ([x(model.level.from), yOf(model.level.y)] as [number, number])
      : null;
  const dots = [...(model.also ?? []), model.rides].flatMap(index => {
    const point = model.at === null ? null : along(paths[index] ?? [], model.at);
    const ink = theme[model.lines[index]?.ink ?? 'ink'];
    if (!point) return [];
    const y = Math.max(plot.top, Math.min(plot.bottom, point[1]));
    return [{ point: [point[0], y] as [number, number], ink }];
  });
  // Names that must stand somewhere do not stand under what moves.
  const rimmed = model.lines.some(line => line.must);
  if (rimmed) taken.push(...dots.map(({ point }) => around(point, em * 0.55)));
  names(surface, model, { rimmed, plot, x, y: yOf, paths, taken, chosen, ring });
  if (ring && model.level) dot(surface, ring, theme[model.level.ink], true);
  for (const { point, ink } of dots)
    strokeLine(surface, [point, [point[0], plot.bottom]], ink, 0.4, []);
  for (const { point, ink } of dots) dot(surface, point, ink, false);
  const pick: Pick = px => {
    if (px < plot.left - em * 2 || px > plot.right + em * 3) return null;
    return nearest(model.x, x.invert(Math.max(plot.left, Math.min(plot.right, px))));
  };
  pick.value = py => y.invert(Math.max(plot.top, Math.min(plot.bottom, py)));
  return pick;
}

function smallRing({ context, em, line, theme }: Surface, [x, y]: [number, number], ink: string) {
  if (Number.isNaN(y)) return;
  context.beginPath();
  context.arc(x, y, em * 0.2, 0, 2 * Math.PI);
  context.fillStyle = theme.paper;
  context.fill();
  context.lineWidth = line * 0.6;
  context.setLineDash([]);
  context.strokeStyle = ink;
  context.stroke();
}

/** The index whose value is nearest in ratio. */
export function nearest(values: ArrayLike<number>, value: number): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    const here = Math.abs(Math.log((values[index] ?? 1) / value));
    if (here < Math.abs(Math.log((values[best] ?? 1) / value))) best = index;
  }
  return best;
}

/** The point of a path at an index with a fraction. */
export function along(
  path: readonly (readonly [number, number])[],
  at: number,
): [number, number] | null {
  const low = Math.max(0, Math.min(path.length - 1, Math.floor(at)));
  const from = path[low];
  const to = path[Math.min(path.length - 1, low + 1)];
  if (!from || !to || Number.isNaN(from[1])) return null;
  const share = Math.max(0, Math.min(1, at - low));
  if (share === 0 || Number.isNaN(to[1])) return [from[0], from[1]];
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/**
 * Limits of a log axis that show a loss: the curve's shape below and around the best value,
 * the peak as far as about three decades above it. In steps of half a decade, so that the
 * axis stands still while a slider moves.
 */
export function lossLimits(
  main: ArrayLike<number>,
  others: ArrayLike<number>[] = [],
): { low: number; high: number; log: true } {
  const positive = Array.from(main).filter(value => Number.isFinite(value) && value > 0);
  if (positive.length === 0) return { low: 0.01, high: 1, log: true };
  const best = Math.min(...positive);
  const peak = Math.max(...positive);
  const ends = others
    .map(values => values[0] ?? 0)
    .filter(value => value > 0 && value < best * 300);
  const low = halfDecade(Math.log10(best / 6), Math.floor);
  const high = halfDecade(
    Math.log10(Math.min(Math.max(peak * 1.6, best * 30, ...ends), best * 1500)),
    Math.ceil,
  );
  return { low, high, log: true };
}

/** Limits for any other series: log where it spans much, else linear from 0. */
export function seriesLimits(values: ArrayLike<number>[]): {
  low: number;
  high: number;
  log: boolean;
} {
  const finite = values.flatMap(one => Array.from(one)).filter(Number.isFinite);
  const positive = finite.filter(value => value > 0).sort((a, b) => a - b);
  const top = positive[positive.length - 1];
  if (top === undefined) return { low: 0, high: 1, log: false };
  const bottom = positive[0] ?? top;
  if (top / bottom < 8) return { low: 0, high: niceAbove(top), log: false };
  // A few exact zeros in floating point (1e-31) must not flatten the rest.
  const median = positive[Math.floor(positive.length / 2)] ?? top;
  const low = Math.max(bottom, median * 1e-5);
  const high = Math.min(top, Math.max(median, low) * 1e5);
  return {
    low: halfDecade(Math.log10(low * 0.9), Math.floor),
    high: halfDecade(Math.log10(high * 1.1), Math.ceil),
    log: true,
  };
}

export function halfDecade(exponent: number, round: (value: number) => number): number {
  return 10 ** (round(exponent * 2) / 2);
}

export function niceAbove(value: number): number {
  return nice(0, value, 4)[1];
}

export function chooseTicks(y: CurvesModel['y'], room: number): number[] {
  if (!y.log) return ticks(y.low, y.high, Math.min(5, room));
  const low = Math.ceil(Math.log10(y.low) - 1e-9);
  const high = Math.floor(Math.log10(y.high) + 1e-9);
  const step = Math.max(1, Math.ceil((high - low + 1) / room));
  const decades: number[] = [];
  for (let exponent = high; exponent >= low; exponent -= step) decades.push(10 ** exponent);
  // An axis of hardly one decade needs ticks between the powers of ten.
  return decades.length < 2
    ? ticks(y.low, y.high, Math.min(4, room)).filter(one => one > 0)
    : decades;
}

function xAxis(surface: Surface, model: CurvesModel, plot: Box, x: (value: number) => number) {
  const { context, em, theme, width } = surface;
  const first = model.x[0] ?? 1;
  const last = model.xLast ?? model.x[model.x.length - 1] ?? 10;
  context.textBaseline = 'top';
  context.textAlign = 'center';
  const top = plot.bottom + em * 0.45;
  // Ends first, then the threshold, then as many round numbers as fit between.
  const wanted: { value: number; bold: boolean }[] = [];
  if (model.rule) wanted.push({ value: model.rule.x, bold: true });
  wanted.push({ value: last, bold: false }, { value: first, bold: false });
  for (let decade = 1; decade <= last; decade *= 10) {
    wanted.push({ value: decade, bold: false }, { value: 3 * decade, bold: false });
  }
  const used: [number, number][] = [];
  for (const { value, bold } of wanted) {
    if (value < first || value > last) continue;
    setFont(surface, 1, bold ? 600 : 400);
    const text = value === first && model.xFirst ? model.xFirst : formatTick(value);
    const half = context.measureText(text).width / 2;
    const at = Math.min(width - half, x(value));
    if (used.some(([low, high]) => at + half + em * 0.5 > low && at - half - em * 0.5 < high))
      continue;
    used.push([at - half, at + half]);
    context.fillStyle = bold ? theme.ink : theme.muted;
    context.fillText(text, at, top);
    context.strokeStyle = theme.faint;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(Math.round(x(value)) + 0.5, plot.bottom);
    context.lineTo(Math.round(x(value)) + 0.5, plot.bottom + em * 0.3);
    context.stroke();
  }
  setFont(surface);
  context.fillStyle = theme.muted;
  if (model.small) return;
  const room = plot.right - plot.left;
  const name = model.xNames.find(one => context.measureText(one).width < room) ?? '';
  context.fillText(name, (plot.left + plot.right) / 2, top + em * 1.2);
}

export function strokeLine(
  surface: Surface,
  path: readonly (readonly [number, number])[],
  colour: string,
  weight: number,
  dash: readonly number[],
) {
  const { context, line } = surface;
  context.strokeStyle = colour;
  context.lineWidth = line * weight;
  context.lineJoin = 'round';
  context.lineCap = dash.length > 0 && (dash[0] ?? 0) < 1 ? 'round' : 'butt';
  context.setLineDash(dash.map(part => part * line * Math.max(weight, 0.7) * 1.4));
  context.beginPath();
  let open = false;
  for (const [px, py] of path) {
    if (Number.isNaN(py)) {
      open = false;
      continue;
    }
    if (open) context.lineTo(px, py);
    else context.moveTo(px, py);
    open = true;
  }
  context.stroke();
  context.setLineDash([]);
}

function fillBand(
  surface: Surface,
  model: CurvesModel,
  line: Line,
  x: (value: number) => number,
  yOf: (value: number) => number,
) {
  const { context, theme } = surface;
  const band = line.band;
  if (!band) return;
  context.globalAlpha = 0.17;
  context.fillStyle = theme[line.ink];
  context.beginPath();
  const indices = Array.from({ length: model.x.length }, (_, index) => index).filter(
    index => !Number.isNaN(band.low[index]) && !Number.isNaN(band.high[index]),
  );
  for (const index of indices) context.lineTo(x(model.x[index] ?? 1), yOf(band.high[index] ?? 0));
  for (const index of indices.reverse())
    context.lineTo(x(model.x[index] ?? 1), yOf(band.low[index] ?? 0));
  context.fill();
  context.globalAlpha = 1;
}

/** Arrows where a line leaves the axis; at the top with the value that it reaches. */
export function clipMarks(
  surface: Surface,
  line: Line,
  path: readonly (readonly [number, number])[],
  plot: Box,
): Box[] {
  const { context, em, theme } = surface;
  const boxes: Box[] = [];
  let highest = -1;
  for (let index = 0; index < path.length; index++) {
    const at = path[index]?.[1] ?? Number.NaN;
    if (at < plot.top && (highest < 0 || (line.values[index] ?? 0) > (line.values[highest] ?? 0)))
      highest = index;
  }
  const top = path[highest];
  if (top) {
    arrow(surface, top[0], plot.top, -1, theme[line.ink]);
    const text = formatValue(line.values[highest] ?? Number.NaN);
    setFont(surface, 1, 600);
    const wide = context.measureText(text).width;
    // Left of the peak: the name of the threshold stands to the right of it.
    const left =
      top[0] - wide - em * 0.9 > plot.left ? top[0] - wide - em * 0.9 : top[0] + em * 0.9;
    context.textAlign = 'left';
    context.textBaseline = 'top';
    writeOver(surface, text, left, plot.top, theme[line.ink]);
    setFont(surface);
    boxes.push({ left, right: left + wide, top: plot.top, bottom: plot.top + em * 1.2 });
  }
  for (let index = 1; index < path.length; index++) {
    const from = path[index - 1];
    const to = path[index];
    if (!from || !to || !(from[1] <= plot.bottom) || !(to[1] > plot.bottom)) continue;
    const share = (plot.bottom - from[1]) / (to[1] - from[1]);
    arrow(surface, from[0] + (to[0] - from[0]) * share, plot.bottom, 1, theme[line.ink]);
    break;
  }
  return boxes;
}

export function arrow(surface: Surface, x: number, y: number, direction: 1 | -1, colour: string) {
  const { context, em } = surface;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y + direction * em * 0.35);
  context.lineTo(x - em * 0.38, y - direction * em * 0.25);
  context.lineTo(x + em * 0.38, y - direction * em * 0.25);
  context.fill();
}

export function dot(
  surface: Surface,
  [x, y]: readonly [number, number],
  colour: string,
  hollow: boolean,
) {
  const { context, em, line, theme } = surface;
  context.beginPath();
  context.arc(x, y, em * (hollow ? 0.45 : 0.5), 0, 2 * Math.PI);
  context.fillStyle = hollow ? theme.paper : colour;
  context.strokeStyle = hollow ? colour : theme.paper;
  context.lineWidth = line * 0.8;
  context.fill();
  context.stroke();
}
