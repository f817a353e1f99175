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

test('the page writes each kind of number as the sentences do, for the trainer writes it', () => {
  assert.deepEqual([0.04655, 12_345, 3e-7, -0.0123].map(tellNumber), [
    '0.047',
    '12,000',
    '3.0e−7',
    '−0.012',
  ]);
  assert.deepEqual([tellSigned(0.0716), tellSigned(0)], ['+0.072', '0']);
  assert.deepEqual([tellLoss(4.4e-31), tellLoss(0.06)], ['zero up to rounding', '0.060']);
  assert.deepEqual([tellLevel(0.0599671), tellLevel(12.34)], ['0.0600', '12.3']);
  assert.deepEqual([tellPercent(49 / 400), tellPercent(1e-5)], ['12.2 %', 'under 0.1 %']);
});

test('what there is not is a dash, one is singular, and where there is little room zero is a figure', () => {
  assert.deepEqual([tellNumber(Number.NaN), tellPercent(Number.NaN)], ['–', '–']);
  assert.deepEqual([tellCount(1, 'neuron'), tellCount(2000, 'step')], ['1 neuron', '2,000 steps']);
  assert.deepEqual([briefLoss(1e-30), briefLoss(0.0017)], ['0', '0.0017']);
});
