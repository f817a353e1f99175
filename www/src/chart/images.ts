/** Small grey images, each with a column of answers beside or below it. */

import { type Surface, setFont } from './surface.ts';

export interface Answer {
  text: string;
  right: boolean;
}

export interface ImagesModel {
  /** Images of `side` x `side` values from 0 to `white`, one after the other. */
  pixels: ArrayLike<number>;
  side: number;
  white: number;
  count: number;
  /** The rows under every image: who answers, and one answer an image. */
  rows: { name: string; short: string; ink: 'good' | 'muted' | 'test'; answers: Answer[] }[];
}

export function paintImages(surface: Surface, model: ImagesModel): null {
  const { width, em, theme, height } = surface;
  setFont(surface);
  const top = legend(surface, model);
  const rowHeight = em * 1.3;
  const answers = em * 2.4;

  // The arrangement with the largest images: any number of columns, answers below or beside.
  let best = { columns: 4, beside: true, side: 0 };
  for (const columns of [2, 4, 8, 16]) {
    if (model.count % columns !== 0) continue;
    const wide = width / columns;
    const high = (height - top) / (model.count / columns);
    const below = Math.min(wide - em * 0.8, high - model.rows.length * rowHeight - em * 0.5);
    const aside = Math.min(wide - answers - em * 0.9, high - em * 0.6);
    const enough = high >= model.rows.length * rowHeight;
    if (wide >= answers && below > best.side) best = { columns, beside: false, side: below };
    if (enough && aside > best.side) best = { columns, beside: true, side: aside };
  }
  const lines = model.count / best.columns;
  const cellWidth = width / best.columns;
  const cellHeight = (height - top) / lines;
  const unit = Math.max(1, Math.floor(best.side / model.side));
  const size = unit * model.side;

  for (let index = 0; index < model.count; index++) {
    const left = (index % best.columns) * cellWidth;
    const above = top + Math.floor(index / best.columns) * cellHeight;
    const block = best.beside ? size + em * 0.45 + answers : Math.max(size, answers);
    const rowsHeight = model.rows.length * rowHeight;
    const tall = best.beside ? Math.max(size, rowsHeight) : size + em * 0.2 + rowsHeight;
    const x = Math.round(left + (cellWidth - block) / 2 + (best.beside ? 0 : (block - size) / 2));
    const y = Math.round(above + (cellHeight - tall) / 2 + (best.beside ? (tall - size) / 2 : 0));
    image(surface, model, index, x, y, unit);
    const textX = best.beside ? x + size + em * 0.45 : left + (cellWidth - answers) / 2;
    const textY = best.beside ? above + (cellHeight - rowsHeight) / 2 : y + size + em * 0.2;
    for (const [row, one] of model.rows.entries()) {
      const answer = one.answers[index];
      if (answer) verdict(surface, answer, theme[one.ink], textX, textY + (row + 0.5) * rowHeight);
    }
  }
  return null;
}

function legend(surface: Surface, model: ImagesModel): number {
  const { context, width, em, theme } = surface;
  const score = (row: ImagesModel['rows'][number]) =>
    `${row.answers.filter(one => one.right).length}/${model.count}`;
  const longs = model.rows.map(row => `${row.name} ${score(row)}`);
  const shorts = model.rows.map(row => `${row.short} ${score(row)}`);
  const gap = em * 1.1;
  setFont(surface, 1, 600);
  const total = (texts: string[]) =>
    texts.reduce((sum, text) => sum + context.measureText(text).width + gap, -gap);
  const texts = total(longs) <= width ? longs : shorts;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  let x = 0;
  let y = em * 0.2;
  for (const [index, row] of model.rows.entries()) {
    const text = texts[index] ?? '';
    const wide = context.measureText(text).width;
    if (x > 0 && x + wide > width) {
      x = 0;
      y += em * 1.35;
    }
    context.fillStyle = theme[row.ink];
    context.fillText(text, x, y);
    x += wide + gap;
  }
  setFont(surface);
  return y + em * 1.8;
}

function image(
  surface: Surface,
  model: ImagesModel,
  index: number,
  x: number,
  y: number,
  unit: number,
) {
  const { context, theme } = surface;
  const cells = model.side * model.side;
  context.fillStyle = theme.grid;
  context.fillRect(x - 1, y - 1, unit * model.side + 2, unit * model.side + 2);
  context.fillStyle = theme.paper;
  context.fillRect(x, y, unit * model.side, unit * model.side);
  context.fillStyle = theme.ink;
  for (let cell = 0; cell < cells; cell++) {
    const value = model.pixels[index * cells + cell] ?? 0;
    if (value <= 0) continue;
    context.globalAlpha = Math.min(1, value / model.white);
    context.fillRect(
      x + (cell % model.side) * unit,
      y + Math.floor(cell / model.side) * unit,
      unit,
      unit,
    );
  }
  context.globalAlpha = 1;
}

/** A tick or a cross, drawn, then the answer: the colour only repeats what the mark says. */
function verdict(surface: Surface, answer: Answer, ink: string, x: number, y: number) {
  const { context, em, line, theme } = surface;
  const s = em * 0.32;
  const cx = x + s;
  context.strokeStyle = answer.right ? theme.good : theme.bad;
  context.lineWidth = Math.max(1.5, line * 0.7);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  if (answer.right) {
    context.moveTo(cx - s, y);
    context.lineTo(cx - s * 0.25, y + s * 0.75);
    context.lineTo(cx + s, y - s * 0.85);
  } else {
    context.moveTo(cx - s * 0.75, y - s * 0.75);
    context.lineTo(cx + s * 0.75, y + s * 0.75);
    context.moveTo(cx + s * 0.75, y - s * 0.75);
    context.lineTo(cx - s * 0.75, y + s * 0.75);
  }
  context.stroke();
  context.lineCap = 'butt';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  setFont(surface, 1, 600);
  context.fillStyle = ink;
  context.fillText(answer.text, x + em * 1.05, y + em * 0.04);
  setFont(surface);
}
