// Where words and curves were drawn on the canvases of a page: put around the canvas before the page's own scripts run.

import type { Page } from '@playwright/test';

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

type Point = readonly [number, number];

interface Word {
  text: string;
  ink: string;
  /** Around it, one after the other: it may stand askew. */
  corners: Point[];
}

interface Curve {
  ink: string;
  points: Point[];
  /** What of it is not cut off. */
  within: Box | null;
}

interface Drawn {
  words: Word[];
  curves: Curve[];
}

/** From the next page on. */
export async function watchDrawing(page: Page) {
  await page.addInitScript(() => {
    const drawn = new WeakMap<HTMLCanvasElement, Drawn>();
    Object.assign(window, { drawn });
    const { prototype } = CanvasRenderingContext2D;
    const paths = new WeakMap<CanvasRenderingContext2D, [number, number][][]>();
    /** What is cut off, now and in the states that were saved. */
    const clips = new WeakMap<CanvasRenderingContext2D, (Box | null)[]>();
    const boxOf = (points: [number, number][]): Box | null => {
      const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
      return points.length > 0 ? { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) } : null;
    };
    const of = (context: CanvasRenderingContext2D) => {
      const { canvas } = context;
      const found = drawn.get(canvas) ?? { words: [], curves: [] };
      drawn.set(canvas, found);
      return found;
    };
    /** In pixels of the page, from the corner of the canvas. */
    const place = (context: CanvasRenderingContext2D, x: number, y: number): [number, number] => {
      const { a, b, c, d, e, f } = context.getTransform();
      const scale = context.canvas.width / context.canvas.clientWidth || 1;
      return [(a * x + c * y + e) / scale, (b * x + d * y + f) / scale];
    };
    const after = <K extends keyof CanvasRenderingContext2D>(name: K, act: (context: CanvasRenderingContext2D, given: number[]) => void) => {
      const own = prototype[name] as (...given: unknown[]) => unknown;
      Object.assign(prototype, {
        [name](this: CanvasRenderingContext2D, ...given: unknown[]) {
          act(this, given as number[]);
          return own.apply(this, given);
        },
      });
    };
    after('clearRect', (context) => drawn.delete(context.canvas));
    after('beginPath', (context) => paths.set(context, []));
    after('moveTo', (context, [x = 0, y = 0]) => paths.get(context)?.push([place(context, x, y)]));
    after('lineTo', (context, [x = 0, y = 0]) => paths.get(context)?.at(-1)?.push(place(context, x, y)));
    after('rect', (context, [x = 0, y = 0, width = 0, height = 0]) => {
      paths.get(context)?.push([place(context, x, y), place(context, x + width, y + height)]);
    });
    after('save', (context) => clips.set(context, [clips.get(context)?.[0] ?? null, ...(clips.get(context) ?? [])]));
    after('restore', (context) => clips.set(context, (clips.get(context) ?? []).slice(1)));
    after('clip', (context) => clips.set(context, [boxOf((paths.get(context) ?? []).flat()), ...(clips.get(context) ?? []).slice(1)]));
    after('stroke', (context) => {
      const within = clips.get(context)?.[0] ?? null;
      for (const points of paths.get(context) ?? []) if (context.globalAlpha > 0.5) of(context).curves.push({ ink: String(context.strokeStyle), points, within });
    });
    after('fillText', (context, given) => {
      const [text, x = 0, y = 0] = given as unknown as [string, number, number];
      const size = context.measureText(text);
      // So far a word may reach over the edge of another, or a curve into it.
      const touch = 2;
      const [left, right] = [x - size.actualBoundingBoxLeft + touch, x + size.actualBoundingBoxRight - touch];
      const [top, bottom] = [y - size.actualBoundingBoxAscent + touch, y + size.actualBoundingBoxDescent - touch];
      const corners = ([[left, top], [right, top], [right, bottom], [left, bottom]] as const).map(([x, y]) => place(context, x, y));
      of(context).words.push({ text, ink: String(context.fillStyle), corners });
    });
  });
}

/** A curve has more points than a line of the grid, or to a mark. */
const CURVE = 8;

/** Words that stand on other words, or on curves of another ink, on the visible charts of some figures; in words. */
export async function collisions(page: Page, charts: string): Promise<string[]> {
  const canvases: Drawn[] = await page.locator(charts).locator('canvas:visible').evaluateAll((elements) =>
    elements.map((canvas) => (window as unknown as { drawn: WeakMap<Element, Drawn> }).drawn.get(canvas) ?? { words: [], curves: [] }),
  );
  return canvases.flatMap(({ words, curves }) => {
    const found = new Set<string>();
    for (const [index, one] of words.entries()) {
      for (const other of words.slice(index + 1))
        if (one.text !== other.text && overlap(one.corners, other.corners)) found.add(`"${one.text}" on "${other.text}"`);
      for (const { ink, points, within } of curves)
        if (points.length >= CURVE && ink !== one.ink && passes(points, one.corners, within)) found.add(`"${one.text}" on a curve of ${ink}`);
    }
    return [...found];
  });
}

/** Whether two convex shapes have a point in common: no side of either has all of the other beyond it. */
function overlap(one: Point[], other: Point[]): boolean {
  const apart = (from: Point[], all: Point[]) =>
    from.some((start, at) => {
      const end = from[(at + 1) % from.length] ?? start;
      const side = ([x, y]: Point) => (end[0] - start[0]) * (y - start[1]) - (end[1] - start[1]) * (x - start[0]);
      const own = Math.sign(side(from[(at + 2) % from.length] ?? start));
      return all.every((point) => side(point) * own <= 0);
    });
  return !apart(one, other) && !apart(other, one);
}

/** Whether a curve passes through a shape, looked at in steps of a pixel, where it is not cut off. */
function passes(points: Point[], corners: Point[], within: Box | null): boolean {
  return points.some(([x1, y1], at) => {
    const [x0, y0] = points[at - 1] ?? [x1, y1];
    const steps = Math.min(200, Math.ceil(Math.hypot(x1 - x0, y1 - y0)) + 1);
    return Array.from({ length: steps }, (_, step): Point => [x0 + ((x1 - x0) * step) / steps, y0 + ((y1 - y0) * step) / steps]).some(
      ([x, y]) =>
        (!within || (x > within.left && x < within.right && y > within.top && y < within.bottom)) &&
        overlap(corners, [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1]]),
    );
  });
}
