/**
 * What a lab shows, as text: read from an address or attributes, written to an address.
 * Values stay text until the crate has checked them, so that a mistake is reported as it was written.
 */

import { AZIMUTHS, ELEVATIONS, type View } from '../chart/view.ts';
import type { Look } from '../figures/contract.ts';
import { type Config, Refusal, type Value } from '../worker/api.ts';
import { short } from '../worker/loading.ts';
import { isState, pairsOf } from './mending.ts';

export interface LabState {
  figure: string;
  preset: string | null;
  /** Keys that differ from the preset. */
  config: Record<string, string>;
  /** The chosen position (for double descent a size); null is the last. */
  position: string | null;
  /** Which training set is shown, counted from 1; null is the first. */
  draw: string | null;
  /**
   * What a panel shows (`show.PANEL`) and from where it is seen (`turn.PANEL`), where that is not the
   * usual. No key of a run has a dot: nothing of this reaches the crate.
   */
  looks: Record<string, string>;
}

/** A figure as its first preset has it. */
export function stateOf(figure: string): LabState {
  return { figure, preset: null, config: {}, position: null, draw: null, looks: {} };
}

const LOOK = /^(show|turn)\./;

/** Null when the fragment is not a state of a lab: an ordinary anchor, or nothing. */
export function readFragment(
  fragment: string,
  fallback: LabState,
  positionKey: string | null,
): LabState | null {
  return isState(fragment) ? readText(fragment, fallback, positionKey) : null;
}

/** `key=value&key=value`, as it was written or as others have left it. A figure or preset that is not named is that of `fallback`. */
export function readText(text: string, fallback: LabState, positionKey: string | null): LabState {
  const state: LabState = { ...fallback, config: {}, position: null, draw: null, looks: {} };
  const seen = new Set<string>();
  let figure: string | null = null;
  let preset: string | null = null;
  for (const [key, value] of pairsOf(text)) {
    if (seen.has(key)) {
      throw new Refusal({
        key,
        value,
        allowed: 'one value',
        message: `${short(key)} is given twice`,
      });
    }
    seen.add(key);
    if (key === 'figure') figure = value;
    else if (key === 'preset') preset = value;
    else if (key === positionKey) state.position = value;
    else if (key === 'draw') state.draw = value;
    else if (LOOK.test(key)) state.looks[key] = value;
    else state.config[key] = value;
  }
  if (figure !== null && figure !== fallback.figure) state.preset = null;
  state.figure = figure ?? fallback.figure;
  state.preset = preset ?? state.preset;
  return state;
}

export function writeFragment(state: LabState, positionKey: string | null): string {
  return `#${writeText(state, positionKey)}`;
}

/** The same without its sign; what is empty is left out. */
export function writeText(state: LabState, positionKey: string | null): string {
  const pairs = new URLSearchParams();
  if (state.figure) pairs.set('figure', state.figure);
  if (state.preset !== null) pairs.set('preset', state.preset);
  for (const [key, value] of Object.entries(state.config)) pairs.set(key, value);
  if (state.position !== null && positionKey !== null) pairs.set(positionKey, state.position);
  if (state.draw !== null) pairs.set('draw', state.draw);
  for (const [key, value] of Object.entries(state.looks)) pairs.set(key, value);
  return readable(pairs);
}

/** Both signs are allowed in a fragment, and a list of sizes is read by people. */
export function readable(pairs: URLSearchParams): string {
  return pairs.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** Of a value that was given a message quotes no more characters. */
const MOST_GIVEN = 40;

/** In the crate's manner, and no longer, whatever was given. */
export function refusal(key: string, value: string, allowed: string): Refusal {
  const given = value.length > MOST_GIVEN ? short(value) : value;
  const message = `${short(key)} must be ${allowed}, got ${given}`;
  return new Refusal({ key, value, allowed, message });
}

/** What was chosen to look at, by panel; or a refusal that names what there is. */
export function judgeLooks(
  looks: Readonly<Record<string, string>>,
  offered: Readonly<Record<string, Look>>,
): { choices: Record<string, string>; views: Record<string, View> } {
  const choices: Record<string, string> = {};
  const views: Record<string, View> = {};
  const refuse = (key: string, value: string, allowed: string): never => {
    throw refusal(key, value, allowed);
  };
  for (const [key, value] of Object.entries(looks)) {
    const panel = key.slice(5);
    const offer = Object.hasOwn(offered, panel) ? offered[panel] : undefined;
    if (key.startsWith('show.') && offer?.choices) {
      if (!offer.choices.includes(value)) refuse(key, value, `one of ${offer.choices.join(', ')}`);
      choices[panel] = value;
    } else if (key.startsWith('turn.') && offer?.usual) {
      views[panel] = viewOf(value) ?? refuse(key, value, VIEWS);
    } else {
      throw new Refusal({
        key,
        value,
        allowed: null,
        message: `there is nothing called ${short(key)}`,
      });
    }
  }
  return { choices, views };
}

/** Only what is not the usual view: a link then says what was turned. */
export function unusualLooks(
  looks: Readonly<Record<string, string>>,
  offered: Readonly<Record<string, Look>>,
): Record<string, string> {
  const usual = (key: string) => {
    const view = key.startsWith('turn.') ? offered[key.slice(5)]?.usual : undefined;
    return view && textOfView(view);
  };
  return Object.fromEntries(Object.entries(looks).filter(([key, text]) => text !== usual(key)));
}

const VIEWS = `an azimuth between ${AZIMUTHS.join(' and ')} and an elevation between ${ELEVATIONS.join(' and ')} degrees, as in 20,35`;

export function textOfView({ azimuth, elevation }: View): string {
  return `${azimuth},${elevation}`;
}

function viewOf(text: string): View | null {
  const match = /^(-?\d{1,2}(?:\.\d)?),(\d{1,2}(?:\.\d)?)$/.exec(text);
  if (!match) return null;
  const [azimuth, elevation] = [Number(match[1]), Number(match[2])];
  const inside = (value: number, [low, high]: readonly [number, number]) =>
    value >= low && value <= high;
  return inside(azimuth, AZIMUTHS) && inside(elevation, ELEVATIONS) ? { azimuth, elevation } : null;
}

/** A value as it stands in an address. */
export function textOf(value: Value): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Only what differs from the preset: a link then says what was changed. A decimal comma is written as a point. */
export function differences(
  config: Config,
  preset: Config,
  asked: Record<string, string>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, text] of Object.entries(asked)) {
    const [is, was] = [config[key], preset[key]];
    if (is === undefined || was === undefined || textOf(is) !== textOf(was))
      kept[key] = typeof is === 'number' && text.includes(',') ? textOf(is) : text;
  }
  return kept;
}

/** A whole number of a range, or a refusal in the crate's manner. */
export function wholeNumber(key: string, text: string, low: number, high: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) {
    throw refusal(key, text, `a whole number between ${low} and ${high}`);
  }
  return value;
}

/** The index of a size in a sweep, or a refusal that names the sizes there are. */
export function indexOfSize(key: string, text: string, sizes: ArrayLike<number>): number {
  const index = Array.from(sizes).findIndex(size => String(size) === text);
  if (index < 0) {
    const all = Array.from(sizes, String);
    const some = all.length > 8 ? [...all.slice(0, 4), '...', ...all.slice(-2)] : all;
    throw refusal(key, text, `one of ${some.join(', ')}`);
  }
  return index;
}
