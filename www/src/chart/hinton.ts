/**
 * A table of signed numbers as squares (Hinton's diagram): the area is the size, a full square is
 * positive, a hollow one negative. Read without colours, and of any size.
 */

import { type Surface, setFont, sideways } from './surface.ts';

export interface HintonModel {
  rows: ArrayLike<number>[];
  /** The value of a square that fills its cell. */
  most: number;
  /** Rows that belong together, and what they are called, longest wording first. */
  pair: { rows: number[]; names: string[] } | null;
  rowNames: string[];
  columnNames: string[];
}

export function paintHinton(surface: Surface, model: HintonModel): null {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const columns = Math.max(1, ...model.rows.map(row => row.length));
  const top = 1;
  const left = em * 1.5;
  const paired = (model.pair?.names ?? []).map(text => ({
    text,
    width: context.measureText(text).width,
  }));
  const word = paired.find(one => one.width <= width * 0.3);
  const right = width - (word ? word.width + em * 1.1 : 1);
  const bottom = height - em * 1.6;
  const wide = Math.min((right - left) / columns, em * 3.4);
  const tall = (bottom - top) / Math.max(1, model.rows.length);
  const cell = Math.min(wide, tall) * 0.9;
  const end = left + wide * columns;

  const pair = model.pair?.rows ?? [];
  if (pair.length > 0) {
    const first = Math.min(...pair);
    const last = Math.max(...pair);
    context.fillStyle = theme.shade;
    context.strokeStyle = theme.muted;
    context.lineWidth = Math.max(1, line * 0.4);
    context.fillRect(left, top + first * tall, end - left, (last - first + 1) * tall);
    context.strokeRect(left, top + first * tall, end - left, (last - first + 1) * tall);
    if (word) {
      context.fillStyle = theme.ink;
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      const middle = top + ((first + last + 1) / 2) * tall;
      context.fillText(
        word.text,
        end + em * 0.5,
        Math.max(em * 0.7, Math.min(bottom - em * 0.6, middle)),
      );
    }
  }
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  if (Math.min(wide, tall) > em * 0.7) {
    context.beginPath();
    for (let row = 0; row <= model.rows.length; row++) {
      context.moveTo(left, Math.round(top + row * tall) + 0.5);
      context.lineTo(end, Math.round(top + row * tall) + 0.5);
    }
    context.stroke();
  }
  for (const [row, values] of model.rows.entries()) {
    for (let column = 0; column < values.length; column++) {
      const value = values[column] ?? 0;
      const side = cell * Math.sqrt(Math.min(1, Math.abs(value) / model.most));
      if (side < 0.8) continue;
      const x = left + (column + 0.5) * wide - side / 2;
      const y = top + (row + 0.5) * tall - side / 2;
      if (value > 0) {
        context.fillStyle = theme.good;
        context.fillRect(x, y, side, side);
      } else {
        context.strokeStyle = theme.test;
        context.lineWidth = Math.max(1, Math.min(line * 0.7, side * 0.25));
        context.strokeRect(x, y, side, side);
      }
    }
  }
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  const below = model.columnNames.find(one => context.measureText(one).width <= width - left);
  if (below) {
    const half = context.measureText(below).width / 2;
    context.fillText(
      below,
      Math.max(half, Math.min(width - half, (left + end) / 2)),
      height - em * 0.35,
    );
  }
  const side = model.rowNames.find(one => context.measureText(one).width <= bottom - top);
  if (side) {
    sideways(surface, side, (top + bottom) / 2);
  }
  return null;
}
