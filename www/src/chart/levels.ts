/** The levels of a vertical axis: a faint line across the plot and its value left of it. */

import { formatTick } from './format.ts';
import type { Box, Surface } from './surface.ts';

export function levels(
  { context, em, line, theme }: Surface,
  plot: Box,
  ticks: readonly number[],
  y: (value: number) => number,
  format = formatTick,
) {
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.strokeStyle = theme.grid;
  context.lineWidth = Math.max(1, line * 0.35);
  context.fillStyle = theme.muted;
  for (const tick of ticks) {
    const at = Math.round(y(tick)) + 0.5;
    context.beginPath();
    context.moveTo(plot.left, at);
    context.lineTo(plot.right, at);
    context.stroke();
    context.fillText(format(tick), plot.left - em * 0.5, at);
  }
}
