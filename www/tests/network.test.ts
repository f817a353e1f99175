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

test('what is not multiplied by anything has a thin line of its own', () => {
  const { surface, lines } = paper();
  paintNetwork(surface, { ...plain, inputs: 1, into: [null, null] });
  const entering = lines.filter(({ ink }) => ink === 'muted');
  assert.equal(entering.length, 2);
  assert.ok(entering.every(({ dashed, width }) => !dashed && width < 1.5));
});

/** Three bumps, the second of which is split, and its halves part. */
function bumps(at: number): Scene {
  const series = (name: string, values: number[]) => ({
    name,
    unit: '',
    axis: '',
    values: Float64Array.from(values),
  });
  const frames = {
    pieces: 1,
    series: [
      series('x', [-2, 0, 2]),
      series('weights_before', [1, -0.5, 0.8, -1, 0, 1]),
      series('path_step', [0, 10]),
      series('path_loss', [0.1, 0.01]),
      series(
        'path_weights',
        [1, -0.25, 0.8, -0.25, -1, 0, 1, 0, 1, 0.4, 0.8, -0.6, -1, 0.5, 1, -0.5],
      ),
      series('loss_after_each_split', [0.1, 0.01]),
    ],
    summary: { neuron: 2, splits_done: 1 },
    verdict: { holds: null, spans: [] },
    notes: [],
  };
  return { frames, config: { network: 'bumps', teacher: 4 }, at } as unknown as Scene;
}

test('the halves of a bump stand on one place, and part while descent goes on', () => {
  const neuronsAt = (at: number) => {
    const { surface, dots, words } = paper();
    networkPanel(bumps(at), 'side').paint(surface);
    return { halves: dots.filter(({ fill }) => fill === 'test'), dots, words };
  };
  assert.equal(neuronsAt(0).halves.length, 0);
  assert.equal(neuronsAt(0).dots.length, 1 + 3 + 1);
  const split = neuronsAt(1);
  assert.equal(split.dots.length, 1 + 4 + 1);
  assert.equal(split.halves[0]?.y, split.halves[1]?.y);
  assert.ok(split.words.some(({ text }) => text === 'the two halves'));
  const released = neuronsAt(2);
  assert.ok(Math.abs((released.halves[0]?.y ?? 0) - (released.halves[1]?.y ?? 0)) > 20);
  // Farther to the right in the data is higher.
  const [left, right] = released.halves.map(({ y }) => y).sort((a, b) => b - a);
  assert.ok((left ?? 0) > (right ?? 0));
});

test('the picture is told in words, with what is split', () => {
  assert.match(
    networkPanel(bumps(0), 'side').label,
    /^The network: 1 input, 3 bumps and one output;/,
  );
  assert.doesNotMatch(networkPanel(bumps(0), 'side').label, /halves/);
  assert.match(networkPanel(bumps(1), 'side').label, /4 bumps .* the halves of bump 2\.$/);
});

test('a ReLU network has a line for each weight of each student, in the order of the trap', () => {
  const scene = {
    ...bumps(0),
    config: { network: 'relu', teacher: 3 },
  } as unknown as Scene;
  const { surface, lines, dots } = paper();
  // Two students of three inputs.
  networkPanel(scene, 'main').paint(surface);
  assert.equal(dots.length, 3 + 2 + 1);
  assert.equal(lines.filter(({ ink }) => ink === 'good').length, 3 + 2);
  assert.equal(lines.filter(({ ink }) => ink === 'test').length, 2);
});
