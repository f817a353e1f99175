/** The colour map viridis (Smith and van der Walt, 2015), at eleven places; straight lines between. */

type Colour = [number, number, number];

const PLACES: Colour[] = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
];

/** The colour at a share from 0 to 1. */
export function viridis(share: number): Colour {
  const at = Math.max(0, Math.min(1, share)) * (PLACES.length - 1);
  const low = Math.min(PLACES.length - 2, Math.floor(at));
  const from = PLACES[low] ?? [0, 0, 0];
  const to = PLACES[low + 1] ?? from;
  const mix = (index: 0 | 1 | 2) =>
    Math.round(from[index] + (to[index] - from[index]) * (at - low));
  return [mix(0), mix(1), mix(2)];
}
