/** The keys of a talk. */

import { html } from 'lit';
import { modified, TYPED, uses } from '../lab/keys.ts';
import type { Staged } from './parts.ts';

/** Digits that come so soon after each other are one number. */
const DIGITS = 900;

const KEYS: readonly [string, string][] = [
  ['→ ↓ Page Down, space', 'the answer, or the next beat'],
  ['← ↑ Page Up', 'the beat before'],
  ['1, 2 … Home End', 'go to a beat'],
  ['c', 'all beats'],
  ['p', 'play by itself, or rest'],
  ['z, or a double click', 'a chart on the whole screen, and back'],
  ['b', 'blank the screen'],
  ['q', 'a code for the phones of the class'],
  ['v', 'the talk as a video'],
  ['f', 'the whole screen'],
  ['?', 'these keys'],
  ['Esc', 'back'],
];

export const keyList = () => html`<dl class="keys">
    ${KEYS.map(([key, what]) => html`<dt>${key}</dt><dd>${what}</dd>`)}
  </dl>`;

export class Keys {
  private readonly stage: Staged;
  private typed = { text: '', at: 0 };

  constructor(stage: Staged) {
    this.stage = stage;
  }

  readonly pressed = (event: KeyboardEvent) => {
    const [target] = event.composedPath();
    if (modified(event) || !(target instanceof Element) || !this.act(event, target)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Whether the key was the talk's. */
  private act(event: KeyboardEvent, target: Element): boolean {
    const { stage } = this;
    const { key } = event;
    if (stage.filming.going) return key === 'Escape' && stage.filming.stop();
    // The clickers of speakers send Page Up and Page Down, wherever the focus is.
    const turns = /^Page/.test(key) && !target.matches(TYPED);
    if (key !== 'Escape' && !turns && (uses(target, key) || target.matches('video'))) return false;
    const acts: Record<string, () => void> = {
      ArrowRight: () => stage.next(),
      ArrowDown: () => stage.next(),
      PageDown: () => stage.next(),
      ' ': () => stage.next(),
      Enter: () => stage.next(),
      ArrowLeft: () => stage.back(),
      ArrowUp: () => stage.back(),
      PageUp: () => stage.back(),
      Home: () => stage.go(0),
      End: () => stage.go(stage.beats.length - 1),
      b: () => stage.toggleBlank(),
      '.': () => stage.toggleBlank(),
      z: () => stage.zoom(),
      p: () => (stage.plays ? stage.rest() : stage.start()),
      q: () => stage.toggle('phones'),
      v: () => stage.toggle('film'),
      c: () => stage.toggle('beats'),
      f: () => stage.toggleFull(),
      '?': () => stage.toggle('keys'),
      Escape: () => stage.leave(),
    };
    const act = acts[key.length === 1 ? key.toLowerCase() : key];
    if (/^\d$/.test(key)) this.digit(key, event.timeStamp);
    else if (!act) return false;
    else if (stage.blank && key !== 'b' && key !== '.') stage.toggleBlank();
    else act();
    return true;
  }

  /** Two digits that are pressed one after the other are one number, where there are so many beats. */
  private digit(digit: string, now: number) {
    const { stage, typed } = this;
    const both = now - typed.at < DIGITS ? typed.text + digit : digit;
    const number = Number(both) <= stage.beats.length ? both : digit;
    this.typed = { text: number, at: now };
    if (Number(number) > 0) stage.go(Number(number) - 1);
  }
}
