import assert from 'node:assert/strict';
import { test } from 'node:test';
import { along, lossLimits, nearest, seriesLimits } from '../src/chart/curves.ts';
import { between } from '../src/chart/fit.ts';
import { formatCount, formatTick, formatValue } from '../src/chart/format.ts';
import { densify, type Label, placeLabels } from '../src/chart/labels.ts';

const bounds = { left: 0, top: 0, right: 100, bottom: 100 };
const label = (text: string, places: [number, number][], more: Partial<Label> = {}): Label => ({
  wordings: [{ text, width: 10 * text.length, height: 10 }],
  places: () => places.map(([x, y]) => ({ x, y })),
  ...more,
});

test('a label takes the place it likes best when that is free', () => {
  const [placed] = placeLabels(
    [
      label('ab', [
        [10, 10],
        [50, 50],
      ]),
    ],
    bounds,
    [],
  );
  assert.deepEqual([placed?.x, placed?.y], [10, 10]);
});

test('a label moves off a curve, off another label, and never out of the picture', () => {
  const curve = densify([
    [0, 15],
    [100, 15],
  ]);
  const [first, second, third] = placeLabels(
    [
      label('ab', [
        [10, 10],
        [50, 50],
      ]),
      label('cd', [
        [45, 52],
        [10, 70],
      ]),
      label('ef', [
        [95, 80],
        [60, 80],
      ]),
    ],
    bounds,
    curve,
  );
  assert.deepEqual([first?.x, first?.y], [50, 50]);
  assert.deepEqual([second?.x, second?.y], [10, 70]);
  assert.deepEqual([third?.x, third?.y], [60, 80]);
});

test('a label that fits nowhere is shortened, or left out', () => {
  const long = { text: 'long', width: 200, height: 10 };
  const short = { text: 's', width: 10, height: 10 };
  const places = () => [{ x: 5, y: 5 }];
  const [placed, gone] = placeLabels(
    [
      { wordings: [long, short], places },
      { wordings: [long], places },
    ],
    bounds,
    [],
  );
  assert.equal(placed?.text, 's');
  assert.equal(gone, null);
});

test('the axis of a loss shows the best value and cuts the peak about three decades above it', () => {
  const { low, high } = lossLimits([0.4, 0.05, 1e9, 0.02]);
  assert.ok(low < 0.02 && low > 0.0005);
  assert.ok(high >= 10 && high <= 100);
});

test('the axis of a loss stands still when a value moves by a little', () => {
  assert.deepEqual(lossLimits([0.4, 3.7, 0.021]), lossLimits([0.42, 3.9, 0.0205]));
});

test('limits survive values that are not numbers', () => {
  assert.deepEqual(lossLimits([Number.NaN, Number.POSITIVE_INFINITY]), {
    low: 0.01,
    high: 1,
    log: true,
  });
  assert.deepEqual(seriesLimits([[Number.NaN]]), { low: 0, high: 1, log: false });
});

test('a series of little spread gets a linear axis from nought', () => {
  const limits = seriesLimits([[2, 3, 5]]);
  assert.equal(limits.log, false);
  assert.equal(limits.low, 0);
  assert.ok(limits.high >= 5);
});

test('nearest goes by ratio, as a log axis is read', () => {
  assert.equal(nearest([1, 10, 100], 4), 1);
  assert.equal(nearest([1, 10, 100], 2), 0);
});

test('a position between two points of a path lies on the line between them', () => {
  assert.deepEqual(
    along(
      [
        [0, 0],
        [10, 20],
      ],
      0.5,
    ),
    [5, 10],
  );
  assert.deepEqual(
    along(
      [
        [0, 0],
        [10, 20],
      ],
      7,
    ),
    [10, 20],
  );
  assert.equal(along([], 0), null);
  // Where the next is not known, the place itself is.
  assert.deepEqual(
    along(
      [
        [0, 4],
        [10, Number.NaN],
      ],
      0,
    ),
    [0, 4],
  );
});

test('a curve between two rows is their mean there, and bounded', () => {
  assert.deepEqual([...between([0, 0, 2, 1e9], 2, 0.5, 10)], [1, 5]);
  assert.deepEqual([...between([0, 0, 2, 4], 2, 1, 10)], [2, 4]);
});

test('numbers are written with the digits that count', () => {
  assert.equal(formatValue(0.0213), '0.021');
  assert.equal(formatValue(0.1, 3), '0.1');
  assert.equal(formatValue(62.5), '63');
  assert.equal(formatValue(12345, 3), '12,300');
  assert.equal(formatValue(6.1e-31), '6.1·10⁻³¹');
  assert.equal(formatValue(1e9), '10⁹');
  assert.equal(formatValue(Number.NaN), '–');
  assert.equal(formatValue(Number.POSITIVE_INFINITY), '∞');
  assert.equal(formatCount(3000), '3,000');
  assert.equal(formatTick(0.001), '0.001');
  assert.equal(formatTick(1e-5), '10⁻⁵');
});
