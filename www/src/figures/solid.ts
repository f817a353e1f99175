/** The picture in three dimensions, fetched only by those who see one. */

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
