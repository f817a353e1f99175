/** The median of the values around each one: what a curve does apart from single jumps. */
export function runningMedian(list: ArrayLike<number>, window: number): Float64Array {
  const half = Math.floor(window / 2);
  return Float64Array.from({ length: list.length }, (_, index) => {
    // At its ends as many on both sides, so that these stay what they are.
    const reach = Math.min(half, index, list.length - 1 - index);
    const near = Float64Array.from(
      { length: 2 * reach + 1 },
      (_, at) => list[index - reach + at] ?? Number.NaN,
    ).sort();
    return near[reach] ?? Number.NaN;
  });
}
