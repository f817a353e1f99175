/**
 * A talk is a list of beats: each is a state of a figure, what of it is shown, and one line that is read with it. A list is an
 * address, in which every beat is a text of pairs; and a reader may keep one in this browser.
 */

import { type Author, CHOICES } from '../author.ts';
import { pairsOf } from '../mending.ts';
import type { Parts } from '../parts.ts';
import { readable, writeText } from '../state.ts';

export interface Beat {
  figure: string;
  preset: string | null;
  /** Keys that differ from the preset and what is looked at, as an address has them. */
  config: string;
  /** Names of charts, one or two; empty is what is usual for the figure. */
  charts: string;
  /** Keys that can be changed; empty is none. */
  controls: string;
  /** One question, or one thing to look at. */
  caption: string;
  /** Hidden: the class is asked first. */
  answer: Author['answer'];
  /** The story is told from its beginning. */
  plays: boolean;
  /** The sentence that is computed from the run stands below the charts; it may tell what is asked later. */
  sentence: boolean;
}

/** The part of an address that is one beat. */
const BEAT = 'beat';
/** What in it is not of the run. */
const OWN = [
  'figure',
  'preset',
  'charts',
  'controls',
  'caption',
  'answer',
  'plays',
  'sentence',
] as const;
type Own = (typeof OWN)[number];

const isOwn = (key: string): key is Own => OWN.some(one => one === key);

/** What a figure shows, as a beat. */
export function beatOf({ bench, place }: Pick<Parts, 'bench' | 'place'>): Beat {
  const { figure, preset, ...others } = bench.state;
  return {
    figure,
    preset,
    config: writeText({ ...others, figure: '', preset: null }, place.positionKey),
    charts: '',
    controls: '',
    caption: bench.entry?.title ?? '',
    answer: CHOICES.answer[0],
    plays: false,
    sentence: true,
  };
}

export function readBeat(text: string): Beat {
  const own: Partial<Record<Own, string>> = {};
  const config = new URLSearchParams();
  for (const [key, value] of pairsOf(text)) {
    if (isOwn(key)) own[key] = value;
    else config.append(key, value);
  }
  const answer = CHOICES.answer.find(one => one === own.answer);
  return {
    figure: own.figure ?? '',
    preset: own.preset ?? null,
    config: readable(config),
    charts: own.charts ?? '',
    controls: own.controls ?? '',
    caption: own.caption ?? '',
    answer: answer ?? CHOICES.answer[0],
    plays: own.plays === 'yes',
    sentence: own.sentence !== 'no',
  };
}

/** What is usual is left out. */
export function writeBeat(beat: Beat): string {
  const pairs = new URLSearchParams();
  pairs.set('figure', beat.figure);
  if (beat.preset !== null) pairs.set('preset', beat.preset);
  for (const [key, value] of new URLSearchParams(beat.config)) pairs.append(key, value);
  for (const key of ['charts', 'controls', 'caption'] as const)
    if (beat[key] !== '') pairs.set(key, beat[key]);
  if (beat.answer !== CHOICES.answer[0]) pairs.set('answer', beat.answer);
  if (beat.plays) pairs.set('plays', 'yes');
  if (!beat.sentence) pairs.set('sentence', 'no');
  return readable(pairs);
}

/** The beats that a fragment holds, with or without its sign; none where it is about something else. */
export function readTalk(fragment: string): Beat[] {
  return new URLSearchParams(fragment.replace(/^#/, ''))
    .getAll(BEAT)
    .map(readBeat)
    .filter(({ figure }) => figure !== '');
}

export function writeTalk(beats: readonly Beat[]): string {
  return `#${new URLSearchParams(beats.map(beat => [BEAT, writeBeat(beat)]))}`;
}

/** Where a reader's own talk is kept. */
const KEPT = 'alleyway:talk';

/** Where the browser keeps nothing for this page there is no talk. */
export function keptTalk(): Beat[] {
  try {
    return readTalk(localStorage.getItem(KEPT) ?? '');
  } catch {
    return [];
  }
}

/** Whether it is kept. */
export function keepTalk(beats: readonly Beat[]): boolean {
  try {
    if (beats.length > 0) localStorage.setItem(KEPT, writeTalk(beats));
    else localStorage.removeItem(KEPT);
    return true;
  } catch {
    return false;
  }
}
