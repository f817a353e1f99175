// How sentences write numbers, written apart from the page and from the crate.

/** Two digits that count, as the sentences have them. */
export function numberOf(value: number): string {
  const digits = value.toPrecision(2);
  return digits.includes('e') ? Number(digits).toLocaleString('en') : digits;
}

/** A loss: what rounding leaves of zero is 0, and small ones have a power of ten. */
export function lossOf(value: number): string {
  if (value < 1e-12) return '0';
  return value < 1e-4 ? value.toExponential(1).replace('-', '−') : numberOf(value);
}

export function percentOf(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
