// The network that every contender but ours trains, from the same start on the same data: what it has learned is compared.

export const sizes = { n: 100, inputs: 10, width: 64 };
export const rate = 0.01;

const wave = (count, scale, pace) => Float64Array.from({ length: count }, (_, i) => scale * Math.sin(pace * (i + 1)));

/** Inputs (n x inputs), targets (n), W (inputs x width), a (width); b and c begin at zero. */
export function data() {
  const { n, inputs, width } = sizes;
  const x = wave(n * inputs, Math.SQRT2, 12.9898);
  const y = Float64Array.from({ length: n }, (_, i) => x.subarray(i * inputs, (i + 1) * inputs).reduce((sum, one) => sum + one, 0) / Math.sqrt(inputs));
  return { x, y, w: wave(inputs * width, 0.3 / Math.sqrt(inputs), 78.233), a: wave(width, 0.3 / Math.sqrt(width), 37.719) };
}
