/** Between values and pixels. Ticks come from d3-array; nothing else of a scale library is needed. */

export interface Scale {
  (value: number): number;
  invert(pixel: number): number;
}

type Pair = readonly [number, number];

export function linearScale([low, high]: Pair, [from, to]: Pair): Scale {
  const slope = (to - from) / (high - low || 1);
  return Object.assign((value: number) => from + (value - low) * slope, {
    invert: (pixel: number) => low + (pixel - from) / slope,
  });
}

/** Linear near zero and logarithmic beyond `bend`, on both sides: what is small and below zero is seen beside what is large. */
export function bentScale([low, high]: Pair, bend: number, range: Pair): Scale {
  const inner = linearScale([Math.asinh(low / bend), Math.asinh(high / bend)], range);
  return Object.assign((value: number) => inner(Math.asinh(value / bend)), {
    invert: (pixel: number) => bend * Math.sinh(inner.invert(pixel)),
  });
}

export function logScale([low, high]: Pair, range: Pair): Scale {
  const inner = linearScale([Math.log(low), Math.log(high)], range);
  return Object.assign((value: number) => inner(Math.log(value)), {
    invert: (pixel: number) => Math.exp(inner.invert(pixel)),
  });
}

/** Steps on a log axis, where the start stands half a step before the first. */
export function logPlaces(steps: ArrayLike<number>): Float64Array {
  return Float64Array.from(steps, step => Math.max(step, 0.5));
}
