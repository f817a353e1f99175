import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  differences,
  indexOfSize,
  judgeLooks,
  type LabState,
  readFragment,
  readText,
  stateOf,
  unusualLooks,
  wholeNumber,
  writeFragment,
} from '../src/lab/state.ts';

const fallback = stateOf('double-descent');
const read = (fragment: string) => readFragment(fragment, fallback, 'size');

test('a fragment that is an ordinary anchor is not a state', () => {
  assert.equal(read(''), null);
  assert.equal(read('#'), null);
  assert.equal(read('#partly-true'), null);
});

test('a fragment gives figure, preset, position, draw and the keys that were changed', () => {
  assert.deepEqual(read('#figure=double-descent&preset=step&noise=0.2&size=12&draw=3'), {
    figure: 'double-descent',
    preset: 'step',
    config: { noise: '0.2' },
    position: '12',
    draw: '3',
    looks: {},
  });
});

test('what is written is read back as it was', () => {
  const state: LabState = {
    figure: 'double-descent',
    preset: 'wiggle',
    config: { sizes: '1,2,300', target: '<script>alert(1)</script>', noise: '1e-3' },
    position: '15',
    draw: null,
    looks: { 'show.first': 'roughness', 'turn.landscape': '-20,35.5' },
  };
  assert.deepEqual(read(writeFragment(state, 'size')), state);
});

test('lists and automatic sizes stay readable in an address', () => {
  const text = (sizes: string) => writeFragment({ ...fallback, config: { sizes } }, 'size');
  assert.equal(text('1,2,300'), '#figure=double-descent&sizes=1,2,300');
  assert.equal(text('auto:300'), '#figure=double-descent&sizes=auto:300');
});

test('values are kept as text, mistakes included', () => {
  assert.deepEqual(read('#noise=NaN&colour=blue')?.config, { noise: 'NaN', colour: 'blue' });
});

test('a key that is given twice is refused by name', () => {
  assert.throws(() => read('#noise=1&noise=2'), { key: 'noise', message: 'noise is given twice' });
});

test('a preset of the page is not carried over to another figure', () => {
  const own = { ...fallback, preset: 'step' };
  assert.equal(readText('figure=traps', own, 'size').preset, null);
  assert.equal(readText('noise=0.2', own, 'size').preset, 'step');
});

test('only what differs from the preset is kept', () => {
  const preset = { noise: 0.1, n: 15, sizes: [1, 2] };
  const config = { noise: 0.1, n: 20, sizes: [1, 2] };
  assert.deepEqual(differences(config, preset, { noise: '.1', n: '20', sizes: '1,2' }), {
    n: '20',
  });
});

test('draw must be a whole number of its range', () => {
  assert.equal(wholeNumber('draw', '7', 1, 100), 7);
  for (const text of ['0', '101', '1.5', '-1', 'NaN', '', '1e1', ' 7']) {
    assert.throws(() => wholeNumber('draw', text, 1, 100), {
      key: 'draw',
      message: `draw must be a whole number between 1 and 100, got ${text}`,
    });
  }
});

test('size must be one of the sweep', () => {
  assert.equal(indexOfSize('size', '15', [1, 15, 300]), 1);
  assert.throws(() => indexOfSize('size', '7', [1, 15, 300]), {
    message: 'size must be one of 1, 15, 300, got 7',
  });
});

test('a refusal is no longer than two lines, however long what was given and what is allowed', () => {
  const long = '7'.repeat(10_000);
  const sizes = Array.from({ length: 300 }, (_, at) => at + 1);
  const key = `show.${'x'.repeat(10_000)}`;
  for (const act of [
    () => indexOfSize('size', long, sizes),
    () => wholeNumber('draw', long, 1, 100),
    () => readText(`${key}=1&${key}=2`, fallback, null),
    () => judgeLooks({ [key]: '1' }, {}),
  ])
    assert.throws(act, (error: Error) => error.message.length <= 200);
});

test('a figure whose moments have no address neither reads nor writes one', () => {
  const state = readFragment('#figure=one-weight&preset=bumps&stage=2&size=7', fallback, null);
  assert.ok(state);
  assert.deepEqual(state.config, { stage: '2', size: '7' });
  const at = { ...state, config: { stage: '2' }, position: '40' };
  assert.equal(writeFragment(at, null), '#figure=one-weight&preset=bumps&stage=2');
});

test('what is looked at stands beside the config, and never in it', () => {
  const state = read('#figure=one-weight&stage=2&turn.landscape=-20,35&show.landscape=map');
  assert.deepEqual(state?.config, { stage: '2' });
  const offered = {
    landscape: { choices: ['surface', 'map'], usual: { azimuth: 24, elevation: 34 } },
  };
  assert.deepEqual(judgeLooks(state?.looks ?? {}, offered), {
    choices: { landscape: 'map' },
    views: { landscape: { azimuth: -20, elevation: 35 } },
  });
});

test('a view that there is not is refused by name', () => {
  const offered = {
    landscape: { choices: ['surface', 'map'], usual: { azimuth: 24, elevation: 34 } },
    fit: {},
  };
  assert.throws(() => judgeLooks({ 'show.landscape': 'globe' }, offered), {
    key: 'show.landscape',
    message: 'show.landscape must be one of surface, map, got globe',
  });
  for (const text of [
    '',
    '20',
    '20,',
    '20,4',
    '76,30',
    '20,86',
    '20;30',
    'NaN,30',
    '1e1,30',
    '2,3,4',
  ])
    assert.throws(() => judgeLooks({ 'turn.landscape': text }, offered), { key: 'turn.landscape' });
  for (const key of ['turn.fit', 'show.fit', 'show.moon', 'turn.constructor', 'show.__proto__'])
    assert.throws(() => judgeLooks({ [key]: '20,30' }, offered), {
      key,
      message: `there is nothing called ${key}`,
    });
});

test('of what is looked at, only what is turned from the usual view is kept', () => {
  const offered = { landscape: { usual: { azimuth: 24, elevation: 34 } } };
  const looks = { 'turn.landscape': '24,34', 'show.first': 'norm' };
  assert.deepEqual(unusualLooks(looks, offered), { 'show.first': 'norm' });
  const turned = { 'turn.landscape': '24,35' };
  assert.deepEqual(unusualLooks(turned, offered), turned);
});
