/** What a map is drawn on: the colours of its levels, and the contours between them. */

import { contours as d3Contours } from 'd3-contour';
import type { Point } from './marks.ts';
import type { Scale } from './scale.ts';
import type { Box, Surface } from './surface.ts';
import { colours, type Grid, LEVELS, terrainOf } from './terrain.ts';

/** Pixels of a cell, at most: beyond them smoothing does as well. */
const LARGE = 6;

const drawings = new WeakMap<object, HTMLCanvasElement>();

/** Whether the colours of a map are at hand. */
export function isDrawn(grid: Grid): boolean {
  return drawings.has(grid.values as object);
}

/** The colours of a map over a box. */
export function drawColours({ context }: Surface, grid: Grid, box: Box) {
  const [wide, tall] = [box.right - box.left, box.bottom - box.top];
  const ratio = context.getTransform().a || 1;
  const fine = Math.min(LARGE, Math.ceil((Math.max(wide, tall) * ratio) / grid.x.length));
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(drawing(grid, fine), box.left, box.top, wide, tall);
}

/** The colours at so many pixels for each cell, linear between its corners: made once, drawn in every frame. */
function drawing(grid: Grid, fine: number): HTMLCanvasElement {
  const known = drawings.get(grid.values as object);
  if (known && known.width >= (grid.x.length - 1) * fine) return known;
  const columns = grid.x.length;
  const rows = grid.y.length;
  const levels = levelsOf(grid);

  const wide = (columns - 1) * fine;
  const tall = (rows - 1) * fine;
  const image = document.createElement('canvas');
  image.width = wide;
  image.height = tall;
  const context = image.getContext('2d');
  const pixels = context?.createImageData(wide, tall);
  if (context && pixels) {
    // A pixel at a time, not a byte; and first between the rows, then along the line that this leaves.
    const ink = new Uint32Array(pixels.data.buffer);
    const line = new Float64Array(columns);
    for (let py = 0; py < tall; py++) {
      const v = (tall - 1 - py + 0.5) / fine;
      const row = Math.min(rows - 2, Math.floor(v));
      const b = v - row;
      for (let column = 0; column < columns; column++) {
        const at = column * rows + row;
        line[column] = (levels[at] ?? 0) * (1 - b) + (levels[at + 1] ?? 0) * b;
      }
      let to = py * wide;
      for (let column = 0; column < columns - 1; column++) {
        const from = line[column] ?? 0;
        const slope = ((line[column + 1] ?? 0) - from) / fine;
        for (let step = 0.5; step < fine; step++) {
          const level = Math.max(0, Math.min(LEVELS - 1, Math.floor(from + step * slope)));
          ink[to++] = INKS[level] ?? 0;
        }
      }
    }
    context.putImageData(pixels, 0, 0);
  }
  drawings.set(grid.values as object, image);
  return image;
}

/** The colours of the levels as the four bytes of a pixel. */
const INKS = new Uint32Array(
  Uint8Array.from(colours.flatMap(([red, green, blue]) => [red, green, blue, 255])).buffer,
);

/** Every pixel of a picture asks for four of them: they are made once. */
function levelsOf(grid: Grid): Float64Array {
  const { level } = terrainOf(grid);
  const table = new Float64Array(grid.values.length);
  // Not `from`, which walks an iterator and takes ten times as long.
  for (let index = 0; index < table.length; index++) table[index] = level(grid.values[index] ?? 0);
  return table;
}

/** The contours of a map, thin over its colours. */
export function strokeContours(
  { context, line }: { context: Surface['context']; line: number },
  grid: Grid,
  x: Scale,
  y: Scale,
) {
  context.strokeStyle = 'rgb(255 255 255 / 34%)';
  context.lineWidth = Math.max(0.8, line * 0.3);
  context.beginPath();
  for (const points of contours(grid))
    for (const [index, [px, py]] of points.entries())
      if (index === 0) context.moveTo(x(px), y(py));
      else context.lineTo(x(px), y(py));
  context.stroke();
}

const lined = new WeakMap<object, Point[][]>();

/** Where a level passes through the grid, as lines of points on its axes. */
export function contours(grid: Grid): Point[][] {
  const known = lined.get(grid.values as object);
  if (known) return known;
  const levels = Array.from(levelsOf(grid));
  const [rows, columns] = [grid.y.length, grid.x.length];
  const trace = d3Contours().size([rows, columns]);
  const lines: Point[][] = [];
  for (let level = 1; level < LEVELS; level++)
    for (const ring of trace.contour(levels, level).coordinates.flat()) {
      // A ring is closed along the border of the grid, half a cell outside: there no level passes.
      let open: Point[] = [];
      for (const [row = 0, column = 0] of ring) {
        const inside = row >= 0.5 && row <= rows - 0.5 && column >= 0.5 && column <= columns - 0.5;
        if (!inside) open = [];
        else if (open.push([on(grid.x, column - 0.5), on(grid.y, row - 0.5)]) === 2)
          lines.push(open);
      }
    }
  lined.set(grid.values as object, lines);
  return lines;
}

/** The place on an axis of an index with a fraction. */
function on(axis: ArrayLike<number>, at: number): number {
  const index = Math.floor(at);
  const from = axis[index] ?? 0;
  return from + ((axis[index + 1] ?? from) - from) * (at - index);
}
