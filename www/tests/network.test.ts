/** A network that is drawn: every weight a line as wide as it is large, dashed where it is negative; split neurons part. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NetworkModel, paintNetwork } from '../src/chart/network.ts';
import type { Surface } from '../src/chart/surface.ts';
import type { Scene } from '../src/figures/contract.ts';
import { networkPanel } from '../src/figures/split/panels.ts';

interface Stroke {
  from: [number, number];
  to: [number, number];
  width: number;
  dashed: boolean;
  ink: string;
}

/** A place to draw on that keeps the lines, the dots and the words. */
function paper() {
  const lines: Stroke[] = [];
  const dots: { x: number; y: number; radius: number; fill: string }[] = [];
  const words: { text: string; x: number; y: number }[] = [];
  let from: [number, number] = [0, 0];
  let to: [number, number] | null = null;
  let dash: number[] = [];
  const context = {
    font: '',
    lineWidth: 1,
    strokeStyle: '',
    fillStyle: '',
    measureText: (text: string) => ({ width: 7 * text.length }),
    setLineDash: (parts: number[]) => {
      dash = parts;
    },
    beginPath: () => {
      to = null;
    },
    moveTo: (x: number, y: number) => {
      from = [x, y];
    },
    lineTo: (x: number, y: number) => {
      to = [x, y];
    },
    arc: (x: number, y: number, radius: number) => {
      dots.push({ x, y, radius, fill: context.fillStyle });
    },
    fill: () => {},
    stroke: () => {
      const { lineWidth: width, strokeStyle: ink } = context;
      if (to) lines.push({ from, to, width, ink, dashed: dash.length > 0 });
    },
    fillText: (text: string, x: number, y: number) => words.push({ text, x, y }),
    strokeText: () => {},
  };
  const theme = new Proxy({}, { get: (_, name) => name });
  const surface = { context, width: 400, height: 180, em: 13, line: 2.4, font: '', theme };
  return { surface: surface as unknown as Surface, lines, dots, words };
}

const plain: NetworkModel = {
  inputs: 2,
  into: [
    [1, -0.5],
    [0, 0.25],
  ],
  out: [2, -1],
  heights: [1, 0],
  most: { into: 1, out: 2 },
  twins: null,
  names: ['inputs', '2 neurons', 'output'],
};

test('a line is as wide as its weight is large, dashed where that is negative, and none is drawn for none', () => {
  const { surface, lines, dots } = paper();
  paintNetwork(surface, plain);
  // Of four weights into two neurons one is zero.
  assert.equal(lines.length, 3 + 2);
  const [first, second, , third] = lines;
  assert.ok(first && second && third);
  assert.ok(Math.abs(first.width / second.width - 2) < 1e-9);
  assert.deepEqual([first.dashed, second.dashed], [false, true]);
  assert.deepEqual([first.ink, second.ink], ['good', 'test']);
  // Two inputs, two neurons, one output, and all of them on the paper.
  assert.equal(dots.length, 5);
  for (const { x, y, radius } of dots)
    assert.ok(x >= radius && x <= 400 - radius && y >= radius && y <= 180 - radius - 13);
  for (const { from, to } of lines)
    for (const [x, y] of [from, to])
      assert.ok(dots.some(dot => Math.abs(dot.x - x) < 1e-9 && Math.abs(dot.y - y) < 1e-9));
});

/** Two students of three inputs, the second of which is split; its halves have parted at the end. */
function sceneAt(at: number): Scene {
  const series = (name: string, values: number[]) => ({
    name,
    unit: '',
    axis: '',
    values: Float64Array.from(values),
  });
  const half = [0, 0.25, -0.3];
  const frames = {
    pieces: 1,
    series: [
      series('weights_before', [1, 0, 0.5, 0, 0.5, -0.6]),
      series('path_step', [0, 10]),
      series('path_loss', [0.1, 0.01]),
      series(
        'path_weights',
        [1, 0, 0.5, ...half, ...half].concat([1, 0, 0.5, 0, 0.9, 0, 0, 0, -0.8]),
      ),
      series('loss_after_each_split', [0.1, 0.01]),
    ],
    summary: { neuron: 2, splits_done: 1 },
    verdict: { holds: null, spans: [] },
    notes: [],
  };
  return { frames, config: { network: 'relu', teacher: 3 }, at } as unknown as Scene;
}

const drawnAt = (at: number) => {
  const drawn = paper();
  networkPanel(sceneAt(at)).paint(drawn.surface);
  return { ...drawn, halves: drawn.dots.filter(({ fill }) => fill === 'test') };
};

test('every weight of a student is a line, and a split neuron is two, next to each other', () => {
  const trap = drawnAt(0);
  assert.equal(trap.dots.length, 3 + 2 + 1);
  assert.equal(trap.halves.length, 0);
  // Three positive weights and two outputs; one weight is negative.
  assert.equal(trap.lines.filter(({ ink }) => ink === 'good').length, 3 + 2);
  assert.equal(trap.lines.filter(({ dashed }) => dashed).length, 1);
  const split = drawnAt(1);
  assert.equal(split.dots.length, 3 + 3 + 1);
  assert.equal(split.halves.length, 2);
  assert.ok(split.words.some(({ text }) => text === 'the two halves'));
  const others = split.dots.filter(({ x, fill }) => x === split.halves[0]?.x && fill !== 'test');
  assert.equal(others.length, 1);
  const [first, second] = split.halves.map(({ y }) => y);
  assert.ok(others.every(({ y }) => (y - (first ?? 0)) * (y - (second ?? 0)) > 0));
});

test('the halves begin with the same weights, half of the old ones, and end with others', () => {
  const widths = (at: number) => {
    const { lines, halves } = drawnAt(at);
    const into = (x: number, y: number) => lines.filter(({ to }) => to[0] === x && to[1] === y);
    return halves.map(({ x, y }) => into(x, y).map(({ width }) => width));
  };
  const [one, other] = widths(1);
  assert.deepEqual(one, other);
  const [released, twin] = widths(2);
  assert.notDeepEqual(released, twin);
});

test('the picture is told in words, with what is split', () => {
  assert.match(networkPanel(sceneAt(0)).label, /^The network: 3 inputs, 2 neurons and one output;/);
  assert.doesNotMatch(networkPanel(sceneAt(0)).label, /halves/);
  assert.match(networkPanel(sceneAt(1)).label, /3 neurons .* the halves of neuron 2\.$/);
});
