/**
 * Shares from 0 to 1 as bars, sorted into groups. A bar is as wide as it counts: what counts for
 * nothing is seen to be nothing. A group has the same place whatever is in it.
 */

import { formatTick } from './format.ts';
import { levels } from './levels.ts';
import { fitting } from './marks.ts';
import { linearScale } from './scale.ts';
import { type Box, type Surface, setFont, sideways, writeOver } from './surface.ts';

export interface SortedModel {
  /** Of each group its bars, and what stands under it. */
  groups: { name: string; bars: readonly { share: number; weight: number }[] }[];
  /** The weight that fills the place of a group. */
  full: number;
  level: { at: number; names: string[] } | null;
  /** Above all of them, longest first. */
  caption: string[];
  xNames: string[];
  yNames: string[];
}

export function paintSorted(surface: Surface, model: SortedModel): null {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const widest = Math.max(...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 2),
    top: em * 2.9,
    right: width - em * 0.3,
    bottom: height - em * 2.8,
  };
  const y = linearScale([0, 1], [plot.bottom, plot.top]);
  levels(surface, plot, ticks, y);
  const side = fitting(surface, model.yNames, plot.bottom - plot.top);
  if (side) sideways(surface, side, (plot.top + plot.bottom) / 2);

  setFont(surface, 1, 600);
  const caption = fitting(surface, model.caption, width);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.ink;
  context.fillText(caption, em * 0.2, em * 1.1);
  setFont(surface);
  const place = (plot.right - plot.left) / Math.max(1, model.groups.length);
  const room = place * 0.94;
  for (const [index, { name, bars }] of model.groups.entries()) {
    const middle = plot.left + (index + 0.5) * place;
    const whole = bars.reduce((sum, bar) => sum + bar.weight, 0);
    let left = middle - (room * whole) / model.full / 2;
    context.fillStyle = theme.good;
    context.strokeStyle = theme.paper;
    context.lineWidth = 1;
    for (const { share, weight } of bars) {
      const wide = (room * weight) / model.full;
      // A gap is part of the bar's own room, or many thin ones would be wider than their place.
      context.fillRect(
        left,
        y(share),
        Math.max(wide - (wide > 2 ? 1 : 0), wide * 0.7),
        plot.bottom - y(share),
      );
      left += wide;
    }
    context.strokeStyle = theme.faint;
    context.beginPath();
    context.moveTo(middle - room / 2, plot.bottom + 0.5);
    context.lineTo(middle + room / 2, plot.bottom + 0.5);
    context.stroke();
    context.fillStyle = theme.muted;
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    context.fillText(name, middle, plot.bottom + em * 1.2);
  }
  const below = fitting(surface, model.xNames, width);
  const half = context.measureText(below).width / 2;
  context.fillText(
    below,
    Math.max(half, Math.min(width - half, (plot.left + plot.right) / 2)),
    height - em * 0.35,
  );
  if (model.level) {
    const at = y(model.level.at);
    context.strokeStyle = theme.ink;
    context.lineWidth = line * 0.7;
    context.setLineDash([line * 2.4, line * 1.8]);
    context.beginPath();
    context.moveTo(plot.left, at);
    context.lineTo(plot.right, at);
    context.stroke();
    context.setLineDash([]);
    setFont(surface, 1, 600);
    context.textAlign = 'right';
    context.textBaseline = 'alphabetic';
    const text = fitting(surface, model.level.names, plot.right - plot.left);
    writeOver(surface, text, plot.right - em * 0.2, at - em * 0.4, theme.ink);
    setFont(surface);
  }
  return null;
}
