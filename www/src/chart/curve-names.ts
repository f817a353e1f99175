/** The names of curves, each beside its own where there is room. */

import type { CurvesModel, Line } from './curve-model.ts';
import { formatValue } from './format.ts';
import { densify, type Label, type Place, placeLabels, type Wording } from './labels.ts';
import { type Box, type Surface, setFont, writeOver } from './surface.ts';

export function names(
  surface: Surface,
  model: CurvesModel,
  at: {
    plot: Box;
    /** Some may stand on a line, and are kept clear of it. */
    rimmed: boolean;
    x(value: number): number;
    y(value: number): number;
    paths: [number, number][][];
    taken: Box[];
    chosen: [number, number] | null;
    ring: [number, number] | null;
  },
) {
  const { context, em, theme, width } = surface;
  const { plot, paths } = at;
  const labels: Label[] = [];
  const inks: string[] = [];
  const inner: Box = { ...plot, left: plot.left + 2, right: plot.right - 3 };
  const add = (
    texts: string[],
    colour: string,
    places: Label['places'],
    where: { must?: boolean; within?: Box } = { within: inner },
  ) => {
    labels.push({
      wordings: texts.map(text => ({
        text,
        // Side by side, two names are two.
        width: context.measureText(text).width + (at.rimmed ? em * 0.4 : 0),
        height: em * 1.15,
      })),
      places,
      ...where,
    });
    inks.push(colour);
  };
  setFont(surface);
  const gap = em * 0.55;
  const inside = (y: number, wording: Wording) =>
    Math.max(plot.top, Math.min(plot.bottom - wording.height, y));
  // The names at the ends of lines have the margin to themselves.
  for (const [index, line] of model.lines.entries()) {
    const end = paths[index]?.findLast(([, y]) => !Number.isNaN(y));
    if (!line.names || !line.nameAtEnd || !end) continue;
    add(
      line.names,
      theme[line.ink],
      wording =>
        [0, -1, 1, -2, 2].map(step => ({
          x: plot.right + em * 0.85,
          y: inside(end[1] - wording.height / 2 + step * wording.height, wording),
        })),
      { must: true },
    );
  }
  if (model.rule) {
    const x = at.x(model.rule.x);
    add(model.rule.names, theme.muted, wording => {
      const rows = [0.25, 1.45, 2.65].map(row => plot.top + row * em);
      return rows.flatMap(y => [
        { x: x + gap, y },
        { x: x - gap - wording.width, y },
      ]);
    });
  }
  if (model.region) {
    const from = Math.max(plot.left, at.x(model.region.from));
    add(model.region.names, theme.muted, wording => {
      const bottom = plot.bottom - wording.height - em * 0.4;
      return [0, 1.4, 2.8].flatMap(row => [
        { x: from + gap, y: bottom - row * em },
        { x: plot.right - wording.width - gap, y: bottom - row * em },
      ]);
    });
  }
  if (model.level?.bare) {
    const { y, names, ink } = model.level;
    const ly = at.y(y);
    add(names, theme[ink], wording =>
      [
        plot.left + gap,
        (plot.left + plot.right - wording.width) / 2,
        plot.right - wording.width - gap,
      ].flatMap(left => [
        { x: left, y: ly + gap / 2 },
        { x: left, y: ly - wording.height - gap / 2 },
      ]),
    );
  }
  if (model.level && at.ring) {
    const [rx, ry] = at.ring;
    add(model.level.names, theme[model.level.ink], wording => [
      { x: rx - wording.width - em, y: ry + em * 0.2 },
      { x: rx - wording.width - em * 0.6, y: ry + em * 0.9 },
      { x: rx - wording.width * 0.8, y: ry + em * 0.9 },
      { x: rx - wording.width - em, y: ry - wording.height - em * 0.3 },
      { x: rx - wording.width / 2, y: ry + em },
      { x: plot.right - wording.width - gap, y: ry - wording.height - em * 0.45 },
      { x: plot.right - wording.width - gap, y: ry + em * 0.45 },
      { x: rx + em, y: ry + em * 0.4 },
      { x: rx - wording.width / 2, y: ry + em * 2.2 },
      { x: rx - wording.width - em, y: ry + em * 2.2 },
    ]);
  }
  const order = [...model.lines.entries()].sort(
    ([, one], [, other]) => Number(other.must ?? false) - Number(one.must ?? false),
  );
  for (const [index, line] of order) {
    if (!line.names || line.nameAtEnd) continue;
    const path = paths[index] ?? [];
    add(
      line.names,
      theme[line.nameInk ?? line.ink],
      wording => beside(path, wording, plot, gap, line.must, line.side),
      {
        within: inner,
        must: line.must ?? false,
      },
    );
  }
  const readout = model.at === null ? null : model.lines[model.rides]?.values[Math.round(model.at)];
  if (at.chosen && readout !== undefined && readout !== null && !model.small) {
    const [cx, cy] = at.chosen;
    const near = em * 0.75;
    if (cy > plot.top) {
      add(
        [(model.y.format ?? formatValue)(readout)],
        theme[model.lines[model.rides]?.ink ?? 'ink'],
        wording => [
          { x: cx - wording.width / 2, y: cy - wording.height - near },
          { x: cx - wording.width - em * 0.5, y: cy - wording.height - em * 0.45 },
          { x: cx - wording.width / 2, y: cy + near },
          { x: cx - wording.width - near, y: cy - wording.height / 2 },
          { x: cx + near, y: cy - wording.height / 2 },
          { x: cx - wording.width - near, y: cy + em * 0.3 },
          { x: cx + near, y: cy + em * 0.3 },
        ],
      );
    }
  }
  const obstacles = paths.flatMap(path => densify(path));
  if (model.level?.bare) {
    const ly = at.y(model.level.y);
    for (let px = plot.left; px < plot.right; px += em / 2) obstacles.push([px, ly]);
  }
  if (at.ring) {
    obstacles.push(at.ring);
    const [rx, ry] = at.ring;
    for (let px = rx; px < plot.right; px += em / 2) obstacles.push([px, ry]);
  }
  if (model.rule) {
    const x = at.x(model.rule.x);
    for (let py = plot.top; py < plot.bottom; py += em / 2) obstacles.push([x, py]);
  }
  const bounds: Box = { left: plot.left + 2, top: 0, right: width, bottom: plot.bottom };
  const placed = placeLabels(labels, bounds, obstacles, at.taken);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const [index, one] of placed.entries()) {
    if (!one) continue;
    const colour = inks[index] ?? theme.ink;
    writeOver(surface, one.text, one.x, one.y, colour, at.rimmed);
  }
}

/** Places along a path that are tried for its name. */
const PLACES = 40;

/** Places on both sides of a path, from its middle outwards: near there, or where there is `far` to go, along all of it. */
export function beside(
  path: readonly (readonly [number, number])[],
  wording: Wording,
  plot: Box,
  gap: number,
  far = false,
  side?: Line['side'],
): Place[] {
  const all = densify(path, 12).filter(([, y]) => y > plot.top && y < plot.bottom);
  const every = far ? Math.ceil(all.length / PLACES) : 1;
  const seen = all.filter((_, index) => index % every === 0);
  const middle = Math.floor(seen.length * 0.6);
  const order = seen
    .map((_, index) => index)
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return order.slice(0, PLACES).flatMap(index => {
    const [x, y] = seen[index] ?? [0, 0];
    const { width } = wording;
    if (side) {
      const at = side === 'above' ? y - wording.height - gap / 2 : y + gap / 2;
      return [x - width / 2, x - width, x].map(left => ({ x: left, y: at }));
    }
    return [
      { x: x - wording.width - gap, y: y - wording.height / 2 },
      { x: x - wording.width - gap, y: y + gap / 2 },
      { x: x - wording.width / 2, y: y + gap },
      { x: x + gap, y: y - wording.height / 2 },
      { x: x - wording.width / 2, y: y - wording.height - gap },
    ];
  });
}
