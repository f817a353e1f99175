/** A level that is held, a step, the way down to the next level: one column for each. */

import { ticks as ticksBetween } from 'd3-array';
import type { Pick } from './element.ts';
import { formatTick } from './format.ts';
import { densify, type Label, placeLabels } from './labels.ts';
import { levels } from './levels.ts';
import type { Pen } from './pen.ts';
import { linearScale } from './scale.ts';
import { type Box, type Surface, setFont, sideways, writeOver } from './surface.ts';

type Point = [number, number];

export interface LadderModel {
  /** The levels that have been reached, from the first. */
  levels: ArrayLike<number>;
  /** What is written on each of them, longest wording first. */
  levelNames: string[][];
  /** Columns to keep room for, and what stands under each, longest wording first. */
  columns: string[][];
  /** The way down from the last level in the next column: its values so far; null before the step. */
  way: { values: ArrayLike<number>; names: string[] } | null;
  /** How many values the whole way has. */
  whole: number;
  /** What is written where the step was made. */
  stepNames: string[];
  /** Said in the first column that has nothing in it. */
  aheadNames: string[];
  xNames: string[];
  yNames: string[];
  high: number;
}

/** Of a column: where the step is, and where the way down ends. */
const STEP = 0.12;
const END = 0.82;

/** Its pick is a place along the way down: 1 where it begins, 0 before that. */
export function paintLadder(surface: Surface, model: LadderModel): Pick {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const high = model.high * 1.12;
  const ticks = ticksBetween(0, high, Math.max(3, Math.min(7, height / (em * 4))));
  const widest = Math.max(...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 2),
    top: em * 0.6,
    right: width - em * 0.3,
    bottom: height - em * 3,
  };
  const y = linearScale([0, high], [plot.bottom, plot.top]);
  const column = (plot.right - plot.left) / model.columns.length;
  const x = (at: number) => plot.left + at * column;
  levels(surface, plot, ticks, y);
  axes(surface, model, plot, column);

  const treads = Array.from(model.levels, (level, index): [Point, Point] => [
    [x(index === 0 ? 0 : index + END), y(level)],
    [x(index + 1), y(level)],
  ]);
  const last = treads[treads.length - 1]?.[1] ?? [x(0), y(0)];
  const way = model.way;
  const walked: Point[] = Array.from(way?.values ?? [], (value, index): Point => {
    const share = index / Math.max(1, model.whole - 1);
    return [x(model.levels.length + STEP + (END - STEP) * share), y(value)];
  });
  const ball = walked[walked.length - 1] ?? [
    (x(model.levels.length - 1 + END) + last[0]) / 2,
    last[1],
  ];

  const ended = way !== null && model.whole > 1 && walked.length >= model.whole;

  context.lineJoin = 'round';
  for (let index = 1; index < treads.length; index++) {
    // Of earlier descents only the ends are known: a dashed line says no more.
    const from = treads[index - 1]?.[1] ?? [0, 0];
    const to = treads[index]?.[0] ?? [0, 0];
    stroke(context, [from, [to[0], from[1]], to], theme.muted, line * 0.6, [
      line * 1.4,
      line * 1.4,
    ]);
  }
  for (const [from, to] of treads) stroke(context, [from, to], theme.ink, line, []);
  if (walked.length > 0) {
    const held: Point = [plot.right, last[1]];
    stroke(context, [last, held], theme.muted, line * 0.5, [line * 0.3, line * 1.6]);
    stroke(context, [last, walked[0] ?? last], theme.ink, line, []);
    stroke(context, walked, theme.test, line * 1.15, []);
    if (ended) stroke(context, [ball, [plot.right, ball[1]]], theme.ink, line, []);
    const [px, py] = walked[0] ?? last;
    ring(surface, px, py);
  }
  context.fillStyle = theme.test;
  context.strokeStyle = theme.paper;
  context.lineWidth = line * 0.7;
  context.beginPath();
  context.arc(ball[0], ball[1], em * 0.55, 0, 2 * Math.PI);
  context.fill();
  context.stroke();

  const wordings = (texts: string[]) =>
    texts.map(text => ({ text, width: context.measureText(text).width, height: em * 1.15 }));
  const tags: (Label & { ink: string })[] = treads.map(([from, to], index) => ({
    wordings: wordings(model.levelNames[index] ?? []),
    ink: theme.ink,
    places: one => {
      const middle = (Math.max(from[0], plot.left + em) + to[0]) / 2 - one.width / 2;
      const right = to[0] - one.width;
      return [
        ...(index > 0 ? [{ x: from[0] + em * 0.4, y: from[1] - em * 1.6 }] : []),
        { x: Math.max(plot.left + em * 0.4, Math.min(right, middle)), y: from[1] - em * 1.9 },
        { x: Math.max(plot.left + em * 0.4, right), y: from[1] - em * 1.9 },
        { x: Math.max(plot.left + em * 0.4, right), y: from[1] + em * 0.8 },
        { x: to[0] - one.width * 0.7, y: from[1] - em * 1.9 },
      ];
    },
    must: true,
  }));
  const start = walked[0];
  if (start) {
    tags.push({
      wordings: wordings(model.stepNames),
      ink: theme.muted,
      places: one => [
        { x: start[0] + em * 0.5, y: start[1] - em * 1.9 },
        { x: plot.right - one.width, y: start[1] - em * 1.9 },
        { x: plot.right - one.width, y: start[1] + em * 0.9 },
        { x: start[0] - one.width - em * 0.5, y: start[1] - em * 1.9 },
        { x: start[0] - one.width / 2, y: start[1] - em * 2.2 },
        { x: start[0] - one.width - em * 0.4, y: start[1] + em * 0.9 },
      ],
    });
  }
  if (way && walked.length > 2) {
    tags.push({
      wordings: wordings(way.names),
      ink: theme.test,
      places: one => [
        { x: ball[0] - one.width - em, y: ball[1] - em * 0.6 },
        { x: ball[0] - one.width / 2, y: ball[1] - em * 2 },
        { x: ball[0] - one.width / 2, y: ball[1] + em * 0.9 },
        { x: plot.right - one.width, y: ball[1] - em * 2 },
        { x: plot.right - one.width, y: ball[1] - em * 3.4 },
        { x: ball[0] - one.width - em * 3, y: ball[1] - em * 1.6 },
        { x: ball[0] - one.width - em * 5, y: ball[1] - em * 1.6 },
      ],
      must: true,
    });
  }
  const ahead = model.levels.length + (way ? 1 : 0);
  if (ahead < model.columns.length) {
    const middle = x(ahead + 0.5);
    tags.push({
      wordings: wordings(model.aheadNames).filter(one => one.width <= column * 1.2),
      ink: theme.muted,
      places: one => [
        { x: Math.min(plot.right - one.width, middle - one.width / 2), y: (y(0) + plot.top) / 2 },
      ],
    });
  }
  const drops = treads
    .slice(1)
    .map(([to], index): Point[] => [[to[0], y(model.levels[index] ?? 0)], to]);
  const obstacles = [...treads, ...drops, walked].flatMap(one => densify(one));
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const [index, one] of placeLabels(tags, plot, obstacles).entries())
    if (one) writeOver(surface, one.text, one.x, one.y, tags[index]?.ink ?? theme.muted);
  return px => {
    if (model.whole < 1) return 0;
    const share = ((px - plot.left) / column - (model.columns.length - 1) - STEP) / (END - STEP);
    if (share < -0.12) return 0;
    return 1 + Math.max(0, Math.min(1, share)) * (model.whole - 1);
  };
}

function stroke(
  context: Pen,
  points: readonly Point[],
  ink: string,
  width: number,
  dash: number[],
) {
  context.strokeStyle = ink;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
  context.setLineDash([]);
}

function ring({ context, em, line, theme }: Surface, x: number, y: number) {
  context.fillStyle = theme.paper;
  context.strokeStyle = theme.test;
  context.lineWidth = line * 0.8;
  context.beginPath();
  context.arc(x, y, em * 0.42, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

function axes(surface: Surface, model: LadderModel, plot: Box, column: number) {
  const { context, em, height, theme } = surface;
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const [index, names] of model.columns.entries()) {
    const text = names.find(one => context.measureText(one).width <= column - em * 0.3);
    if (text) context.fillText(text, plot.left + (index + 0.5) * column, height - em * 1.75);
  }
  const name = model.xNames.find(one => context.measureText(one).width <= plot.right - plot.left);
  if (name) context.fillText(name, (plot.left + plot.right) / 2, height - em * 0.35);
  const side = model.yNames.find(one => context.measureText(one).width <= plot.bottom - plot.top);
  if (side) sideways(surface, side, (plot.top + plot.bottom) / 2);
}
