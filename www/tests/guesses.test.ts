/** What readers are told of what they expected, held against numbers that are made up for it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codes } from 'alleyway-lab/figures';
import type { Scene } from '../src/figures/contract.ts';
import { type Guess, guesses } from '../src/figures/guesses.ts';
import type { Config } from '../src/worker/api.ts';

function guess<K extends Guess['kind']>(name: string, kind: K): Extract<Guess, { kind: K }> {
  const found = guesses.find(one => one.name === name);
  assert.equal(found?.kind, kind);
  return found as Extract<Guess, { kind: K }>;
}

interface Made {
  config?: Config;
  summary?: Record<string, number>;
  series?: Record<string, readonly number[]>;
}

function scene({ config = {}, summary = {}, series = {} }: Made): Scene {
  const all = Object.entries(series).map(([name, values]) => ({
    name,
    values: Float64Array.from(values),
  }));
  return { config, frames: { summary, series: all, notes: [] } } as unknown as Scene;
}

describe('the second descent', () => {
  const descent = guess('double-descent', 'curve');
  const sizes = [1, 5, 10, 20, 100];
  const run = (test: readonly number[], threshold = 10) =>
    scene({
      config: { n: 10 },
      summary: { threshold, best_small_loss: 0.5 },
      series: { size: sizes, test_loss_median: test },
    });
  const drawn = (...beyond: number[]) =>
    Float64Array.from([Number.NaN, Number.NaN, Number.NaN, ...beyond]);
  const falls = run([1, 0.5, 8, 1, 0.1]);

  test('what is asked for begins beyond the threshold, at the height of the curve there', () => {
    assert.equal(descent.from(falls), 3);
    assert.equal(descent.left(falls), 8);
    assert.equal(descent.from(run([1, 1, 1, 1, 1], 500)), sizes.length);
  });

  test('nothing beyond the threshold is in the picture that is drawn upon', () => {
    const whole = scene({
      config: { n: 10 },
      summary: { threshold: 10, best_small_loss: 0.5, best_small_size: 5 },
      series: {
        size: sizes,
        ...Object.fromEntries(
          [
            'test_loss_median',
            'train_loss_median',
            'baseline',
            'theory',
            'test_loss_mean',
            'test_loss_q10',
            'test_loss_q90',
          ].map(name => [name, [1, 0.5, 8, 1, 0.1]]),
        ),
      },
    });
    const { lines, level } = descent.model(whole, drawn(Number.NaN, Number.NaN), 3);
    assert.ok(lines.length >= 5);
    for (const { values, band } of lines)
      for (const one of [values, band?.low ?? [], band?.high ?? []])
        assert.deepEqual([...Array.from(one)].slice(3).filter(Number.isFinite), []);
    assert.equal(level, null);
  });

  test('who drew that it rises, falls, or falls below the best small model is told what it did', () => {
    assert.match(
      descent.reply(falls, drawn(9, 20)),
      /natural guess; in this run the loss falls again\. At 100 parameters you expected 20, and the median of this run is 0\.10, 200 times lower\./,
    );
    assert.match(
      descent.reply(falls, drawn(3, 2)),
      /^You expected the loss to fall again\. .* 20 times lower\.$/,
    );
    assert.match(
      descent.reply(falls, drawn(1, 0.01)),
      /^You expected a second descent\. .* 10 times higher\.$/,
    );
    assert.match(descent.reply(falls, drawn(1, 0.11)), /as good as the same\.$/);
  });

  test('of what was not drawn nothing is said, and a run that does not fall again is not said to', () => {
    assert.match(descent.reply(falls, drawn(4, Number.NaN)), /At 20 parameters you expected 4\.0/);
    assert.equal(descent.reply(falls, drawn(Number.NaN, Number.NaN)), '');
    const rises = run([1, 0.5, 8, 9, 10]);
    assert.equal(
      descent.reply(rises, drawn(9, 5)),
      'At 100 parameters you expected 5.0, and the median of this run is 10, 2.0 times higher.',
    );
    assert.equal(descent.reply(run([1, 1, 8, Number.NaN, Number.NaN]), drawn(9, 20)), '');
  });

  test('it is not asked of networks, whose curve is another, nor where nothing is beyond', () => {
    assert.equal(descent.first?.({ features: 'legendre', n: 10, sizes: [5, 20] }), true);
    assert.equal(descent.first?.({ features: 'legendre', n: 10, sizes: '5,10' }), false);
    assert.equal(descent.first?.({ features: 'network', n: 10, sizes: [5, 20] }), false);
  });
});

describe('a second weight', () => {
  const wayOut = guess('way-out', 'choice');
  const [stays, rolls] = [0, 1];
  const { minimum, saddle } = codes.oneWeight.kind;
  const run = (summary: Record<string, number>) => scene({ summary });

  test('it is asked where a second weight comes, and nowhere else', () => {
    assert.equal(wayOut.before?.({ stage: 1 }, { stage: '2' }), true);
    assert.equal(wayOut.before?.({ stage: 2 }, { stage: '3' }), false);
    assert.equal(wayOut.before?.({ stage: 2 }, { stage: '1' }), false);
    assert.equal(wayOut.before?.({ stage: 1 }, { rate: '2' }), false);
  });

  test('what the ball did is told, and that it cannot be told', () => {
    const down = run({ split_kind: saddle, escaped_lower: 1 });
    assert.equal(
      wayOut.reply(down, rolls),
      'You expected that it rolls further down, and so it does.',
    );
    assert.equal(
      wayOut.reply(down, stays),
      'You expected that it stays; in this run it rolls further down.',
    );
    const level = run({ split_kind: saddle, escaped_lower: 0 });
    assert.match(wayOut.reply(level, rolls), /comes to rest no lower than before\.$/);
    const still = run({ split_kind: minimum });
    assert.equal(wayOut.reply(still, stays), 'You expected that it stays, and so it does.');
    assert.match(
      wayOut.reply(still, rolls),
      /here it stays: the place is a minimum in both weights\.$/,
    );
    for (const summary of [
      { diverged_stage: 2, escaped_lower: 1 },
      { unsettled_stage: 2, escaped_lower: 1 },
      { split_kind: saddle },
    ])
      assert.match(wayOut.reply(run(summary), rolls), /This run cannot say/);
  });
});

describe('how many are trapped', () => {
  const traps = guess('traps', 'count');
  const { trapped, solved } = codes.traps.outcome;
  const run = (...counts: [number, number, number]) =>
    scene({
      series: {
        outcome: [trapped, solved, 99].flatMap((code, index) => Array(counts[index]).fill(code)),
      },
    });

  test('the count is that of the run, with what had not come to rest', () => {
    assert.equal(
      traps.reply(run(32, 168, 0), 100),
      'You expected 100; in this run they are 32 of 200: 68 off.',
    );
    assert.match(
      traps.reply(run(1, 190, 9), 50),
      /in this run it is 1 of 200 \(9 had not come to rest\): 49 off\./,
    );
  });

  test('what is no further off than chance may be is not called wrong', () => {
    // 25 of 200: twice the standard deviation is 9.35.
    assert.match(traps.reply(run(25, 175, 0), 34), /no further off than chance may be\.$/);
    assert.match(traps.reply(run(25, 175, 0), 35), /: 10 off\.$/);
  });
});

describe('a penalty', () => {
  const penalty = guess('penalty', 'choice');
  const { stage } = codes.memorise;
  const ends = (last: number) => scene({ series: { stage: [stage.unfitted, last] } });

  test('it is asked where there was none before', () => {
    assert.equal(penalty.before?.({ penalty: 0 }, { penalty: 'auto' }), true);
    assert.equal(penalty.before?.({ penalty: 0.1 }, { penalty: '0' }), false);
    assert.equal(penalty.before?.({ penalty: 0 }, { noise: '1' }), false);
  });

  test('each end is what the trainer calls it, and what is between the two is said to be', () => {
    const held: [number, number][] = [
      [stage.memorised, 0],
      [stage.generalises, 1],
      [stage.lost, 2],
      [stage.unfitted, 2],
    ];
    for (const [end, right] of held)
      for (const chosen of [0, 1, 2])
        assert.equal(
          /So it is in this run\.$/.test(penalty.reply(ends(end), chosen)),
          chosen === right,
        );
    for (const end of [stage.partly, stage.onItsWay])
      assert.match(penalty.reply(ends(end), 1), /This run ends between the two/);
  });
});
