/** The picture in three dimensions, fetched only by those who see one. */

import type { Paint } from '../chart/element.ts';
import type { OneMapModel } from '../chart/maps.ts';
import type { Point } from '../chart/marks.ts';
import type { ReliefModel } from '../chart/relief-model.ts';
import { heightAt } from '../chart/terrain.ts';
import type { View } from '../chart/view.ts';
import type { Frames } from '../worker/api.ts';
import { chunk } from '../worker/code.ts';

type Relief = typeof import('../chart/relief.ts');

const code = chunk('The surface', 'relief', () => import('../chart/relief.ts'));
let relief: Relief | null = null;

/** What draws it; null while it is not there, and where there is no WebGL2. */
export function solid(): Relief | null {
  return relief?.ready() ? relief : null;
}

/** `changed` is called when the surface has gone, or is back. Null: it is there, and nothing is waited for. */
export function fetchSolid(changed?: () => void): Promise<void> | null {
  if (relief) {
    if (changed) relief.watch(changed);
    return null;
  }
  return code.get().then(
    module => {
      relief = module;
      if (changed) relief.watch(changed);
    },
    () => {
      // The map stands in for it, and the next who needs it asks again.
    },
  );
}

/** What `map` shows from above, with its way, as a surface. */
export function raised(
  map: OneMapModel,
  view: View,
  own: Pick<ReliefModel, 'steep' | 'top' | 'zTicks'> & { loss: string[] },
): ReliefModel {
  const { grid, names, path, whole, startNames, endNames, caption, spots, fine } = map;
  const { loss, ...scale } = own;
  return {
    grid,
    plain: true,
    edge: Array.from(grid.x, s => [s, heightAt(grid, s, grid.y[0] ?? 0)] as Point),
    names: { x: names.x, y: names.y, z: loss, flat: names.x },
    view,
    open: 1,
    trail: [],
    path,
    whole,
    startNames,
    endNames,
    caption,
    spots,
    fine,
    ...scale,
  };
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
