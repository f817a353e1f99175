import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scene } from '../src/figures/contract.ts';
import { figure as oneWeight, startNamesOf } from '../src/figures/one-weight.ts';

test('a flat place is called neither a minimum nor a saddle', () => {
  assert.match(startNamesOf(0, false)[0] ?? '', /minimum/);
  assert.match(startNamesOf(2, false)[0] ?? '', /saddle/);
  assert.doesNotMatch(startNamesOf(1, false).join(), /minimum|saddle|slopes/);
  // Where descent has not come to rest there is no word for the point.
  assert.deepEqual(startNamesOf(Number.NaN, false), []);
});

test('the ball is told in the numbers of the sentence', () => {
  const said = (summary: Record<string, number>) =>
    oneWeight.position({ frames: { series: [], summary } } as unknown as Scene);
  const rest = { stuck_loss: 0.0603574, stuck_curvature: 0.0716359, stuck_kind: 0, flat: 1e-8 };
  assert.equal(said(rest), 'loss 0.060, curvature +0.072');
  assert.equal(
    said({ ...rest, escaped_loss: 0.00167828, freed_loss: 4.4e-31 }),
    'loss 0.060, curvature +0.072, with two weights 0.0017, with three zero up to rounding',
  );
  assert.equal(said({ ...rest, stuck_curvature: 2e-12 }), 'loss 0.060, curvature 0');
  assert.equal(said({ ...rest, stuck_kind: Number.NaN }), 'loss 0.060, not at rest');
});
