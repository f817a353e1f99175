/** The text beside a video, as https://www.w3.org/TR/webvtt1/ has it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webVtt } from '../src/present/cues.ts';

test('a cue has its moments and its lines', () => {
  const text = webVtt([
    { from: 0, to: 7.4, lines: ['Will it fall?'] },
    { from: 7.4, to: 3725.0333, lines: ['Will it fall?', 'It falls.'] },
  ]);
  assert.equal(
    text,
    'WEBVTT\n\n00:00:00.000 --> 00:00:07.400\nWill it fall?\n\n00:00:07.400 --> 01:02:05.033\nWill it fall?\nIt falls.\n',
  );
});

test('no line is a mark, an arrow, or the end of its cue', () => {
  const text = webVtt([{ from: 0, to: 1, lines: ['a < b & c --> d', 'two\n\nlines', '  '] }]);
  assert.equal(
    text,
    'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na &lt; b &amp; c --&gt; d\ntwo lines\n',
  );
});

test('thousandths are rounded once, so that no minute has sixty seconds', () => {
  assert.match(
    webVtt([{ from: 59.9996, to: 3599.9999, lines: ['x'] }]),
    /00:01:00\.000 --> 01:00:00\.000/,
  );
});
