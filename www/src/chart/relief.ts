/**
 * A loss over two weights as a lit surface in three dimensions, with the way that descent took over it.
 * It can grow out of a curve: at `open` 0 it is the plot of its own front edge, seen from the front.
 *
 * The sheet comes from WebGL2 (sheet.ts); lines, marks and words are drawn over it in two dimensions,
 * so that they are as sharp, as themed and as exportable as those of any other chart.
 */

import { type Camera, cameraOf, type Place } from './camera.ts';
import type { Paint, Pick } from './element.ts';
import { densify, type Label, placeLabels } from './labels.ts';
import { curveFrame, lossAxis, weightAxis } from './landscape.ts';
import {
  around,
  diamond,
  dots,
  fitting,
  type Point,
  ring,
  type Spot,
  stroke,
  wordings,
  writeOnMap,
} from './marks.ts';
import type { Pen } from './pen.ts';
import { axesOf, drawAxes, edges, ends } from './relief-axes.ts';
import type { ReliefModel } from './relief-model.ts';
import { type SheetModel, sheets } from './sheet.ts';
import { type Box, type Surface, setFont, writeOver } from './surface.ts';
import { type Grid, heightAt, terrainOf } from './terrain.ts';
import type { View } from './view.ts';

/** Whether there is a surface at all; without WebGL2 there is not. */
export function ready(): boolean {
  return sheets().ready;
}

/** Told when the surface has gone, or is back. */
export function watch(listener: () => void) {
  sheets().watch(listener);
}

export function paintOf(model: ReliefModel): Paint {
  return Object.assign((surface: Surface) => paintRelief(surface, model), {
    begin: (surface: Surface, done: () => void) => beginRelief(surface, model, done),
  });
}

/** Where everything stands in the picture. */
function standOf(surface: Surface, model: ReliefModel) {
  const { width, height } = surface;
  const { grid } = model;
  const opened = ease(model.open);
  setFont(surface);
  const { plot, most } = curveFrame(surface, model.top);
  const { high } = terrainOf(grid);
  const [x0, x1] = ends(grid.x);
  const [y0, y1] = ends(grid.y);
  const place = (x: number, y: number, value: number): Place => [
    (x - x0) / (x1 - x0 || 1),
    (y - y0) / (y1 - y0 || 1),
    value / most,
  ];
  const on = ([x, y]: Point): Place => place(x, y, heightAt(grid, x, y));
  const camera = cameraOf({
    width,
    height,
    front: plot,
    room: roomOf(surface, model.view),
    fit: hull(grid, on),
    view: model.view,
    open: opened,
    steep: model.steep ?? 1,
  });
  const axes = axesOf(grid, most, Math.max(high, model.top), model.zTicks);
  return { opened, plot, most, place, on, camera, axes };
}

type Stand = ReturnType<typeof standOf>;

function paintRelief(surface: Surface, model: ReliefModel): Pick {
  const { context, em, theme } = surface;
  const { grid } = model;
  const [x0, x1] = ends(grid.x);
  const y0 = grid.y[0] ?? 0;
  const stand = standOf(surface, model);
  const { opened, plot, most, place, on, camera, axes } = stand;
  const { pixel } = camera;
  context.save();
  // The axes of the curve go, and those of the surface come.
  const flat = Math.max(0, 1 - 5 * opened);
  if (flat > 0) {
    context.globalAlpha = flat;
    lossAxis(surface, plot, most);
    weightAxis(surface, plot, [x0, x1], model.names.flat);
    context.globalAlpha = 1;
  }
  context.restore();
  if (opened > 0) {
    drawSheet(surface, model, stand);
    edges(surface, camera, model, place, opened);
  }
  const taken: Box[] = [];
  const shown = Math.max(0, (opened - 0.7) / 0.3);
  if (shown > 0) {
    context.save();
    context.globalAlpha = shown;
    taken.push(...drawAxes(surface, model, camera, axes));
    context.restore();
  }
  const edge = model.edge.map(([x, value]) => pixel(place(x, y0, value)));
  stroke(surface, edge, theme.ink, model.plain ? 0.5 : 1.15 + 0.25 * opened);
  const onEdge = (x: number): Point =>
    pixel(place(x, y0, between(model.edge, Math.max(x0, Math.min(x1, x)))));
  const trail = model.trail.map(onEdge);
  dots(surface, trail, theme.test, em * 0.17);
  const seen = (at: Place) => visible(grid, most, camera, at, opened);
  const path = thinned(
    model.path.map(point => lifted(on(point))),
    pixel,
    em * 0.12,
  );
  drawWay(surface, path.map(pixel), path.map(seen), model.fine ? 0.5 : 1);
  const start = path.length > 0 ? pixel(on(model.path[0] ?? [0, 0])) : null;
  if (start && model.path.length > 1) ring(surface, start, theme.test, em * 0.46, true);
  const last = model.path[model.path.length - 1];
  const foot = last ? pixel(on(last)) : trail[trail.length - 1];
  const clear = !last || seen(lifted(on(last), 0.03));
  const radius = em * (0.62 - 0.04 * opened);
  // In a pit that is deeper than it is wide nobody would see it: a pin stands on its place.
  const pin = model.plain && last && !clear ? pinOn(on(last), pixel, seen) : null;
  const ball: Point | null =
    pin?.head ?? (foot ? [foot[0], foot[1] - radius * 0.75 * opened] : null);
  if (pin) drawPin(surface, pin, radius * 0.75);
  else if (foot && ball) sphere(surface, foot, ball, radius, opened, clear);
  const spots = (model.spots ?? [])
    .filter(({ at }) => seen(lifted(on(at), 0.02)))
    .map(({ at, names }) => ({ at: pixel(on(at)), names }));
  for (const { at } of spots) diamond(surface, at, em * 0.4);
  const corners = [0, 1].map(side =>
    densify([pixel([side, 0, 0]), pixel(place(side ? x1 : x0, y0, model.top))]),
  );
  const whole = model.whole.map(point => pixel(on(point)));
  const busy = [...densify(edge), ...densify(whole), ...corners.flat()];
  words(surface, model, { busy, taken, start, ball, spots });
  const reach = em * 1.5;
  return (px, py, held) => {
    const at = placeAlong(edge, px);
    const low = Math.max(0, Math.min(edge.length - 2, Math.floor(at)));
    const from = model.edge[low]?.[0] ?? x0;
    const value = from + ((model.edge[low + 1]?.[0] ?? from) - from) * (at - low);
    if (held) return value;
    const near = (point: Point | null) =>
      point !== null && Math.hypot(point[0] - px, point[1] - py) < reach;
    const here = onEdge(value);
    return near(ball) || near(start) || near(here) ? value : null;
  };
}

/** The picture without its caption and what is written beside the axes. */
function roomOf({ width, height, em }: Surface, { azimuth }: View): Box {
  const loss = em * 4.3;
  // The side's axis leads outwards only where the side is hardly seen.
  const side = em * (2.6 + 1.7 * Math.max(0, 1 - Math.abs(azimuth) / 20));
  return {
    left: azimuth >= 0 ? loss : side,
    top: em * 2.1,
    right: width - (azimuth >= 0 ? side : loss),
    bottom: height - em * 3.2,
  };
}

/** The place along a line from left to right, as an index with a fraction, that stands at a pixel. */
export function placeAlong(points: readonly Point[], px: number): number {
  let low = 0;
  let high = points.length - 1;
  if (px <= (points[0]?.[0] ?? 0)) return 0;
  if (px >= (points[high]?.[0] ?? 0)) return high;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[0] ?? 0) <= px) low = middle;
    else high = middle;
  }
  const [from, to] = [points[low]?.[0] ?? 0, points[high]?.[0] ?? 0];
  return low + (px - from) / (to - from || 1);
}

/** Of the block: no ridge of the sheet is thinner. */
const STRIDE = 0.012;

/** Whether the eye sees a place, or a part of the sheet that is drawn out so far stands before it. */
export function visible(
  grid: Grid,
  most: number,
  camera: Camera,
  at: Place,
  drawnOut: number,
): boolean {
  const [dx, dy, dz] = camera.towardsEye(at);
  const length = Math.hypot(dx, dy, dz) || 1;
  const [x0, x1] = ends(grid.x);
  const [y0, y1] = ends(grid.y);
  for (let count = 1; count < 160; count++) {
    const far = (count * STRIDE) / length;
    const [across, away, up] = [at[0] + dx * far, at[1] + dy * far, at[2] + dz * far];
    if (across < 0 || across > 1 || away < 0 || away > drawnOut || up > 1.3) return true;
    const ground = heightAt(grid, x0 + across * (x1 - x0), y0 + away * (y1 - y0)) / most;
    if (ground > up + 1e-3) return false;
  }
  return true;
}

/** Places of the sheet and its floor that must be in the picture. */
function hull(grid: Grid, on: (point: Point) => Place): Place[] {
  const [x0, x1] = ends(grid.x);
  const [y0, y1] = ends(grid.y);
  const places: Place[] = [];
  for (const h of [0, 0.1, 0.25, 0.4, 0.6, 0.75, 0.9, 1]) {
    for (const v of [0, 0.15, 0.4, 0.7, 1]) {
      const [across, away, up] = on([x0 + h * (x1 - x0), y0 + v * (y1 - y0)]);
      places.push([across, away, up], [across, away, 0]);
    }
  }
  return places;
}

function sheetOf(surface: Surface, model: ReliefModel, stand: Stand, fine: boolean): SheetModel {
  const { context, width, height, line, theme } = surface;
  const { opened, most, camera, axes } = stand;
  // A picture of the figure is larger than the screen's.
  const ratio = context.getTransform().a || 1;
  const largest = Math.sqrt(PIXELS / (width * height));
  const coarse = fineTakes > SLOW ? 0.7 : 1;
  const scale = fine ? Math.min(Math.max(2, ratio * 2), 4, largest) : coarse;
  return {
    of: model,
    grid: model.grid,
    width: Math.round(width * scale),
    height: Math.round(height * scale),
    most,
    camera,
    line: Math.max(1, line * 0.4) * scale,
    open: opened,
    solid: Math.min(1, opened * 3),
    wall: rgb(context, theme.paper),
    rule: rgb(context, theme.grid),
    edge: rgb(context, theme.ink),
    ticks: axes.rules,
  };
}

function drawSheet(surface: Surface, model: ReliefModel, stand: Stand) {
  const { context, width, height, again } = surface;
  const rest = restOf(context.canvas);
  const fine = !again || rest.fine;
  const began = performance.now();
  if (!sheets().draw(sheetOf(surface, model, stand, fine))) return;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = fine ? 'high' : 'low';
  context.drawImage(sheets().canvas, 0, 0, width, height);
  // One that was begun has been timed.
  if (again && fine && isQuick()) fineTakes = performance.now() - began;
}

/** Milliseconds that the last fine picture took, once there was one. Where there is no graphics card it is many. */
let fineTakes = Number.NaN;
const QUICK = 7;
const SLOW = 60;
/** No picture needs more, nor has every graphics card room for it. */
const PIXELS = 8e6;
const REST = 250;

function isQuick(): boolean {
  return fineTakes < QUICK;
}

interface Rest {
  /** The ground of its last picture. */
  grid: Grid['values'] | null;
  /** Whether it is, or is to be, drawn finely. */
  fine: boolean;
  /** Nothing has moved for a moment. */
  still: boolean;
  timer?: ReturnType<typeof setTimeout>;
}

const resting = new WeakMap<object, Rest>();

function restOf(canvas: object): Rest {
  const known = resting.get(canvas);
  if (known) return known;
  const rest = { grid: null, fine: true, still: false };
  resting.set(canvas, rest);
  return rest;
}

/**
 * A picture is drawn finely always where that is quick; else once nothing has moved for a moment: a
 * hand that turns it wants every frame more than every pixel. Where it is not quick, only that hand is
 * waited for: beside a network in training a page stood still for up to 40 ms to copy one surface.
 */
function beginRelief(surface: Surface, model: ReliefModel, done: () => void): boolean {
  const { context, again } = surface;
  const rest = restOf(context.canvas);
  clearTimeout(rest.timer);
  rest.fine = rest.still || !(fineTakes >= QUICK);
  if (!rest.fine)
    rest.timer = setTimeout(() => {
      rest.still = true;
      again?.();
    }, REST);
  const moves = !rest.fine && rest.grid === model.grid.values;
  rest.still = false;
  rest.grid = model.grid.values;
  if (model.open === 0 || isQuick() || (moves && !sheets().busy)) return true;
  const { fine } = rest;
  sheets().begin(sheetOf(surface, model, standOf(surface, model), fine), took => {
    if (fine) fineTakes = took;
    done();
  });
  return false;
}

/** The way over the sheet; where a hill hides it, dots that shine through. */
function drawWay(surface: Surface, points: Point[], seen: boolean[], broad: number) {
  const { context, em, line } = surface;
  const runs: { points: Point[]; seen: boolean }[] = [];
  for (const [index, point] of points.entries()) {
    const is = seen[index] ?? true;
    const run = runs[runs.length - 1];
    if (run && run.seen === is) run.points.push(point);
    else
      runs.push({
        points: run ? [run.points[run.points.length - 1] ?? point, point] : [point],
        seen: is,
      });
  }
  for (const run of runs) {
    if (run.seen) continue;
    context.lineCap = 'round';
    context.setLineDash([0.01, line * 2.6]);
    context.beginPath();
    for (const [x, y] of run.points) context.lineTo(x, y);
    // It crosses sheet and walls alike.
    for (const [colour, weight] of [
      ['#ffffff', 1.5],
      [surface.theme.test, 0.9],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = line * weight * broad;
      context.stroke();
    }
    context.setLineDash([]);
    context.lineCap = 'butt';
  }
  for (const [colour, weight] of [
    ['#14151b', 2.3],
    ['#ffffff', 1.7],
    [surface.theme.test, 1],
  ] as const)
    for (const run of runs) if (run.seen) stroke(surface, run.points, colour, weight * broad);
  if (broad < 1) return;
  for (const run of runs) if (run.seen) dots(surface, run.points, '#ffffff', em * 0.12);
}

interface Pin {
  /** Where it comes out of the sheet, and where it ends. */
  neck: Point;
  head: Point;
}

function pinOn(
  [across, away, up]: Place,
  pixel: (place: Place) => Point,
  seen: (place: Place) => boolean,
): Pin {
  let neck = up;
  while (neck < 1.2 && !seen([across, away, neck])) neck += STRIDE;
  return { neck: pixel([across, away, neck]), head: pixel([across, away, neck + 0.2]) };
}

function drawPin(surface: Surface, { neck, head }: Pin, radius: number) {
  stroke(surface, [neck, head], '#14151b', 1.6);
  stroke(surface, [neck, head], '#ffffff', 0.9);
  ring(surface, head, surface.theme.test, radius, false);
}

/** The ball, lit like the sheet that it rests on. Where a hill hides it, its outline. */
function sphere(
  surface: Surface,
  foot: Point,
  [x, y]: Point,
  radius: number,
  opened: number,
  clear: boolean,
) {
  const { context, theme, line } = surface;
  if (!clear) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = 'rgb(255 255 255 / 70%)';
    context.fill();
    context.strokeStyle = theme.test;
    context.lineWidth = line * 0.8;
    context.setLineDash([line * 1.4, line]);
    context.stroke();
    context.setLineDash([]);
    return;
  }
  context.save();
  context.globalAlpha = 0.4 * opened;
  context.fillStyle = '#000000';
  context.beginPath();
  context.ellipse(foot[0] + radius * 0.25, foot[1], radius * 1.05, radius * 0.5, 0, 0, 2 * Math.PI);
  context.fill();
  context.restore();
  ring(surface, [x, y], theme.test, radius, false);
  const light = context.createRadialGradient(
    x - radius * 0.35,
    y - radius * 0.4,
    radius * 0.05,
    x,
    y,
    radius,
  );
  light.addColorStop(0, `rgb(255 255 255 / ${0.75 * opened})`);
  light.addColorStop(0.45, `rgb(255 255 255 / ${0.05 * opened})`);
  light.addColorStop(1, `rgb(40 10 0 / ${0.4 * opened})`);
  context.fillStyle = light;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function words(
  surface: Surface,
  model: ReliefModel,
  at: { busy: Point[]; taken: Box[]; start: Point | null; ball: Point | null; spots: Spot[] },
) {
  const { context, width, height, em, theme } = surface;
  const inside: Box = { left: 2, top: 2, right: width - 2, bottom: height - 2 };
  const blocks: Box[] = [...at.taken];
  context.textAlign = 'left';
  context.textBaseline = 'top';
  setFont(surface, 1, 600);
  const caption = fitting(surface, model.caption, width - em);
  if (caption) {
    writeOver(surface, caption, em * 0.2, em * 0.45, theme.ink);
    blocks.push({ left: 0, top: 0, right: context.measureText(caption).width, bottom: em * 1.9 });
  }
  const { start, ball } = at;
  if (start) blocks.push(around(start, em * 0.6));
  if (ball) blocks.push(around(ball, em * 0.8));
  for (const spot of at.spots) blocks.push(around(spot.at, em * 0.5));
  const clamp = (x: number, wide: number) =>
    Math.max(inside.left, Math.min(inside.right - wide, x));
  const labels: Label[] = [];
  const names: ('wall' | 'sheet')[] = [];
  if (start && model.startNames.length > 0) {
    names.push('wall');
    labels.push({
      wordings: wordings(surface, model.startNames),
      // On the wall below it, where there is nothing else.
      places: ({ width: wide, height: high }) =>
        [1, 1.6, 2.3, 3].flatMap(down =>
          [-0.25, -0.45, -0.1, 0].map(share => ({
            x: clamp(start[0] + share * wide + (share === 0 ? em * 0.8 : 0), wide),
            y: start[1] + em * down - high * 0.2,
          })),
        ),
      must: true,
    });
  }
  const beside = (point: Point, said: string[]) => {
    names.push('sheet');
    labels.push({
      wordings: wordings(surface, said),
      places: ({ width: wide, height: high }) =>
        [0, -1.2, 1.2, -2.2, 2.2, -3.4].flatMap(shift => [
          { x: clamp(point[0] + em * 1.1, wide), y: point[1] - high / 2 + shift * em },
          { x: clamp(point[0] - em * 1.1 - wide, wide), y: point[1] - high / 2 + shift * em },
        ]),
      must: true,
    });
  };
  if (ball && model.endNames.length > 0) beside(ball, model.endNames);
  for (const spot of at.spots) beside(spot.at, spot.names);
  for (const [index, one] of placeLabels(labels, inside, at.busy, blocks).entries()) {
    if (!one) continue;
    if (names[index] === 'sheet') writeOnMap(surface, one.text, one.x, one.y);
    else writeOver(surface, one.text, one.x, one.y, theme.ink);
  }
  setFont(surface);
}

function lifted([across, away, up]: Place, by = 0.006): Place {
  return [across, away, up + by];
}

/** Without places that would fall on the pixel of the one before. */
function thinned(places: Place[], pixel: (place: Place) => Point, apart: number): Place[] {
  let before: Point | null = null;
  return places.filter((place, index) => {
    const here = pixel(place);
    const far = !before || Math.hypot(here[0] - before[0], here[1] - before[1]) >= apart;
    if (!far && index < places.length - 1) return false;
    before = here;
    return true;
  });
}

function between(points: readonly Point[], x: number): number {
  const at = placeAlong(points, x);
  const low = Math.min(points.length - 2, Math.floor(at));
  const from = points[low]?.[1] ?? 0;
  return from + ((points[low + 1]?.[1] ?? from) - from) * (at - low);
}

function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

const parsed = new Map<string, [number, number, number]>();

/** An ink of the style sheet as numbers from 0 to 1; the canvas knows how every colour is written. */
function rgb(context: Pen, colour: string): [number, number, number] {
  const known = parsed.get(colour);
  if (known) return known;
  context.save();
  context.fillStyle = colour;
  const hex = String(context.fillStyle);
  context.restore();
  const part = (index: number) => Number.parseInt(hex.slice(index, index + 2), 16) / 255 || 0;
  const numbers: [number, number, number] = [part(1), part(3), part(5)];
  parsed.set(colour, numbers);
  return numbers;
}
