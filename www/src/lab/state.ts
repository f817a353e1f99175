/**
 * What a lab shows, as text: read from an address or attributes, written to an address.
 * Values stay text until the crate has judged them, so that a mistake is reported as it was written.
 */

import { type Config, Refusal, type Value } from '../worker/api.ts';

export interface LabState {
  figure: string;
  preset: string | null;
  /** Keys that differ from the preset. */
  config: Record<string, string>;
  /** The chosen position (for double descent a size); null is the last. */
  position: string | null;
  /** Which training set is shown, counted from 1; null is the first. */
  draw: string | null;
}

/** Null when the fragment is not a state of a lab: an ordinary anchor, or nothing. */
export function readFragment(
  fragment: string,
  fallback: LabState,
  positionKey: string | null,
): LabState | null {
  const text = fragment.replace(/^#/, '');
  if (!text.includes('=')) return null;
  return readText(text, fallback, positionKey);
}

/** `key=value&key=value`. A figure or preset that is not named is that of `fallback`. */
export function readText(text: string, fallback: LabState, positionKey: string | null): LabState {
  const state: LabState = { ...fallback, config: {}, position: null, draw: null };
  const seen = new Set<string>();
  let figure: string | null = null;
  let preset: string | null = null;
  for (const [key, value] of new URLSearchParams(text)) {
    if (seen.has(key)) {
      throw new Refusal({ key, value, allowed: 'one value', message: `${key} is given twice` });
    }
    seen.add(key);
    if (key === 'figure') figure = value;
    else if (key === 'preset') preset = value;
    else if (key === positionKey) state.position = value;
    else if (key === 'draw') state.draw = value;
    else state.config[key] = value;
  }
  if (figure !== null && figure !== fallback.figure) state.preset = null;
  state.figure = figure ?? fallback.figure;
  state.preset = preset ?? state.preset;
  return state;
}

export function writeFragment(state: LabState, positionKey: string | null): string {
  const pairs = new URLSearchParams();
  pairs.set('figure', state.figure);
  if (state.preset !== null) pairs.set('preset', state.preset);
  for (const [key, value] of Object.entries(state.config)) pairs.set(key, value);
  if (state.position !== null && positionKey !== null) pairs.set(positionKey, state.position);
  if (state.draw !== null) pairs.set('draw', state.draw);
  // Both are allowed in a fragment, and a list of sizes is read by people.
  return `#${pairs.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
}

/** A value as it stands in an address. */
export function textOf(value: Value): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Only what differs from the preset: a link then says what was changed. */
export function differences(
  config: Config,
  preset: Config,
  asked: Record<string, string>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, text] of Object.entries(asked)) {
    const [is, was] = [config[key], preset[key]];
    if (is === undefined || was === undefined || textOf(is) !== textOf(was)) kept[key] = text;
  }
  return kept;
}

/** A whole number of a range, or a refusal in the crate's manner. */
export function wholeNumber(key: string, text: string, low: number, high: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) {
    throw new Refusal({
      key,
      value: text,
      allowed: `${low} to ${high}`,
      message: `${key} must be a whole number between ${low} and ${high}, got ${text}`,
    });
  }
  return value;
}

/** The index of a size in a sweep, or a refusal that names the sizes there are. */
export function indexOfSize(key: string, text: string, sizes: ArrayLike<number>): number {
  const index = Array.from(sizes).findIndex(size => String(size) === text);
  if (index < 0) {
    const allowed = Array.from(sizes).join(', ');
    throw new Refusal({
      key,
      value: text,
      allowed,
      message: `${key} must be one of ${allowed}, got ${text}`,
    });
  }
  return index;
}
