/** The figures that this page can draw, by name. The first is there at once, others when they are asked for. */

import type { Figure } from './contract.ts';
import { doubleDescent } from './double-descent.ts';

const later: Record<string, () => Promise<Figure>> = {
  'one-weight': async () => (await import('./one-weight.ts')).oneWeight,
  landscape: async () => (await import('./landscape.ts')).landscape,
  memorise: async () => (await import('./memorise.ts')).memorise,
  split: async () => (await import('./split.ts')).split,
  traps: async () => (await import('./traps.ts')).traps,
};

export const figures = new Map<string, Figure>([[doubleDescent.name, doubleDescent]]);

export const figureNames: readonly string[] = [...figures.keys(), ...Object.keys(later)];

/** Fetch the code of a figure; one that nobody knows is left to whoever asks for it. */
export async function loadFigure(name: string): Promise<void> {
  const load = Object.hasOwn(later, name) ? later[name] : undefined;
  if (load && !figures.has(name)) figures.set(name, await load());
}
