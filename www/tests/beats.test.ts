/** A talk as text: what is written is what is read, and what others have made of it is still a talk. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Beat, readBeat, readTalk, writeBeat, writeTalk } from '../src/lab/share/beats.ts';
import { readingTime, thinkingTime } from '../src/present/pace.ts';

const plain: Beat = {
  figure: 'double-descent',
  preset: null,
  config: '',
  charts: '',
  controls: '',
  caption: '',
  answer: 'shown',
  plays: false,
  sentence: true,
};

const full: Beat = {
  figure: 'one-weight',
  preset: 'sines',
  config: 'stage=2&gamma=0.5&turn.landscape=20%2C35',
  charts: 'landscape fit',
  controls: 'gamma rate',
  caption: 'Does it open? 50 % say yes & others = no; “ä” #1',
  answer: 'hidden',
  plays: true,
  sentence: false,
};

test('what is usual is not written', () => {
  assert.equal(writeBeat(plain), 'figure=double-descent');
});

test('every part of a beat comes back', () => {
  const config = full.config.replace('%2C', ',');
  assert.deepEqual(readBeat(writeBeat(full)), { ...full, config });
  assert.deepEqual(readBeat(writeBeat(plain)), plain);
});

test('a talk comes back from its address, in its order', () => {
  const config = full.config.replace('%2C', ',');
  const talk = [plain, { ...full, config }, plain];
  assert.deepEqual(readTalk(writeTalk(talk)), talk);
  assert.deepEqual(readTalk(writeTalk([])), []);
});

test('what is no talk is none', () => {
  for (const text of [
    '',
    '#',
    '#figure=double-descent',
    '#watch',
    '#beat=',
    '#beat=preset%3Dwiggle',
  ])
    assert.deepEqual(readTalk(text), [], text);
});

test('an answer that there is not is shown', () => {
  assert.equal(readBeat('figure=traps&answer=perhaps').answer, 'shown');
});

test('longer texts are given more time, and a question more than a line', () => {
  assert.ok(readingTime('a b c d e f') > readingTime('a b c'));
  assert.equal(readingTime(''), readingTime(' '));
  assert.ok(thinkingTime('Is it?') > readingTime('Is it?'));
});
