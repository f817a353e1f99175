// What of a reader's runs is said in one sentence.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summed } from '../src/answer.ts';

const runs = (...holds: (boolean | null)[]) => holds.map(one => ({ holds: one, text: '' }));

test('one run is told as it is, and what did not hold or cannot tell is never told as if it did', () => {
  assert.equal(summed(runs(true)), 'It held in your run.');
  assert.equal(summed(runs(false)), 'It did not hold in your run.');
  assert.equal(summed(runs(null)), 'The run that is shown does not tell.');
});

test('several runs are counted', () => {
  assert.equal(summed(runs(true, true)), 'Of your 2 runs it held in 2. The last:');
  assert.equal(
    summed(runs(true, false, true, null)),
    'Of your 4 runs it held in 2, and did not hold in 1, and could not be told in 1. The last:',
  );
  assert.equal(summed(runs(false, false)), 'Of your 2 runs it did not hold in 2. The last:');
});
