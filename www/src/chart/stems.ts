/**
 * Signed numbers as stems on one line of zero, in parts that each have their own room: few that matter
 * are not lost beside many that do not. Behind them where they once were, and where they should be.
 */

import { ticks as ticksBetween } from 'd3-array';
import { formatTick } from './format.ts';
import { levels } from './levels.ts';
import { fitting } from './marks.ts';
import { linearScale } from './scale.ts';
import { type Box, type Surface, setFont, sideways } from './surface.ts';

export interface StemsModel {
  parts: {
    /** Under the part, longest first. */
    names: string[];
    /** Share of the width. */
    room: number;
    values: ArrayLike<number>;
    before?: ArrayLike<number>;
    /** Where each should be; drawn as a bar across its place. */
    truth?: ArrayLike<number>;
  }[];
  /** The largest size of all that will be drawn: the axis stays the same. */
  most: number;
  yNames: string[];
  /** Above all of them, longest first. */
  caption: string[];
  /** What the kinds of marks mean; each is drawn before its words, longest first. */
  key: { mark: 'now' | 'before' | 'truth'; names: string[] }[];
}

export function paintStems(surface: Surface, model: StemsModel): null {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const ticks = ticksBetween(-model.most, model.most, Math.max(2, Math.min(6, height / (em * 4))));
  const widest = Math.max(...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 2),
    top: em * 3.2,
    right: width - em * 0.3,
    bottom: height - em * 1.7,
  };
  const y = linearScale([-model.most, model.most], [plot.bottom - em * 0.4, plot.top + em * 0.4]);
  levels(surface, plot, ticks, y);
  const side = fitting(surface, model.yNames, plot.bottom - plot.top);
  if (side) sideways(surface, side, (plot.top + plot.bottom) / 2);
  setFont(surface, 1, 600);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.ink;
  context.fillText(fitting(surface, model.caption, width), em * 0.2, em * 1.1);
  setFont(surface);
  writeKey(surface, model.key, em * 2.1);

  const zero = y(0);
  const gap = em * 1.2;
  const whole = plot.right - plot.left - gap * (model.parts.length - 1);
  let left = plot.left;
  for (const { names, room, values, before, truth } of model.parts) {
    const wide = whole * room;
    const slot = wide / Math.max(1, values.length);
    const radius = Math.max(1.2, Math.min(em * 0.4, slot * 0.38));
    const middle = (index: number) => left + (index + 0.5) * slot;
    for (let index = 0; truth && index < truth.length; index++)
      drawTruth(surface, middle(index), y(truth[index] ?? 0), slot * 0.42);
    context.lineWidth = Math.max(1, Math.min(line * 0.6, slot * 0.3));
    for (let index = 0; before && index < before.length; index++)
      drawBefore(surface, middle(index), y(before[index] ?? 0), radius);
    context.strokeStyle = theme.good;
    context.fillStyle = theme.good;
    context.lineWidth = Math.max(1, Math.min(line * 0.9, slot * 0.4));
    for (let index = 0; index < values.length; index++) {
      const end = y(values[index] ?? 0);
      context.beginPath();
      context.moveTo(middle(index), zero);
      context.lineTo(middle(index), end);
      context.stroke();
      drawNow(surface, middle(index), end, radius);
      if (truth) drawRing(surface, middle(index), end, radius + Math.max(1.5, line));
    }
    context.strokeStyle = theme.muted;
    context.lineWidth = Math.max(1, line * 0.45);
    context.beginPath();
    context.moveTo(left, Math.round(zero) + 0.5);
    context.lineTo(left + wide, Math.round(zero) + 0.5);
    context.stroke();
    const name = fitting(surface, names, wide + gap * 0.9);
    const half = context.measureText(name).width / 2;
    context.fillStyle = theme.muted;
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    context.fillText(
      name,
      Math.max(half, Math.min(width - half, left + wide / 2)),
      height - em * 0.4,
    );
    left += wide + gap;
  }
  return null;
}

function drawNow({ context, theme }: Surface, x: number, y: number, radius: number) {
  context.fillStyle = theme.good;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** Around those whose truth is known. */
function drawRing({ context, line, theme }: Surface, x: number, y: number, radius: number) {
  context.save();
  context.strokeStyle = theme.ink;
  context.lineWidth = Math.max(1, line * 0.5);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.restore();
}

function drawBefore({ context, theme }: Surface, x: number, y: number, radius: number) {
  context.strokeStyle = theme.muted;
  context.beginPath();
  context.moveTo(x - radius, y - radius);
  context.lineTo(x + radius, y + radius);
  context.moveTo(x - radius, y + radius);
  context.lineTo(x + radius, y - radius);
  context.stroke();
}

function drawTruth({ context, line, theme }: Surface, x: number, y: number, half: number) {
  context.strokeStyle = theme.ink;
  context.lineWidth = line * 0.8;
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(x - half, y);
  context.lineTo(x + half, y);
  context.stroke();
}

function writeKey(surface: Surface, key: StemsModel['key'], y: number) {
  const { context, width, em, line, theme } = surface;
  // The same wording for all of them, as long as fits in one line.
  const ranks = Math.max(0, ...key.map(one => one.names.length));
  const textOf = (rank: number) => key.map(one => one.names[rank] ?? one.names.at(-1) ?? '');
  const long = (texts: string[]) =>
    texts.reduce((sum, text) => sum + context.measureText(text).width + em * 2.1, 0);
  const rank = Array.from({ length: ranks }, (_, index) => index).find(
    index => long(textOf(index)) <= width,
  );
  let x = em * 0.2;
  context.textBaseline = 'middle';
  for (const [index, text] of textOf(rank ?? ranks - 1).entries()) {
    const mark = key[index]?.mark;
    context.lineWidth = Math.max(1, line * 0.6);
    if (mark === 'now') drawNow(surface, x + em * 0.4, y, em * 0.32);
    else if (mark === 'before') drawBefore(surface, x + em * 0.4, y, em * 0.32);
    else drawTruth(surface, x + em * 0.4, y, em * 0.4);
    context.textAlign = 'left';
    context.fillStyle = theme.muted;
    context.fillText(text, x + em * 1.1, y);
    x += context.measureText(text).width + em * 2.1;
  }
}
