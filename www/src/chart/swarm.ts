/** A swarm of runs: each is a mark that falls into the box of what became of it. */

import type { Pick } from './element.ts';
import { formatCount } from './format.ts';
import { fitting, type Point } from './marks.ts';
import type { Pen } from './pen.ts';
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
  // Pairs in one list: thousands of points a frame would be work for the garbage collector.
  const places = new Float64Array(2 * model.shown);
  for (let run = 0; run < model.shown; run++) {
    const column = model.boxes[run] ?? 0;
    const box = boxes[column];
    if (box) places.set(placeInPile(counts[column] ?? 0, cell, box), 2 * run);
    counts[column] = (counts[column] ?? 0) + 1;
  }
  const placeOf = (run: number): Point => [places[2 * run] ?? 0, places[2 * run + 1] ?? 0];

  for (const [index, column] of model.columns.entries()) {
    const box = boxes[index];
    if (box) heading(surface, column, counts[index] ?? 0, box);
  }

  const inks = model.columns.map(column => theme[column.ink]);
  const draw = (on: Pen, run: number, [x, y]: Point) =>
    drawMark(
      on,
      [x, y],
      cell.size,
      model.looks[run] ?? 0,
      inks[model.boxes[run] ?? 0] ?? theme.ink,
    );
  const falling = new Falls(surface, model);
  const resting = falling.resting(model.shown);
  const layer = surface.again ? layerOf(surface, model, cell, inks) : null;
  const from = layer ? layer.drawn : 0;
  for (let run = from; run < resting; run++) draw(layer?.context ?? context, run, placeOf(run));
  if (layer) {
    layer.drawn = Math.max(layer.drawn, resting);
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    const { canvas } = layer.context;
    context.drawImage(canvas, 0, 0, canvas.width, canvas.height);
    context.restore();
  }
  for (let run = resting; run < model.shown; run++) {
    const [x, y] = placeOf(run);
    draw(context, run, [x, falling.height(run, y, em * 0.4)]);
  }
  falling.goOn();

  if (model.marked && model.marked.run < model.shown)
    mark(surface, placeOf(model.marked.run), cell, model.marked.names);

  const reach = Math.max(cell.size, em * 0.9);
  return (x, y) => {
    let best: number | null = null;
    let away = reach;
    for (let run = 0; run < model.shown; run++) {
      const [px, py] = placeOf(run);
      const here = Math.hypot(px - x, py - y);
      if (here < away) [best, away] = [run, here];
    }
    return best;
  };
}

function drawMark(context: Pen, [x, y]: Point, size: number, look: number, ink: string) {
  context.fillStyle = ink;
  // Of a few pixels a square and a disc look the same, and a thousand squares are drawn sooner.
  if (size < 5) {
    const side = size * (SIDES[look] ?? 1);
    context.fillRect(x - side / 2, y - side / 2, side, side);
    return;
  }
  context.beginPath();
  context.arc(x, y, size * (RADII[look] ?? 0.5), 0, 2 * Math.PI);
  if (look !== 1) {
    context.fill();
    return;
  }
  context.strokeStyle = ink;
  context.lineWidth = Math.max(1, size * 0.16);
  context.stroke();
}

/**
 * The marks that lie still, drawn once: without a graphics card a few hundred discs are tens of
 * milliseconds, and while marks fall there is a picture every frame.
 */
interface Layer {
  context: CanvasRenderingContext2D;
  /** What they were drawn with. */
  key: string;
  boxes: ArrayLike<number>;
  looks: ArrayLike<number>;
  /** How many, from the first. */
  drawn: number;
}
const layers = new WeakMap<HTMLCanvasElement, Layer>();

function layerOf(
  { context, width, height }: Surface,
  { boxes, looks, shown }: SwarmModel,
  cell: Cell,
  inks: readonly string[],
): Layer | null {
  const { canvas } = context;
  const ratio = context.getTransform().a;
  const key = [canvas.width, canvas.height, width, height, cell.size, ...inks].join();
  const before = layers.get(canvas);
  if (before && before.key === key && before.drawn <= shown) {
    let same = true;
    for (let run = 0; run < before.drawn && same; run++)
      same = before.boxes[run] === boxes[run] && before.looks[run] === looks[run];
    before.boxes = boxes;
    before.looks = looks;
    if (same) return before;
  }
  const on = before?.context ?? document.createElement('canvas').getContext('2d');
  if (!on) return null;
  // Setting a size also wipes it.
  on.canvas.width = canvas.width;
  on.canvas.height = canvas.height;
  on.setTransform(ratio, 0, 0, ratio, 0, 0);
  const layer = { context: on, key, boxes, looks, drawn: 0 };
  layers.set(canvas, layer);
  return layer;
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
      const at: Point = [x + em * 0.4, y - em * 0.34];
      drawMark(context, at, Math.max(6, em * 0.95), look, theme[column.ink]);
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
  /** The next picture is asked for: it is drawn for other reasons too, and each of them would ask again. */
  asked: boolean;
}
const flights = new WeakMap<HTMLCanvasElement, Flight>();

class Falls {
  private readonly now = performance.now();
  private readonly flight: Flight | null;
  private readonly again: (() => void) | undefined;

  constructor({ context, again }: Surface, { shown, falls }: SwarmModel) {
    this.again = again;
    const before = flights.get(context.canvas);
    this.flight = again && falls ? (before ?? { shown, born: new Map(), asked: false }) : null;
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

  /** How many marks lie still, from the first: all of them fall equally long. */
  resting(shown: number): number {
    return Math.min(shown, ...(this.flight?.born.keys() ?? []));
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
    const { again, flight } = this;
    if (!again || !flight || flight.asked || flight.born.size === 0) return;
    flight.asked = true;
    requestAnimationFrame(() => {
      flight.asked = false;
      again();
    });
  }
}
