/** Picks for the steps of a chain, as they stand in a config: `best,2` is the best first, then number 2 for all that follow. */

import type { Value } from '../worker/api.ts';

/** A chain of picks as texts. */
function picks(value: Value | undefined): string[] {
  return String(value ?? 'best').split(',');
}

/** The pick of a split, counted from 0; the last one of the list goes on. */
export function pickOf(value: Value | undefined, at: number): string {
  const list = picks(value);
  return list[Math.min(at, list.length - 1)] ?? 'best';
}

export function lastPick(value: Value | undefined): string {
  return picks(value).at(-1) ?? 'best';
}

/** The list with another pick for one split, and for none of the others. */
export function withPick(value: Value | undefined, at: number, pick: string): string {
  const length = Math.max(at + 2, picks(value).length);
  const list = Array.from({ length }, (_, index) => (index === at ? pick : pickOf(value, index)));
  while (list.length > 1 && list.at(-1) === list.at(-2)) list.pop();
  return list.join(',');
}
