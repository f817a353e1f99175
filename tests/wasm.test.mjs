// The module that the page loads, held against the command line and the
// published recipes, without a browser.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { Run, catalogue, normaliseDigit, resolve } from '../pkg/alleyway.js';
import { complete, provideData, start } from './module.mjs';

/** Asked before any data set is there: a page must know which one to fetch. */
let early;

before(async () => {
  await start();
  early = JSON.parse(resolve('{"figure":"double-descent","preset":"digits"}'));
  await provideData();
});

/** The program that the module is held against; after a plain `cargo build` it lies here. */
const program = process.env.ALLEYWAY ?? new URL('../target/release/alleyway', import.meta.url).pathname;

function commandLine(...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** `--set` for every value of a config. */
const settings = (config) => Object.entries(config).flatMap(([key, value]) => ['--set', `${key}=${value}`]);

describe('the module against the command line', () => {
  // The same arithmetic in different machine code: ndarray's products sum in the order of the
  // lanes that they find. They agree to rounding, magnified by the condition number of a fit.
  // The worst seen was 4e-12, on the chirp at the threshold.
  const TOLERANCE = 1e-9;
  // A training loss beyond the threshold is rounding squared, and no digit of it is the same.
  const NOUGHT = 1e-15;

  function assertClose(actual, expected, name) {
    // A number that is undefined is written as null or as a word, and is the same in both.
    if (typeof expected !== 'number') return assert.equal(actual, expected, name);
    const size = Math.max(Math.abs(actual), Math.abs(expected));
    const close = Math.abs(actual - expected) <= TOLERANCE * size || size < NOUGHT;
    assert.ok(close, `${name}: ${actual} in wasm, ${expected} natively`);
  }

  const runs = [
    { preset: 'wiggle' },
    { preset: 'wiggle', config: { ridge: 0.001, draws: 20 } },
    { preset: 'wiggle', config: { noise: 0, n: 7, draws: 3, seed: 12345, sizes: '1,2,6,7,8,20,400' } },
    { preset: 'step', config: { draws: 10 } },
    { preset: 'chirp', config: { draws: 4 } },
    { preset: 'relu-sphere', config: { draws: 4 } },
    { preset: 'sensors', config: { draws: 10 } },
    { preset: 'wiggle-unscaled', config: { draws: 10 } },
    { preset: 'gaussian', config: { draws: 4 } },
    { preset: 'diabetes', config: { draws: 4 } },
    { preset: 'digits', config: { draws: 2, sizes: '10,50,100,150,200,400' } },
    { preset: 'digits', config: { features: 'relu', draws: 2, sizes: '10,50,100,200,400' } },
    { preset: 'chirp', config: { features: 'relu', draws: 4, sizes: '4,12,40,300' } },
  ];

  const descents = [
    { figure: 'one-weight', preset: 'bumps' },
    { figure: 'one-weight', preset: 'sines', config: { gamma: 1.5 } },
    { figure: 'split', preset: 'ladder' },
    { figure: 'split', preset: 'cloning' },
    { figure: 'split', preset: 'relu' },
    { figure: 'traps', preset: 'eight', config: { runs: 30 } },
    { figure: 'traps', preset: 'width', config: { runs: 2 } },
    { figure: 'landscape', preset: 'thirty', config: { width: 5, steps: 600, resolution: 9 } },
    { figure: 'memorise', preset: 'ring' },
    { figure: 'memorise', preset: 'noise-on-the-ring' },
    { figure: 'memorise', preset: 'hyperbola' },
    { figure: 'memorise', preset: 'sparse', config: { steps: 2000 } },
    { figure: 'memorise', preset: 'product', config: { steps: 240 } },
    { figure: 'memorise', preset: 'modular', config: { steps: 140, width: 24 } },
    { figure: 'memorise', preset: 'room', config: { steps: 120, scale: 0.01, rate: 0.00001, further: 60 } },
    { preset: 'tanh-network', config: { draws: 2, steps: 400, sizes: '13,61,145' } },
    { preset: 'relu-network', config: { draws: 2, steps: 400, sizes: '8,64' } },
    { preset: 'tanh-network-lm', config: { draws: 1, steps: 30, sizes: '13,61,145' } },
  ];

  for (const { figure = 'double-descent', preset, config = {} } of [...runs, ...descents]) {
    test(`they agree on ${[figure, preset, ...Object.entries(config).map((pair) => pair.join('='))].join(' ')}`, () => {
      const { status, stdout, stderr } = commandLine('run', figure, '--preset', preset, ...settings(config));
      assert.equal(status, 0, stderr);
      const native = JSON.parse(stdout);
      const wasm = JSON.parse(complete({ figure, preset, config }).json);

      assert.deepEqual(wasm.config, native.config);
      assert.deepEqual(shape(wasm), shape(native));
      assert.equal(wasm.verdict.holds, native.verdict.holds);
      for (const [name, value] of Object.entries(native.summary)) {
        assertClose(wasm.summary[name], value, name);
      }
      for (const [index, series] of native.series.entries()) {
        series.values.forEach((value, at) => {
          assertClose(wasm.series[index].values[at], value, `${series.name}[${at}]`);
        });
      }
    });
  }

  test('they refuse the same input in the same words', () => {
    for (const config of [{ n: 0 }, { draws: 4000 }, { noise: 'NaN' }, { noise: 'a lot' }, { colour: 'red' }, { sizes: '3,2,1' }]) {
      const { status, stdout, stderr } = commandLine('run', 'double-descent', ...settings(config));
      assert.equal(status, 2);
      assert.equal(stdout, '');
      const refusal = refusalOf(() => new Run(JSON.stringify({ figure: 'double-descent', config })));
      assert.ok(stderr.includes(refusal.message), `${stderr} / ${refusal.message}`);
      assert.equal(refusal.key, Object.keys(config)[0]);
      assert.ok(refusal.message.includes(refusal.allowed));
    }
  });
});

describe('the module against the numbers of an independent implementation', () => {
  // The rows of tests/published.rs that tell the story of a preset: size and median test loss. Two
  // random samples are compared: 15 % far from the threshold, a factor 2.5 nearer, 10 beside it.
  const published = {
    wiggle: { n: 15, rows: [[1, 0.4333], [4, 0.2994], [8, 0.1719], [14, 0.1806], [15, 3.712], [20, 0.02183], [300, 0.02098]] },
    sensors: { n: 60, rows: [[1, 0.9651], [10, 0.4454], [20, 0.3048], [50, 0.8269], [60, 17.79], [70, 0.8917], [150, 0.1212], [1200, 0.02796]] },
    digits: { n: 150, rows: [[10, 0.717], [50, 0.512], [135, 1.988], [150, 62.5], [165, 2.01], [300, 0.412], [1500, 0.234], [3000, 0.219]] },
  };

  for (const [preset, { n, rows }] of Object.entries(published)) {
    test(`${preset} falls, peaks at ${n} and falls again as published`, () => {
      const sizes = rows.map(([size]) => size).join(',');
      const { series } = complete({ figure: 'double-descent', preset, config: { sizes } }).frames;
      const { values } = series.find(({ name }) => name === 'test_loss_median');
      for (const [at, [size, expected]] of rows.entries()) {
        const allowed = Math.abs(size - n) <= 1 ? 10 : Math.abs(size / n - 1) > 0.35 ? 1.15 : 2.5;
        const ratio = values[at] / expected;
        assert.ok(ratio < allowed && ratio > 1 / allowed, `${values[at]} at ${size}, published ${expected}`);
      }
    });
  }
});

describe('one run, in whatever pieces', () => {
  const request = { figure: 'double-descent', preset: 'wiggle', config: { draws: 24 } };

  test('backwards, one by one or all at once it exports the same bytes', () => {
    const { json, csv } = complete(request);
    const backwards = Array.from({ length: 24 }, (_, piece) => [23 - piece, 1]);
    const uneven = [[20, 4], [0, 1], [8, 12], [1, 7]];
    for (const jobs of [backwards, uneven]) {
      const other = complete(request, jobs);
      assert.equal(other.json, json);
      assert.equal(other.csv, csv);
    }
  });

  test('the frame after k pieces is the whole result of a run of k draws', () => {
    const run = new Run(JSON.stringify(request));
    run.start(0, 9);
    while (run.advance() < 1);
    run.accept(0, 9, run.part());
    const early = run.frames();
    assert.equal(early.pieces, 9);
    const { frames } = complete({ ...request, config: { draws: 9 } });
    assert.deepEqual(early.series, frames.series);
    run.free();
  });

  test('a piece is not in a frame before those ahead of it are', () => {
    const run = new Run(JSON.stringify(request));
    run.start(5, 2);
    while (run.advance() < 1);
    run.accept(5, 2, run.part());
    assert.equal(run.frames().pieces, 0);
    run.free();
  });

  test('advance does a small share of the work at a time, and its fraction never falls', () => {
    const run = new Run(JSON.stringify({ figure: 'double-descent', preset: 'digits' }));
    run.start(0, 1);
    const took = [];
    for (let fraction = 0, last = 0; fraction < 1; last = fraction) {
      const start = performance.now();
      fraction = run.advance();
      took.push(performance.now() - start);
      assert.ok(fraction >= last, 'the fraction never falls');
    }
    const whole = took.reduce((sum, one) => sum + one);
    const median = took.sort((one, other) => one - other)[took.length >> 1];
    assert.ok(took.length > 60, `${took.length} quanta`);
    assert.ok(median < whole / 40, `${median} of ${whole} ms`);
    run.free();
  });
});

describe('what the module says of itself', () => {
  test('every preset of the catalogue resolves to a config with every key', () => {
    const { figures } = JSON.parse(catalogue());
    assert.ok(figures.length >= 3);
    for (const figure of figures) {
      const keys = figure.keys.map(({ name }) => name).sort();
      for (const preset of figure.presets) {
        const resolved = JSON.parse(resolve(JSON.stringify({ figure: figure.name, preset: preset.name })));
        assert.equal(resolved.preset, preset.name);
        assert.deepEqual(Object.keys(resolved.config).sort(), keys);
        if (keys.includes('sizes')) assert.ok(Array.isArray(resolved.config.sizes));
      }
    }
  });

  test('a config that needs a data set resolves before the data are there', () => {
    assert.equal(early.config.target, 'digits');
    assert.ok(catalogue().includes('"digits"'));
  });

  test('a figure or a preset that does not exist is refused by its name', () => {
    const figure = refusalOf(() => resolve('{"figure":"triple-ascent"}'));
    assert.equal(figure.key, 'figure');
    assert.match(figure.message, /triple-ascent/);
    assert.match(figure.allowed, /double-descent/);
    const preset = refusalOf(() => resolve('{"figure":"double-descent","preset":"<b>"}'));
    assert.equal(preset.key, 'preset');
    assert.match(preset.allowed, /wiggle/);
  });

  test('text that is no request is refused and stops nothing', () => {
    for (const text of ['', '{', '[]', 'null', '{"figure":1}', '{"figure":"double-descent","config":1}']) {
      assert.ok(refusalOf(() => new Run(text)).message.length > 10, text);
    }
    assert.ok(complete({ figure: 'double-descent', config: { draws: 1 } }).json.length > 100);
  });

  test('it holds no folder of the machine that it was built on', async () => {
    const bytes = await readFile(new URL('../pkg/alleyway_bg.wasm', import.meta.url), 'latin1');
    assert.doesNotMatch(bytes, /\/(root|home|Users|work)\//);
  });
});

describe('the fits of one draw', () => {
  function view(request, name, args) {
    const run = new Run(JSON.stringify(request));
    run.view(name, Float64Array.from(args));
    while (run.advance() < 1);
    const series = Object.fromEntries(run.viewed().map(({ name, values }) => [name, values]));
    run.free();
    return series;
  }

  test('every size above the threshold passes through the data of wiggle', () => {
    const request = { figure: 'double-descent', config: { draws: 3 } };
    const { config } = JSON.parse(resolve(JSON.stringify(request)));
    const { x, y, grid, curve } = view(request, 'fit', [1]);
    const size = config.sizes.findIndex((size) => size >= 2 * config.n);
    const fit = curve.subarray(size * grid.length, (size + 1) * grid.length);
    for (const [point, at] of x.entries()) {
      // The curve is drawn on a grid: between its points it is interpolated, so
      // the data are met to the curvature of one step.
      const right = Math.max(1, grid.findIndex((value) => value >= at));
      const share = (at - grid[right - 1]) / (grid[right] - grid[right - 1]);
      const value = fit[right - 1] * (1 - share) + fit[right] * share;
      assert.ok(Math.abs(value - y[point]) < 0.05, `${value} beside ${y[point]}`);
    }
  });

  test('sixteen digits are shown with ten scores for each size', () => {
    const request = { figure: 'double-descent', preset: 'digits', config: { sizes: '10,300' } };
    const { pixels, label, score } = view(request, 'fit', [0]);
    assert.equal(pixels.length, 16 * 64);
    assert.equal(label.length, 16);
    assert.equal(score.length, 2 * 16 * 10);
  });
});

describe('a drawing', () => {
  const side = 200;
  /** A drawing in which the pixels are ink where `ink` says so. */
  const draw = (ink) => Uint8Array.from({ length: side * side }, (_, at) => (ink(at % side, Math.floor(at / side)) ? 1 : 0));

  test('without ink gives nothing', () => {
    assert.equal(normaliseDigit(draw(() => false), side, side).length, 0);
  });

  test('gives the same picture wherever on the pad it is, and however large', () => {
    const ring = (x0, y0, scale) =>
      normaliseDigit(draw((x, y) => Math.abs(Math.hypot(x - x0, (y - y0) * 0.7) - 20 * scale) < 5 * scale), side, side);
    const picture = ring(60, 60, 1);
    assert.equal(picture.length, 64);
    assert.ok(picture.every((value) => value >= 0 && value <= 16));
    assert.deepEqual(ring(110, 130, 1), picture);
    const large = ring(100, 100, 2.5);
    const difference = picture.reduce((sum, value, at) => sum + Math.abs(value - large[at]), 0) / 64;
    assert.ok(difference < 1, `${difference} of 16 a pixel`);
  });
});

function refusalOf(act) {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  assert.fail('it was not refused');
}

/** What a result holds, without its numbers. */
const shape = ({ summary, series }) => ({
  summary: Object.keys(summary),
  series: series.map(({ name, unit, axis, values }) => [name, unit, axis, values.length]),
});
