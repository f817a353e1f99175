/** Lines through one point: how a value changes along each direction from where a ball rests. */

import { ticks as ticksBetween } from 'd3-array';
import { formatTick } from './format.ts';
import { densify, type Label, placeLabels } from './labels.ts';
import { levels } from './levels.ts';
import { linearScale } from './scale.ts';
import { type Box, type Surface, setFont, sideways, type Theme, writeOver } from './surface.ts';

type Point = [number, number];

export interface SlicesModel {
  at: ArrayLike<number>;
  lines: {
    values: ArrayLike<number>;
    /** Where they are, if not where all are. */
    at?: ArrayLike<number>;
    ink: keyof Theme;
    dashed?: boolean;
    names: string[];
  }[];
  /** The value in the middle, through which all lines pass. */
  ball: number;
  /** The part of the values that is in view; a line may leave it. */
  range: readonly [number, number];
  xNames: string[];
  yNames: string[];
}

export function paintSlices(surface: Surface, model: SlicesModel): null {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const [low, high] = model.range;
  const ticks = ticksBetween(low, high, Math.max(2, Math.min(5, height / (em * 3))));
  const widest = Math.max(0, ...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 2),
    top: em * 0.5,
    right: width - em * 0.3,
    bottom: height - em * 2.8,
  };
  const x = linearScale(
    [model.at[0] ?? -1, model.at[model.at.length - 1] ?? 1],
    [plot.left, plot.right],
  );
  const y = linearScale([low, high], [plot.bottom, plot.top]);
  levels(surface, plot, ticks, y);

  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  const [from, to] = [model.at[0] ?? -1, model.at[model.at.length - 1] ?? 1];
  for (const tick of ticksBetween(from, to, Math.min(4, (plot.right - plot.left) / (em * 4)))) {
    const text = formatTick(tick);
    const half = context.measureText(text).width / 2;
    context.fillText(
      text,
      Math.max(plot.left + half, Math.min(plot.right - half, x(tick))),
      plot.bottom + em * 1.2,
    );
  }
  const name = model.xNames.find(one => context.measureText(one).width <= plot.right - plot.left);
  if (name) context.fillText(name, (plot.left + plot.right) / 2, height - em * 0.35);
  const side = model.yNames.find(one => context.measureText(one).width <= plot.bottom - plot.top);
  if (side) {
    sideways(surface, side, (plot.top + plot.bottom) / 2);
  }

  const paths = model.lines.map(one =>
    Array.from(
      one.at ?? model.at,
      (at, index): Point => [x(at), y(one.values[index] ?? Number.NaN)],
    ),
  );
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
  context.clip();
  for (const [index, one] of model.lines.entries()) {
    context.strokeStyle = theme[one.ink];
    context.lineWidth = line * 1.1;
    context.setLineDash(one.dashed ? [line * 2.6, line * 1.8] : []);
    context.beginPath();
    for (const [px, py] of paths[index] ?? []) context.lineTo(px, py);
    context.stroke();
  }
  context.restore();
  context.setLineDash([]);
  context.fillStyle = theme.test;
  context.strokeStyle = theme.paper;
  context.lineWidth = line * 0.7;
  context.beginPath();
  context.arc(x(0), y(model.ball), em * 0.5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();

  const inside = paths.map(path => path.filter(([, py]) => py >= plot.top && py <= plot.bottom));
  const around: Point[] = [-0.4, 0, 0.4].flatMap(dx =>
    [-0.4, 0, 0.4].map((dy): Point => [x(0) + dx * em, y(model.ball) + dy * em]),
  );
  const tags: Label[] = model.lines.map((one, index) => ({
    wordings: one.names.map(text => ({
      text,
      width: context.measureText(text).width,
      height: em * 1.15,
    })),
    places: wording => {
      const own = inside[index] ?? [];
      const heights = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85].map(
        share => plot.top + share * (plot.bottom - plot.top) - wording.height / 2,
      );
      const free = [
        { x: x(0) - wording.width / 2, y: y(model.ball) + em * 0.8 },
        { x: x(0) - wording.width / 2, y: plot.bottom - wording.height },
        ...heights.map(at => ({ x: plot.right - wording.width, y: at })),
        ...heights.map(at => ({ x: plot.left + em * 0.3, y: at })),
      ];
      const along = [0.97, 0.9, 0.82, 0.74, 0.03, 0.1, 0.18, 0.26, 0.66, 0.34].flatMap(share => {
        const [px, py] = own[Math.round(share * (own.length - 1))] ?? [0, 0];
        const wanted = [
          { x: px - wording.width - em * 0.5, y: py - wording.height / 2 },
          { x: px + em * 0.5, y: py - wording.height / 2 },
          { x: px - wording.width / 2, y: py - wording.height - em * 0.5 },
          { x: px - wording.width / 2, y: py + em * 0.5 },
          { x: plot.right - wording.width, y: py - wording.height - em * 0.5 },
          { x: plot.right - wording.width, y: py + em * 0.5 },
          { x: plot.left + em * 0.3, y: py + em * 0.5 },
        ];
        return wanted.map(place => ({
          x: Math.max(plot.left + em * 0.2, Math.min(plot.right - wording.width, place.x)),
          y: Math.max(plot.top, Math.min(plot.bottom - wording.height, place.y)),
        }));
      });
      // Right at its own line, and else where only one line is near.
      return index === 0 ? [...along, ...free.slice(1)] : [...along, ...free];
    },
    must: true,
  }));
  context.textAlign = 'left';
  context.textBaseline = 'top';
  const obstacles = [...paths.flatMap(path => densify(path)), ...around];
  for (const [index, one] of placeLabels(tags, plot, obstacles).entries())
    if (one) writeOver(surface, one.text, one.x, one.y, theme[model.lines[index]?.ink ?? 'muted']);
  return null;
}
