/** The picture in three dimensions, fetched only by those who see one. */

import type { Paint } from '../chart/element.ts';
import type { Frames } from '../worker/api.ts';

type Relief = typeof import('../chart/relief.ts');

let relief: Relief | null = null;
let fetching: Promise<void> | null = null;

/** What draws it; null while it is not there, and where there is no WebGL2. */
export function solid(): Relief | null {
  return relief?.ready() ? relief : null;
}

/** `changed` is called when the surface has gone, or is back. */
export function fetchSolid(changed?: () => void): Promise<void> {
  fetching ??= import('../chart/relief.ts').then(
    module => {
      relief = module;
    },
    () => {
      // The map stands in for it, and the next who needs it asks again.
      fetching = null;
    },
  );
  return fetching.then(() => {
    if (changed) relief?.watch(changed);
  });
}

const painted = new WeakMap<Frames, Map<string, Paint>>();

/** While a network trains only its progress changes: a surface is dear without a graphics card, and is not drawn again for that. */
export function samePaint(frames: Frames, seen: string, paint: Paint): Paint {
  const before = painted.get(frames);
  const known = before?.get(seen);
  if (known) return known;
  // Of the last two, the other may belong to the network beside it.
  const kept = [...(before ?? [])].slice(-1);
  painted.set(frames, new Map([...kept, [seen, paint]]));
  return paint;
}
