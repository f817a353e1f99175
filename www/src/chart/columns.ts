/**
 * Many signed bars in groups, on one scale that bends: a few small ones below zero are seen beside
 * hundreds that are large. What lies below zero is hatched and said, not only coloured.
 */

import type { Pick } from './element.ts';
import { formatTick } from './format.ts';
import { hatch } from './hatch.ts';
import { levels } from './levels.ts';
import { bentScale } from './scale.ts';
import { type Box, type Surface, setFont, sideways, writeOver } from './surface.ts';

export interface Columns {
  /** Under the group, longest wording first. */
  names: string[];
  /** Over the group: what its bars come to. */
  notes?: string[];
  values: ArrayLike<number>;
  /** Under each bar, longest wording first. */
  under?: string[][];
}

export interface ColumnsModel {
  groups: Columns[];
  /** Bars whose value is written out, counted through all groups. */
  said: { bar: number; texts: string[] }[];
  /** A bar that is chosen, counted through all groups. */
  chosen?: number | null;
  /** What an empty group says. */
  empty?: string[];
  yNames: string[];
  /** A value not further from zero than this is no height but rounding. */
  flat: number;
}

export function paintColumns(surface: Surface, model: ColumnsModel): Pick {
  const { context, width, height, em, line, theme } = surface;
  const { flat } = model;
  const all = model.groups.flatMap(group => Array.from(group.values));
  const high = Math.max(0, ...all);
  const low = Math.min(0, ...all);
  const sizes = all.map(Math.abs).filter(size => size > flat);
  const bend = low < -flat ? -low / 3 : Math.max(Math.min(...sizes, 1), high / 1000);
  const captions = model.groups.some(group => group.under);
  const notes = model.groups.some(group => group.notes);
  setFont(surface);
  // Where there is little height the names stand in front of the notes.
  const compact = notes && height < em * 9;
  const bottom = height - em * ((compact ? 0.2 : 1.5) + (captions ? 1.2 : 0));
  const top = em * (notes || captions ? 1.9 : 0.8);
  // The value of the lowest bar stands under it, and that of one above zero over it.
  const room = low < -flat || model.said.length > 0 ? em * 1.25 : em * 0.3;
  const y = bentScale([low, high > flat ? high : -low * 0.02 || 1], bend, [bottom - room, top]);
  const ticks = ticksOf(low, high, y, em * 1.35);
  const widest = Math.max(0, ...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const side = model.yNames.find(one => context.measureText(one).width <= bottom - top);
  const left = Math.ceil(widest + em * (side ? 1.9 : 0.7));
  const plot: Box = { left, top, right: width - 1, bottom };
  levels(surface, plot, ticks, y);
  if (side) sideways(surface, side, (top + bottom) / 2);

  const gap = em * (all.length > 40 ? 1.6 : 1);
  // Every group has the same room: one that is not there yet keeps its place.
  const groups = model.groups.length;
  const span = (plot.right - plot.left - gap * (groups - 1)) / groups;
  const heads = model.groups.map(({ names, notes = [] }) =>
    compact ? [...notes.map(one => `${names.at(-1)}: ${one}`), ...notes, ...names] : notes,
  );
  // The same wording over all of them, or one would seem to say something else.
  const wording = heads[0]?.findIndex((_, rank) =>
    heads.every(head => context.measureText(head[rank] ?? '').width <= span + gap * 0.8),
  );
  const centres: number[] = [];
  const zero = Math.round(y(0)) + 0.5;
  const negative: Box[] = [];
  let edge = plot.left;
  let narrowest = Number.POSITIVE_INFINITY;
  for (const [place, group] of model.groups.entries()) {
    const count = group.values.length;
    const slot = Math.min(span / Math.max(count, 1), em * 7);
    narrowest = Math.min(narrowest, slot);
    const start = edge + (span - slot * count) / 2;
    const thick = slot > 4 ? Math.min(slot * 0.72, em * 2.6) : slot;
    const under = group.under ?? [];
    const widths = (under[0] ?? []).map((_, rank) =>
      Math.max(...under.map(one => context.measureText(one[rank] ?? '').width + em * 0.3)),
    );
    const fitting = widths.findIndex(wide => wide <= slot);
    const rank = fitting < 0 ? widths.length - 1 : fitting;
    // Where there is no room for all of the shortest, every so many.
    const every = [1, 2, 5, 10].find(step => (widths[rank] ?? 0) <= slot * step) ?? 20;
    for (let index = 0; index < count; index++) {
      const value = group.values[index] ?? 0;
      const middle = start + (index + 0.5) * slot;
      const bar = centres.length;
      centres.push(middle);
      if (bar === model.chosen)
        mark(surface, middle, slot, { ...plot, bottom: bottom - room + em * 0.15 });
      const end = Math.abs(value) <= flat ? zero : y(value);
      // Bars without gaps end on whole pixels, or the seams between them would show.
      const whole = slot > 4 ? (at: number) => at : Math.round;
      const box = {
        left: whole(middle - thick / 2),
        right: Math.max(whole(middle + thick / 2), whole(middle - thick / 2) + 1),
        top: Math.min(zero, end),
        bottom: Math.max(zero, end, zero + (value < -flat ? 1 : 0)),
      };
      context.fillStyle =
        value < -flat ? theme.test : Math.abs(value) <= flat ? theme.muted : theme.good;
      context.fillRect(
        box.left,
        box.top - (box.bottom - box.top < line * 0.6 ? line * 0.3 : 0),
        box.right - box.left,
        Math.max(box.bottom - box.top, line * 0.6),
      );
      if (value < -flat) negative.push(box);
      context.textAlign = 'center';
      context.textBaseline = 'alphabetic';
      context.fillStyle = theme.muted;
      const word = under[index]?.[rank];
      if (word && (every === 1 || (index + 1) % every === 0))
        context.fillText(word, middle, height - em * (compact ? 0.3 : 1.55));
    }
    const middle = edge + span / 2;
    if (!compact)
      write(surface, group.names, middle, height - em * 0.35, span + gap * 0.8, theme.muted);
    const head = heads[place]?.[wording ?? -1];
    if (head) write(surface, [head], middle, em, span + gap * 0.8, theme.ink);
    if (count === 0 && model.empty)
      write(surface, model.empty, middle, zero - em * 0.6, span, theme.muted);
    edge += span + gap;
  }
  hatch(surface, negative);

  context.strokeStyle = theme.muted;
  context.lineWidth = Math.max(1, line * 0.45);
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(plot.left, zero);
  context.lineTo(plot.right, zero);
  context.stroke();

  labels(surface, model, { all, centres, slot: narrowest, plot, zero, y });

  return (px, py) => {
    if (py < 0 || py > height || centres.length === 0) return null;
    let best = 0;
    for (const [index, middle] of centres.entries())
      if (Math.abs(middle - px) < Math.abs((centres[best] ?? 0) - px)) best = index;
    return best;
  };
}

interface Drawn {
  all: number[];
  centres: number[];
  /** Width of the narrowest place of a bar. */
  slot: number;
  plot: Box;
  zero: number;
  y: (value: number) => number;
}

function labels(surface: Surface, model: ColumnsModel, drawn: Drawn) {
  const { context, em, theme } = surface;
  const { all, centres, plot, zero, y } = drawn;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  setFont(surface, 1, 600);
  let used = Number.NEGATIVE_INFINITY;
  for (const { bar, texts } of model.said) {
    const room =
      bar === model.chosen ? drawn.slot - em * 0.2 : Math.max(drawn.slot * 1.15, em * 6.6);
    const middle = centres[bar] ?? 0;
    const placed = texts
      .map(text => ({ text, said: context.measureText(text).width }))
      .map(one => ({
        ...one,
        at: Math.max(plot.left, Math.min(plot.right - one.said, middle - one.said / 2)),
      }))
      .filter(one => one.at >= used + em * 0.4);
    const { text, said, at } = placed.find(one => one.said <= room) ?? placed.at(-1) ?? {};
    if (text === undefined || said === undefined || at === undefined) continue;
    used = at + said;
    const value = all[bar] ?? 0;
    writeOver(surface, text, at, (value < -model.flat ? y(value) : zero) + em * 0.75, theme.ink);
  }
  setFont(surface);
}

/** The place of a bar that is chosen. */
function mark(surface: Surface, middle: number, slot: number, plot: Box) {
  const { context, em, line, theme } = surface;
  const wide = Math.max(slot, em * 0.8) - 1;
  context.fillStyle = theme.shade;
  context.strokeStyle = theme.ink;
  context.lineWidth = Math.max(1, line * 0.5);
  context.beginPath();
  context.roundRect(
    middle - wide / 2,
    plot.top - em * 0.35,
    wide,
    plot.bottom - plot.top + em * 0.35,
    em * 0.25,
  );
  context.fill();
  context.stroke();
}

/** The longest wording that fits, in the middle of its place. */
function write(
  { context, width }: Surface,
  wordings: readonly string[],
  middle: number,
  y: number,
  room: number,
  ink: string,
) {
  const text = wordings.find(one => context.measureText(one).width <= room);
  if (!text) return;
  const half = context.measureText(text).width / 2;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillStyle = ink;
  context.fillText(text, Math.max(half, Math.min(width - half, middle)), y);
}

/** Zero and powers of ten on both sides of it, as far as they keep apart. */
function ticksOf(low: number, high: number, y: (value: number) => number, apart: number): number[] {
  const ticks = [0];
  const powers = Array.from({ length: 8 }, (_, index) => 10 ** (3 - index));
  for (const size of powers) {
    for (const tick of [size, -size]) {
      if (tick > high * 1.001 || tick < low * 1.001) continue;
      if (ticks.every(one => Math.abs(y(one) - y(tick)) >= apart)) ticks.push(tick);
    }
  }
  return ticks;
}
