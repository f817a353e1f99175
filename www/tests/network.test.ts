/** A network that is drawn: every weight a line as wide as it is large, dashed where it is negative; split neurons part. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NetworkModel, paintNetwork } from '../src/chart/network.ts';
import type { Surface } from '../src/chart/surface.ts';
import type { Scene } from '../src/figures/contract.ts';
import { networkLook } from '../src/figures/landscape/network.ts';
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
  /** How far what is drawn stands to the right. */
  let right = 0;
  const kept: number[] = [];
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
    save: () => kept.push(right),
    restore: () => {
      right = kept.pop() ?? 0;
    },
    translate: (x: number) => {
      right += x;
    },
    moveTo: (x: number, y: number) => {
      from = [x + right, y];
    },
    lineTo: (x: number, y: number) => {
      to = [x + right, y];
    },
    arc: (x: number, y: number, radius: number) => {
      dots.push({ x: x + right, y, radius, fill: context.fillStyle });
    },
    fill: () => {},
    stroke: () => {
      const { lineWidth: width, strokeStyle: ink } = context;
      if (to) lines.push({ from, to, width, ink, dashed: dash.length > 0 });
    },
    fillText: (text: string, x: number, y: number) => words.push({ text, x: x + right, y }),
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

test('where three names have no room beside each other the neurons alone are named', () => {
  const named = (width: number) => {
    const { surface, words } = paper();
    paintNetwork({ ...surface, width }, plain);
    return words.map(({ text }) => text);
  };
  assert.deepEqual(named(400).sort(), ['2 neurons', 'inputs', 'output']);
  assert.deepEqual(named(150), ['2 neurons']);
});

const series = (name: string, values: number[]) => ({
  name,
  unit: '',
  axis: '',
  values: Float64Array.from(values),
});

/** Two students of three inputs, the second of which is split; its halves have parted at the end. */
function sceneAt(at: number): Scene {
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

/** A network of two inputs and two neurons, with biases and an output bias, and beside it one of three neurons. */
function landscapeOf(beside: boolean): Scene {
  const first = [1, -2, 0, 0.5, /* biases */ 9, 9, /* out */ -1, 0.5, /* output bias */ 9];
  const second = [4, 0, 0, 2, 0, -2, 9, 9, 9, 2, -2, 1, 9];
  const frames = {
    pieces: 1,
    series: [
      series('step', [0, 10]),
      series('weights', first),
      ...(beside ? [series('step_beside', [0, 10]), series('weights_beside', second)] : []),
    ],
    summary: { inputs: 2 },
    verdict: { holds: null, spans: [] },
    notes: [],
  };
  return { frames, config: { width: 2, beside: beside ? 3 : 0 }, at: 1 } as unknown as Scene;
}

test('the network of a landscape is drawn without its biases, the neuron that adds most at the top', () => {
  const drawn = paper();
  const { label, paint } = networkLook(landscapeOf(false));
  paint(drawn.surface);
  // Three weights into two neurons, for one is zero, and two out of them: none is as wide as a bias would be.
  assert.equal(drawn.lines.length, 3 + 2);
  const into = drawn.lines.filter(({ from }) => from[0] < 100);
  const out = drawn.lines.filter(({ from }) => from[0] > 100);
  assert.deepEqual(
    into.map(({ dashed }) => dashed),
    [false, true, false],
  );
  const [low, high] = out;
  assert.ok(low && high && low.dashed && !high.dashed && high.from[1] < low.from[1]);
  assert.match(label, /^The network where training ends: 2 inputs, 2 neurons, one output;/);
});

test('two networks stand beside each other, their lines on one scale', () => {
  const drawn = paper();
  const { label, paint } = networkLook(landscapeOf(true));
  paint(drawn.surface);
  assert.match(label, /2 neurons and 3 neurons/);
  const whose = [(x: number) => x < 200, (x: number) => x > 200].map(side => ({
    dots: drawn.dots.filter(({ x }) => side(x)),
    lines: drawn.lines.filter(({ from }) => side(from[0])),
  }));
  assert.deepEqual(
    whose.map(({ dots }) => dots.length),
    [2 + 2 + 1, 2 + 3 + 1],
  );
  // Its largest weight is 2 and that of the other 4.
  const widest = whose.map(({ lines }) =>
    Math.max(...lines.filter(({ to }) => to[0] !== lines.at(-1)?.to[0]).map(({ width }) => width)),
  );
  assert.ok(Math.abs((widest[1] ?? 0) / (widest[0] ?? 1) - 2) < 1e-9);
});
