/**
 * A table of signed numbers as squares (Hinton's diagram): the area is the size, a full square is
 * positive, a hollow one negative. Read without colours, and of any size.
 */

import { type Surface, setFont, sideways } from './surface.ts';

export interface HintonModel {
  rows: ArrayLike<number>[];
  /** The value of a square that fills its cell. */
  most: number;
  rowNames: string[];
  columnNames: string[];
  /** What stands at each row and column, where they have names of their own. */
  heads?: { rows: string[]; columns: string[] };
  /** Cells, as row and column, that are framed. */
  framed?: readonly (readonly [number, number])[];
}

export function paintHinton(surface: Surface, model: HintonModel): null {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const columns = Math.max(1, ...model.rows.map(row => row.length));
  const { heads, framed = [] } = model;
  // The name of a row may be higher than the row.
  const top = heads ? em * 0.4 : 1;
  const widest = Math.max(0, ...(heads?.rows ?? []).map(one => context.measureText(one).width));
  const left = em * 1.5 + (heads ? widest + em * 0.5 : 0);
  const right = width - 1;
  const room = (height - em * (heads ? 2.8 : 1.6) - top) / Math.max(1, model.rows.length);
  const most = Math.min((right - left) / columns, em * 3.4);
  // A table whose cells have names of their own is a map: its cells are squares.
  const [wide, tall] = heads ? [Math.min(most, room), Math.min(most, room)] : [most, room];
  const bottom = top + tall * Math.max(1, model.rows.length);
  const cell = Math.min(wide, tall) * 0.9;
  const end = left + wide * columns;

  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  if (Math.min(wide, tall) > em * 0.7) {
    context.beginPath();
    for (let row = 0; row <= model.rows.length; row++) {
      context.moveTo(left, Math.round(top + row * tall) + 0.5);
      context.lineTo(end, Math.round(top + row * tall) + 0.5);
    }
    for (let column = 0; heads && column <= columns; column++) {
      context.moveTo(Math.round(left + column * wide) + 0.5, top);
      context.lineTo(Math.round(left + column * wide) + 0.5, bottom);
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
  context.strokeStyle = theme.ink;
  context.lineWidth = line * 0.7;
  for (const [row, column] of framed)
    context.strokeRect(left + column * wide, top + row * tall, wide, tall);
  context.fillStyle = theme.muted;
  if (heads) writeHeads(surface, heads, { left, top, wide, tall, bottom });
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  const below = model.columnNames.find(one => context.measureText(one).width <= width - left);
  if (below) {
    const half = context.measureText(below).width / 2;
    context.fillText(
      below,
      Math.max(half, Math.min(width - half, (left + end) / 2)),
      heads ? bottom + em * 2.4 : height - em * 0.35,
    );
  }
  const side = model.rowNames.find(one => context.measureText(one).width <= bottom - top);
  if (side) {
    sideways(surface, side, (top + bottom) / 2);
  }
  return null;
}

/** As many of them as have room: all, or every second, or every fifth. */
function writeHeads(
  { context, em }: Surface,
  { rows, columns }: NonNullable<HintonModel['heads']>,
  { left, top, wide, tall, bottom }: Record<'left' | 'top' | 'wide' | 'tall' | 'bottom', number>,
) {
  const every = (heads: string[], size: number, needs: number) =>
    [1, 2, 5].find(step => step * size >= needs) ?? heads.length;
  const across = Math.max(0, ...columns.map(one => context.measureText(one).width)) + em * 0.4;
  const byColumn = every(columns, wide, across);
  const byRow = every(rows, tall, em * 1.05);
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const [index, text] of columns.entries())
    if (index % byColumn === 0)
      context.fillText(text, left + (index + 0.5) * wide, bottom + em * 1.15);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const [index, text] of rows.entries())
    if (index % byRow === 0) context.fillText(text, left - em * 0.5, top + (index + 0.5) * tall);
}
