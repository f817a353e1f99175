import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  briefLoss,
  tellCount,
  tellLevel,
  tellLoss,
  tellNumber,
  tellPercent,
  tellSigned,
} from '../src/chart/words.ts';

// The pairs are those of the crate's own tests (experiment/words.rs): one rule for both.
test('the page writes numbers as the sentences do', () => {
  for (const [value, text] of [
    [0.04655, '0.047'],
    [0.5, '0.50'],
    [1, '1.0'],
    [0.0996, '0.10'],
    [9.96, '10'],
    [62.6, '63'],
    [179.7, '180'],
    [12_345, '12,000'],
    [999_999, '1.0e6'],
    [3e-7, '3.0e−7'],
    [-0.0123, '−0.012'],
    [0, '0'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ] as const)
    assert.equal(tellNumber(value), text);
  assert.equal(tellSigned(0.0716), '+0.072');
  assert.equal(tellSigned(-0.083), '−0.083');
  assert.equal(tellSigned(0), '0');
  assert.deepEqual([tellLoss(4.4e-31), tellLoss(0.06)], ['zero up to rounding', '0.060']);
  assert.deepEqual(
    [0.02151, 0.10725, 0.0599671, 3e-5, 1, 12.34, 179.7, 12_345, 4.4e-31].map(tellLevel),
    [
      '0.0215',
      '0.107',
      '0.0600',
      '3.00e−5',
      '1.00',
      '12.3',
      '180',
      '12,300',
      'zero up to rounding',
    ],
  );
  assert.deepEqual([tellCount(1, 'neuron'), tellCount(2000, 'step')], ['1 neuron', '2,000 steps']);
});

test('a share is all or nothing only where it is', () => {
  for (const [share, text] of [
    [0.125, '12.5 %'],
    [0.5, '50 %'],
    [0, '0 %'],
    [1, '100 %'],
    [49 / 400, '12.2 %'],
    [51 / 400, '12.8 %'],
    [1e-5, 'under 0.1 %'],
    [0.9999, 'over 99.9 %'],
    [Number.NaN, '–'],
  ] as const)
    assert.equal(tellPercent(share), text);
});

test('where there is little room zero is a figure', () => {
  assert.deepEqual([briefLoss(1e-30), briefLoss(0.0017)], ['0', '0.0017']);
});
