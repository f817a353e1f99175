/**
 * Numbers in words, by the rules of the sentences that the crate writes (`experiment/words.rs`), so that a quantity looks the same in a
 * sentence, a caption, a label and what is read out.
 */

import { constants } from 'alleyway/figures';
import { formatCount } from './format.ts';

/** A loss under this is zero up to rounding. */
const { zeroLoss: ZERO_LOSS } = constants;

/** 1 neuron, 2,000 neurons. */
export function tellCount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Two significant digits, with neither exponent nor fraction where it can be read without. */
export function tellNumber(value: number): string {
  return significant(value, 2);
}

function significant(value: number, count: number): string {
  if (Number.isNaN(value)) return '–';
  if (value < 0) return `−${significant(-value, count)}`;
  if (value === Number.POSITIVE_INFINITY) return '∞';
  if (value === 0) return '0';
  // Rounded first: .0996 is 0.10 and has its first digit one place further to the left.
  const [digits = '', power = '0'] = value.toExponential(count - 1).split('e');
  const exponent = Number(power);
  if (exponent >= count - 1 && exponent < 6)
    return formatCount(Math.round(Number(digits) * 10 ** exponent));
  if (exponent >= -4 && exponent < count) return value.toFixed(count - 1 - exponent);
  return `${digits}e${exponent < 0 ? `−${-exponent}` : exponent}`;
}

/** A loss; what is zero up to rounding is told as zero. */
export function tellLoss(value: number): string {
  return Math.abs(value) < ZERO_LOSS ? 'zero up to rounding' : tellNumber(value);
}

/** A loss where there is little room for it. */
export function briefLoss(value: number): string {
  return Math.abs(value) < ZERO_LOSS ? '0' : tellNumber(value);
}

/** A loss with three digits, where minima are told from one another by it. */
export function tellLevel(value: number): string {
  return Math.abs(value) < ZERO_LOSS ? tellLoss(value) : significant(value, 3);
}

/** With its sign: a curvature. */
export function tellSigned(value: number): string {
  return value > 0 ? `+${tellNumber(value)}` : tellNumber(value);
}

/** A share in per cent; what rounding would make 0 or 100 without its being so is under or over. */
export function tellPercent(share: number): string {
  if (Number.isNaN(share)) return '–';
  const percent = 100 * share;
  if (percent > 0 && percent <= 0.05) return 'under 0.1 %';
  if (percent >= 99.95 && percent < 100) return 'over 99.9 %';
  // A quarter is the one tie that there is: as in the crate it goes to the even digit, 12.2 %.
  const even = (4 * percent) % 4 === 1 ? percent - 0.01 : percent;
  return `${even.toFixed(1).replace(/\.0$/, '')} %`;
}
