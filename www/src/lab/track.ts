/** Between a value and its place on a slider. */

import type { Key } from '../worker/api.ts';

/** Steps of a slider; a range input works in whole numbers best. */
const STEPS = 200;

/** Each the other's inverse, to the nearest step. */
export interface Track {
  steps: number;
  toPlace(value: number): number;
  toValue(place: number): number;
}

export function trackOf(key: Key, value: number): Track {
  const [from, to] = key.slider ?? [key.min ?? 0, key.max ?? 1];
  // A preset or a link may bring a value beyond the slider: then the slider reaches as far again.
  const low = Math.min(from, value);
  const high = value > to ? Math.min(key.max ?? value, 2 * value) : to;
  if (key.scale === 'log') {
    const zero = low <= 0;
    // Where 0 is the left end, the rest of the scale begins six decades below its right end,
    // or where the crate says that the slider begins.
    const start = zero ? (from > 0 ? from : high * 1e-6) : low;
    const first = zero ? 1 : 0;
    const span = Math.log(high / start);
    return {
      steps: STEPS,
      toPlace: at =>
        at <= 0
          ? 0
          : Math.max(first, first + Math.round(((STEPS - first) * Math.log(at / start)) / span)),
      toValue(place) {
        if (zero && place < first) return 0;
        const exact = start * Math.exp((span * (place - first)) / (STEPS - first));
        return key.type === 'integer' ? Math.round(exact) : Number(exact.toPrecision(2));
      },
    };
  }
  const step =
    key.type === 'integer'
      ? Math.max(1, Math.ceil((high - low) / STEPS))
      : roundStep((high - low) / STEPS);
  const steps = Math.max(1, Math.round((high - low) / step));
  return {
    steps,
    toPlace: at => Math.round((at - low) / step),
    toValue: place => Number(Math.min(high, low + place * step).toPrecision(6)),
  };
}

/** 1, 2 or 5 times a power of ten, at least `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const lead = step / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}
