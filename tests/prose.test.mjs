// What the page and the README say of runs, held against these runs: a number in the prose is one that its own link shows.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { Run, complete, provideData, resolve, start } from './module.mjs';

const read = (path) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

let page;
let readme;

before(async () => {
  await start();
  await provideData();
  const entities = { amp: '&', nbsp: ' ', thinsp: ' ' };
  page = (await read('www/index.html'))
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(\w+);/g, (_, name) => entities[name])
    .replaceAll(/\s+/g, ' ');
  readme = await read('README.md');
});

const WORDS = { 7: 'Seven', 13: 'thirteen', 16: 'sixteen', 90: 'ninety', 400: 'four hundred', 1000: 'a thousand' };
const says = (text) => assert.ok(page.includes(text), `the page does not say "${text}"`);

/** What was run already. */
const results = new Map();

function run(figure, preset, config = {}) {
  const request = JSON.stringify({ figure, preset, config });
  if (!results.has(request)) results.set(request, JSON.parse(complete({ figure, preset, config }).json));
  const result = results.get(request);
  return { ...result, of: (name) => result.series.find((one) => one.name === name).values };
}

describe('the prose', () => {
  test('the curve that should not exist: the sizes that are pointed out', () => {
    const { summary, of } = run('double-descent', 'wiggle');
    says('With 4 parameters the model is too stiff. With 12 it does well.');
    assert.equal(summary.best_small_size, 12);
    says(`with ${summary.threshold}, as many as there are points`);
    says(`with ${summary.largest_size} the fit is better than that of any small model`);
    assert.ok(summary.largest_loss < summary.best_small_loss);
    says('At the threshold even the middle eighty per cent of single results spread over a factor of thirty and more');
    const threshold = of('size').indexOf(summary.threshold);
    assert.ok(of('test_loss_q90')[threshold] > 30 * of('test_loss_q10')[threshold]);
    says('its exact value there is 6.9, the median is about half of that');
    // E loss = bias^2 + variance + noise^2: .0163 + 6.8864 + .01, by S = B A^+ in numpy. The samples of 400 sets lie about it.
    const many = run('double-descent', 'wiggle', { draws: 400, sizes: '12,15,300' });
    const [, bias2] = many.of('bias2');
    const [, variance] = many.of('variance');
    assert.ok(Math.abs(bias2 - 0.0163) < 1e-4 && Math.abs(bias2 + variance + 0.01 - 6.9) < 1.4, `${bias2} ${variance}`);
    assert.ok(Math.abs(many.of('test_loss_median')[1] / 6.9 - 0.5) < 0.12);
    says('Five shapes more are enough');
    assert.ok(of('test_loss_median')[of('size').indexOf(20)] < summary.best_small_loss);
  });

  test('the norm tells the peak, and the effective parameters the far end; where they do not', () => {
    const { of } = run('double-descent', 'wiggle');
    const at = (name, size) => of(name)[of('size').indexOf(size)];
    says('rises to the threshold and falls after it');
    assert.ok(at('norm_median', 15) > 2 * at('norm_median', 12) && at('norm_median', 15) > 2 * at('norm_median', 300));
    says('It does not explain why 300 parameters beat 12: at both it is nearly the same, and a model of 12 does not even pass through the dots.');
    // What fits exactly has a loss of rounding errors.
    assert.ok(at('train_loss_median', 12) > 1e-4 && at('train_loss_median', 15) < 1e-12);
    assert.ok(Math.abs(at('norm_median', 300) / at('norm_median', 12) - 1) < 0.05);
    const used = (size) => Math.round(at('effective_parameters_test', size));
    says(`With 12 parameters that is about ${used(12)}, with 300 about ${used(300)}.`);
    // Of all examples whose fits are solved exactly: whether the end that is better on new points is the one that uses fewer.
    const examples = ['wiggle', 'digits', 'step', 'sensors', 'chirp', 'relu-sphere', 'wiggle-unscaled', 'diabetes', 'gaussian'];
    const against = examples.filter((preset) => {
      const { summary, of } = run('double-descent', preset);
      const used = (size) => of('effective_parameters_test')[of('size').indexOf(size)];
      const better = summary.largest_loss < summary.best_small_loss;
      return better !== used(summary.largest_size) < used(summary.best_small_size);
    });
    says('In seven of the nine examples whose fits are solved exactly, the better one of the best small model and the largest is the one that uses fewer.');
    assert.deepEqual(against, ['digits', 'wiggle-unscaled']);
    assert.equal(examples.length, 9);
    says('it runs along zero and spikes at every dot');
    // Along zero: as far from the truth as zero itself is, while every point is met.
    const spiky = run('double-descent', 'wiggle-unscaled');
    assert.ok(spiky.summary.largest_loss > 0.9 * spiky.summary.baseline_loss && spiky.of('train_loss_median').at(-1) < 1e-12);
  });

  test('the patients: which model stays ahead', () => {
    const { summary, config } = run('double-descent', 'diabetes');
    says(`the large models lose to one with ${summary.best_small_size} parameters`);
    assert.ok(summary.large_over_small_low > 1 && config.target === 'diabetes');
  });

  test('which of the many fits: ten ways to move, thirty directions that nothing pushes in, and who ends where', () => {
    const at = (preset, config) => run('least-norm', preset, config);
    const { summary, config } = at('two-starts');
    says('There are ten points, so ten such ways; in the other thirty directions nothing pushes');
    assert.deepEqual([config.parameters, config.n, summary.rank, summary.free], [40, 10, 10, 30]);
    says('the further out the start, the worse');
    const losses = [1, 5, 20, 60].map((start) => at('two-starts', { start }).of('test_loss_far').at(-1));
    assert.ok(losses.every((loss, index) => index === 0 || loss > 1.05 * losses[index - 1]), String(losses));
    says('Adam, a favourite for large networks, starts from zero as well and passes through all points');
    const adam = at('adam');
    assert.ok(adam.of('train_loss_zero').at(-1) < 1e-12 && adam.verdict.holds === false);
    says('With fewer weights than points there is one fit of least squares');
    assert.equal(at('one-fit').summary.free, 0);
    says('descent picks the fit of least norm as before, and it misses the wave between the points');
    const rough = at('two-starts', { decay: 0 });
    assert.equal(rough.verdict.holds, true);
    assert.ok(rough.summary.least_test_loss > 5 * summary.least_test_loss);
  });

  test('a split opens as many directions as are named', () => {
    const { summary } = run('split', 'relu', { splits: 1 });
    says(`${WORDS[summary.index_after]} of the ${summary.parameters_after} directions slope down after one split`);
    assert.ok(summary.final_loss < 1e-6);
  });

  test('traps: one in eight, one in a thousand, and the odds', () => {
    const alone = run('traps', 'eight', { runs: 1 }).summary.published;
    says('about one start in eight ends in a bad minimum');
    assert.equal(Math.round(1 / alone), 8);
    const spare = run('traps', 'spare', { runs: 1 }).summary.published;
    says(`published counts have one in ${WORDS[Math.round(1 / spare)]}`);
    const counted = new Run(JSON.stringify({ figure: 'traps', preset: 'eight' }));
    counted.view('odds', Float64Array.of(100_000));
    while (counted.advance() < 1);
    const odds = new Map(counted.viewed().map((one) => [one.name, one.values]));
    counted.free();
    const at = [...odds.get('size')].indexOf(4);
    says(`four would slope up one time in ${WORDS[2 ** 4]}`);
    says(`one time in ${WORDS[100 * Math.round(0.01 / odds.get('all_positive_exact')[at])]}`);
    says('it is one in seventeen, close to the coins');
    // Of 100,000 samples, so to a twentieth either way.
    assert.ok(Math.abs(1 / odds.get('minima')[at] - 17) < 1.5, String(1 / odds.get('minima')[at]));
  });

  test('a landscape: its weights, and how many of its curvatures are below zero', () => {
    const { summary } = run('landscape', 'thirty', { resolution: 5 });
    says(`This network has ${WORDS[summary.parameters]} weights`);
    says(`${summary.index} of the ${WORDS[summary.parameters]} curvatures are below zero`);
  });

  test('the ring: when it has memorised, when hardly anything happens, and when it drifts', () => {
    const { summary, of } = run('memorise', 'ring');
    const at = (name, moment) => of(name)[moment];
    says('after a hundred steps it has memorised');
    assert.equal(at('step', 71), 100);
    assert.equal(summary.step_M, 100);
    says('For a long while hardly anything happens');
    assert.ok(at('step', 90) > 150 && at('test_loss', 90) > 0.9 * at('test_loss', 71));
    says('seen to drift along the floor, with the data loss nearly as low as ever');
    assert.ok(at('test_loss', 109) < 0.6 && at('test_loss', 109) > 0.1 && at('data_loss', 109) < 2 * at('data_loss', 71));
  });

  test('the product, the clock and the room', () => {
    const { summary } = run('memorise', 'product');
    says(`from ${summary.neurons_in_use_M} neurons in use to ${summary.neurons_in_use_G}`);
    // No longer than until it has memorised: how many weights and sums there are is known from the first step.
    const { config } = run('memorise', 'modular', { steps: 101 });
    says(`on a clock of ${WORDS[config.modulus]} hours sees seven tenths of the sums`);
    assert.equal(config.share, 0.7);
    says(`one plane of ${(3 * config.modulus * config.width).toLocaleString('en')} dimensions`);
    const room = run('memorise', 'room', { scale: 0.01, rate: 0.00001, steps: 101, further: 1 }).config;
    says(`A network of ${run('memorise', 'room').config.width} neurons fits its sums`);
    says(`Given ${room.widen} neurons more`);
  });
});

describe('the page', () => {
  let html;
  const inside = (text) => text.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;/g, ' ').replaceAll(/\s+/g, ' ').trim();

  before(async () => {
    html = await read('www/index.html');
  });

  test('no paragraph is longer than 110 words, and no more than two sentences stand before the first figure', () => {
    const paragraphs = [...html.matchAll(/<p\b[^>]*>(.*?)<\/p>/gs)].map(([, text]) => inside(text));
    assert.ok(paragraphs.length > 50);
    for (const text of paragraphs) assert.ok(text.split(' ').length <= 110, text);
    const before = inside(html.slice(html.indexOf('<h1>'), html.indexOf('<alleyway-lab')));
    assert.ok(before.split(/[.?!](?:\s|$)/).filter(Boolean).length <= 2, before);
  });

  test('every work that is named is linked', () => {
    const unlinked = inside(html.replaceAll(/<a\b.*?<\/a>/gs, ''));
    assert.doesNotMatch(unlinked, /\b(?:19|20)\d\d\b|arXiv/);
    const works = [...html.matchAll(/href="(https:[^"]+)"/g)].map(([, address]) => address);
    assert.ok(works.length > 15);
    for (const address of works) assert.match(address, /^https:\/\/(?:arxiv\.org\/abs\/\d{4}\.\d{5}|doi\.org\/10\.\S+)$/);
  });

  test('every claim at the end has a figure, and a link to a run that can tell', () => {
    const claims = [...html.matchAll(/<li data-figure="([\w-]+)">.*?href="#([^"]+)"/gs)];
    assert.equal(claims.length, 6);
    for (const [, figure, state] of claims) {
      assert.ok(html.includes(`<alleyway-later figure="${figure}"`) || html.includes(`<alleyway-lab figure="${figure}"`), figure);
      // Where its link leads, the claim can be held against a run: it is not one that says nothing.
      const { preset, ...config } = Object.fromEntries(new URLSearchParams(state.replaceAll('&amp;', '&')));
      delete config.figure;
      assert.notEqual(run(figure, preset, config).verdict.holds, null, figure);
    }
  });
});

describe('the page for teachers', () => {
  let html;
  const inside = (text) => text.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;/g, ' ').replaceAll(/\s+/g, ' ').trim();

  before(async () => {
    html = await read('www/teach.html');
  });

  test('five lessons, each with all that a lesson needs, and every link is to a run that there is', () => {
    const lessons = html.split('<h2 ').slice(1, -1);
    assert.equal(lessons.length, 5);
    for (const lesson of lessons) {
      for (const part of ['Question.', 'Prediction.', 'Students may say', 'Do not claim']) assert.ok(lesson.includes(`<strong>${part}</strong>`), part);
      assert.match(lesson, /<ol>.*<li>/s);
      assert.match(lesson, /\((?:5|15|45) minutes\)<\/h2>/);
    }
    const states = [...html.matchAll(/href="\.\/#(figure=[^"]+)"/g)].map(([, state]) => Object.fromEntries(new URLSearchParams(state.replaceAll('&amp;', '&'))));
    assert.ok(states.length > 20);
    for (const { figure, preset, size, moment, ...config } of states) {
      // What is not there is refused.
      assert.equal(JSON.parse(resolve(JSON.stringify({ figure, preset, config }))).preset, preset);
      if (size) assert.ok(run(figure, preset, config).of('size').includes(Number(size)), size);
      assert.ok(moment === undefined || Number(moment) >= 0);
    }
    for (const [, anchor] of html.matchAll(/href="\.\/#([\w-]+)"/g)) assert.ok(anchor === 'answer', anchor);
    for (const [, paragraph] of html.matchAll(/<(?:p|li)\b[^>]*>(.*?)<\/(?:p|li)>/gs)) assert.ok(inside(paragraph).split(' ').length <= 110);
    assert.doesNotMatch(inside(html.replaceAll(/<a\b.*?<\/a>/gs, '')), /\b(?:19|20)\d\d\b/);
  });

  test('what it says of runs is so', () => {
    const at = (result, name, size) => result.of(name)[result.of('size').indexOf(size)];
    const teaches = (text) => assert.ok(inside(html).includes(text), text);
    const wiggle = run('double-descent', 'wiggle');
    teaches('With 15 there is one curve through all points');
    assert.equal(wiggle.summary.threshold, 15);
    teaches('from 12 to 300 parameters it hardly changes');
    assert.ok(Math.abs(at(wiggle, 'norm_median', 300) / at(wiggle, 'norm_median', 12) - 1) < 0.05);
    assert.equal(run('double-descent', 'gaussian').verdict.holds, false);
    teaches('With a penalty of 0.02');
    const step = (ridge) => at(run('double-descent', 'step', ridge), 'test_loss_median', 12);
    assert.ok(step({ ridge: 0.02 }) < 0.2 * step({}));
    teaches('In the second pair the larger one spoils the fit as well');
    const with15 = (ridge) => at(run('double-descent', 'wiggle', { ridge }), 'test_loss_median', 15);
    assert.ok(with15(0.02) > 1.5 * with15(0.0003) && with15(0.0003) < 0.2 * at(wiggle, 'test_loss_median', 15));
    teaches('the least norm is reached, and it is a poor fit');
    const rough = run('least-norm', 'two-starts', { decay: 0 });
    assert.ok(rough.verdict.holds === true && rough.summary.least_test_loss > 5 * run('least-norm', 'two-starts').summary.least_test_loss);
    teaches('there the ball stays');
    assert.equal(run('one-weight', 'sines', { stage: 2 }).verdict.holds, false);
    teaches('noise alone does not find the rule on the ring');
    assert.equal(run('memorise', 'noise-on-the-ring').verdict.holds, false);
    teaches('a model that has memorised');
    assert.ok(run('memorise', 'no-penalty').of('test_loss').at(-1) > 0.9);
  });
});

describe('the README', () => {
  test('the digits: which error at which size', () => {
    const { of } = run('double-descent', 'digits');
    const error = (size) => `${(100 * of('error_median')[of('size').indexOf(size)]).toFixed(0)} % at ${size.toLocaleString('en')}`;
    const text = `error ${error(50)} features, ${error(150)}, ${error(3000)}`;
    assert.ok(readme.includes(text), `the README does not say "${text}"`);
  });
});
