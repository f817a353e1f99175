/** Strokes of paper across bars, so that what lies below zero is not told by its colour alone. */

import type { Box, Surface } from './surface.ts';

/** One hatching across all of the boxes, however thin each of them is. */
export function hatch(surface: Surface, boxes: readonly Box[]) {
  if (boxes.length === 0) return;
  const { context, em, line, theme } = surface;
  context.save();
  context.beginPath();
  for (const { left, top, right, bottom } of boxes)
    context.rect(left, top, right - left, bottom - top);
  context.clip();
  const left = Math.min(...boxes.map(box => box.left));
  const right = Math.max(...boxes.map(box => box.right));
  const top = Math.min(...boxes.map(box => box.top));
  const bottom = Math.max(...boxes.map(box => box.bottom));
  context.strokeStyle = theme.paper;
  context.globalAlpha = 0.65;
  context.lineWidth = line * 0.5;
  const height = bottom - top;
  for (let shift = -height; shift < right - left; shift += em * 0.55) {
    context.beginPath();
    context.moveTo(left + shift, bottom);
    context.lineTo(left + shift + height, top);
    context.stroke();
  }
  context.restore();
}
