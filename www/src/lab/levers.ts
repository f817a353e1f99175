/** What can be lowered so that a run is short enough to begin by itself. */

import type { Config, Key, Resolved, Value } from '../worker/api.ts';

export interface Lever {
  key: Key;
  to: Value;
  /** What the run takes then. */
  seconds: number;
}

/** More than these nobody weighs against each other. */
const MOST = 3;
/** A value is halved so often at most: what is left is a thousandth. */
const HALVINGS = 10;
/** What does not take off a tenth of the time at the first halving is not what costs it. */
const WORTH = 0.9;

/**
 * The keys of which less makes the run short enough, those first that have to be lowered least.
 * `resolve` checks a config in which one key is another, and may throw.
 */
export function leversOf(
  keys: readonly Key[],
  config: Config,
  seconds: number,
  resolve: (key: string, value: string) => Resolved,
): Lever[] {
  const found: (Lever & { halvings: number })[] = [];
  for (const key of keys) {
    let value = config[key.name];
    for (let halvings = 1; halvings <= HALVINGS && value !== undefined; halvings++) {
      const to = lowered(key, value);
      const cost = to === null ? null : costOf(key.name, to, resolve);
      if (to === null || cost === null || (halvings === 1 && cost.seconds > WORTH * seconds)) break;
      if (!cost.ask) {
        found.push({ key, to, seconds: cost.seconds, halvings });
        break;
      }
      value = to;
    }
  }
  return found.sort((a, b) => a.halvings - b.halvings).slice(0, MOST);
}

function costOf(key: string, to: Value, resolve: (key: string, value: string) => Resolved) {
  try {
    return resolve(key, Array.isArray(to) ? to.join(',') : String(to)).cost ?? null;
  } catch {
    // With the others as they are this one cannot be lowered so far.
    return null;
  }
}

/** Half of a value; of sizes those up to half of the largest. Null where there is no less. */
function lowered(key: Key, value: Value): Value | null {
  if (key.type === 'sizes') {
    const sizes = Array.isArray(value) ? value : String(value).split(',').map(Number);
    const kept = sizes.filter(size => size <= Math.max(...sizes) / 2);
    return kept.length > 0 ? kept : null;
  }
  if (key.type !== 'integer' || typeof value !== 'number') return null;
  const half = Math.max(key.min ?? 0, Math.floor(value / 2));
  return half < value ? half : null;
}
