/** A swarm of runs: each is a mark that falls into the box of what became of it. */

import type { Pick } from './element.ts';
import { formatCount } from './format.ts';
import { fitting, type Point } from './marks.ts';
import { type Box, type Surface, setFont, type Theme } from './surface.ts';

/** How a mark looks: a disc, a ring, a small dot. */
export const LOOKS = 3;
/** Of their cell. */
const RADII = [0.4, 0.32, 0.2];
const SIDES = [0.84, 0.6, 0.45];

export interface SwarmModel {
  /** The box of each run, in the order of the runs. */
  boxes: ArrayLike<number>;
  /** The look of each mark, 0 to 2. */
  looks: ArrayLike<number>;
  /** How many of the runs are shown, from the first. */
  shown: number;
  /** How many there will be: one box has room for all of them. */
  total: number;
  columns: {
    ink: keyof Theme;
    names: string[];
    /** Lines below the name, longest wording first; with the look of the marks that they speak of. */
    notes: { look?: number; names: string[] }[];
  }[];
  /** The run that a hand or a key is at. */
  marked: { run: number; names: string[] } | null;
  /** Marks that were not there before fall into their places. */
  falls: boolean;
}

/** Milliseconds of a fall. */
const FALL = 320;

/** A mark's place in a pile: how wide a cell is, and how many lie side by side. */
export interface Cell {
  size: number;
  across: number;
}

/** The largest cell with which so many marks fit into a box; no larger than `most`. */
export function cellFor(total: number, width: number, height: number, most: number): Cell {
  for (let across = Math.max(1, Math.ceil(width / most)); ; across++) {
    const size = width / across;
    if (Math.ceil(total / across) * size <= height || size < 0.5) return { size, across };
  }
}

/** The middle of the mark that came as number `index` into a box: from the left, then a layer higher. */
export function placeInPile(index: number, { size, across }: Cell, box: Box): Point {
  return [
    box.left + ((index % across) + 0.5) * size,
    box.bottom - (Math.floor(index / across) + 0.5) * size,
  ];
}

/** Its pick is the run under a point. */
export function paintSwarm(surface: Surface, model: SwarmModel): Pick {
  const { context, width, height, em, line, theme } = surface;
  const gap = em * 1.2;
  const wide = (width - gap * (model.columns.length - 1)) / model.columns.length;
  const notes = Math.max(1, ...model.columns.map(column => column.notes.length));
  const top = em * (3.4 + 1.3 * notes);
  const boxes = model.columns.map((_, index): Box => {
    const left = index * (wide + gap);
    return { left, top, right: left + wide, bottom: height - line };
  });
  const cell = cellFor(model.total, wide, height - line - top, em * 1.5);

  const counts = model.columns.map(() => 0);
  const places: Point[] = [];
  for (let run = 0; run < model.shown; run++) {
    const column = model.boxes[run] ?? 0;
    const box = boxes[column];
    if (box) places.push(placeInPile(counts[column] ?? 0, cell, box));
    counts[column] = (counts[column] ?? 0) + 1;
  }

  for (const [index, column] of model.columns.entries()) {
    const box = boxes[index];
    if (box) heading(surface, column, counts[index] ?? 0, box);
  }

  const falling = new Falls(surface, model);
  for (const [index, column] of model.columns.entries())
    for (let look = 0; look < LOOKS; look++) {
      context.beginPath();
      for (const [run, place] of places.entries()) {
        if (model.boxes[run] !== index || (model.looks[run] ?? 0) !== look) continue;
        shape(context, [place[0], falling.height(run, place[1], em * 0.4)], cell.size, look);
      }
      context.fillStyle = theme[column.ink];
      context.strokeStyle = theme[column.ink];
      context.lineWidth = Math.max(1, cell.size * 0.16);
      if (look === 1) context.stroke();
      else context.fill();
    }
  falling.goOn();

  const marked = model.marked && places[model.marked.run];
  if (model.marked && marked) mark(surface, marked, cell, model.marked.names);

  const reach = Math.max(cell.size, em * 0.9);
  return (x, y) => {
    let best: number | null = null;
    let away = reach;
    for (const [run, [px, py]] of places.entries()) {
      const here = Math.hypot(px - x, py - y);
      if (here < away) [best, away] = [run, here];
    }
    return best;
  };
}

function shape(context: CanvasRenderingContext2D, [x, y]: Point, size: number, look: number) {
  // Of a few pixels a square and a disc look the same, and a thousand squares are drawn sooner.
  if (size < 5) {
    const side = size * (SIDES[look] ?? 1);
    context.rect(x - side / 2, y - side / 2, side, side);
    return;
  }
  const radius = size * (RADII[look] ?? 0.5);
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function heading(surface: Surface, column: SwarmModel['columns'][number], count: number, box: Box) {
  const { context, em, line, theme } = surface;
  const room = box.right - box.left;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme[column.ink];
  setFont(surface, 1.6, 600);
  context.fillText(formatCount(count), box.left, em * 1.5);
  setFont(surface, 1, 600);
  context.fillText(fitting(surface, column.names, room), box.left, em * 2.85);
  setFont(surface);
  context.fillStyle = theme.muted;
  for (const [row, { look, names }] of column.notes.entries()) {
    const y = em * (4.1 + 1.3 * row);
    let x = box.left;
    if (look !== undefined) {
      context.fillStyle = theme[column.ink];
      context.strokeStyle = theme[column.ink];
      context.lineWidth = em * 0.14;
      context.beginPath();
      shape(context, [x + em * 0.4, y - em * 0.34], Math.max(6, em * 0.95), look);
      if (look === 1) context.stroke();
      else context.fill();
      context.fillStyle = theme.muted;
      x += em * 1.1;
    }
    context.fillText(fitting(surface, names, box.right - x), x, y);
  }
  context.strokeStyle = theme.faint;
  context.lineWidth = Math.max(1, line * 0.5);
  context.beginPath();
  context.moveTo(box.left, box.bottom + line * 0.5);
  context.lineTo(box.right, box.bottom + line * 0.5);
  context.stroke();
}

/** A ring around a mark, and its name on a slip of paper beside it. */
function mark(surface: Surface, [x, y]: Point, cell: Cell, names: readonly string[]) {
  const { context, width, em, line, theme } = surface;
  context.strokeStyle = theme.ink;
  context.lineWidth = line * 0.7;
  context.beginPath();
  context.arc(x, y, Math.max(cell.size * 0.5, em * 0.35), 0, 2 * Math.PI);
  context.stroke();
  setFont(surface, 1, 600);
  const text = fitting(surface, names, width * 0.6);
  const wide = context.measureText(text).width;
  const left = Math.max(em * 0.4, Math.min(width - wide - em * 0.4, x - wide / 2));
  const base = y - Math.max(cell.size * 0.5, em * 0.35) - em * 0.75;
  context.globalAlpha = 0.92;
  context.fillStyle = theme.paper;
  context.fillRect(left - em * 0.35, base - em, wide + em * 0.7, em * 1.4);
  context.globalAlpha = 1;
  context.fillStyle = theme.ink;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(text, left, base);
}

/** When each of the newest marks of a canvas came; a picture on paper has none. */
interface Flight {
  shown: number;
  born: Map<number, number>;
}
const flights = new WeakMap<HTMLCanvasElement, Flight>();

class Falls {
  private readonly now = performance.now();
  private readonly flight: Flight | null;
  private readonly again: (() => void) | undefined;

  constructor({ context, again }: Surface, { shown, falls }: SwarmModel) {
    this.again = again;
    const before = flights.get(context.canvas);
    this.flight = again && falls ? (before ?? { shown, born: new Map() }) : null;
    if (!this.flight) {
      if (again) flights.delete(context.canvas);
      return;
    }
    const { born } = this.flight;
    // Fewer than before: another swarm, or the story went back.
    if (shown < this.flight.shown) born.clear();
    for (let run = this.flight.shown; run < shown; run++) born.set(run, this.now);
    for (const [run, time] of born) if (this.now - time > FALL) born.delete(run);
    this.flight.shown = shown;
    flights.set(context.canvas, this.flight);
  }

  /** How high a mark is that comes to rest at `rest`. */
  height(run: number, rest: number, top: number): number {
    const born = this.flight?.born.get(run);
    if (born === undefined) return rest;
    const time = Math.min(1, (this.now - born) / FALL);
    return rest - (rest - top) * (1 - time * time);
  }

  /** Another picture as long as anything falls. */
  goOn() {
    const { again } = this;
    if (again && this.flight && this.flight.born.size > 0) requestAnimationFrame(() => again());
  }
}
