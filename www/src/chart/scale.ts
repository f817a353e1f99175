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

export function logScale([low, high]: Pair, range: Pair): Scale {
  const inner = linearScale([Math.log(low), Math.log(high)], range);
  return Object.assign((value: number) => inner(Math.log(value)), {
    invert: (pixel: number) => Math.exp(inner.invert(pixel)),
  });
}
