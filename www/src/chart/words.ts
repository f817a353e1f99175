/**
 * Numbers in words. The trainer writes them, as in its sentences, so that a quantity looks the same in a sentence, a caption, a
 * label and what is read out.
 */

import { constants } from 'alleyway-lab/figures';
import type { Trainer } from 'alleyway-lab/trainer';
import { formatCount } from './format.ts';

type Written = Trainer['written'];

let written: Written | null = null;

/** From here on a trainer writes: there is no number to be told before the first has come. */
export function lendWords(trainer: Pick<Trainer, 'written'>) {
  written = trainer.written;
}

function write(kind: Parameters<Written>[0], value: number): string {
  if (!written) throw new Error('no trainer has come that writes numbers');
  return Number.isNaN(value) ? '–' : written(kind, value);
}

/** 1 neuron, 2,000 neurons. */
export function tellCount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Two significant digits, with neither exponent nor fraction where it can be read without. */
export function tellNumber(value: number): string {
  return write('number', value);
}

/** A loss; what is zero up to rounding is told as zero. */
export function tellLoss(value: number): string {
  return write('loss', value);
}

/** A loss where there is little room for it. */
export function briefLoss(value: number): string {
  return Math.abs(value) < constants.zeroLoss ? '0' : tellNumber(value);
}

/** A loss with three digits, where minima are told from one another by it. */
export function tellLevel(value: number): string {
  return write('level', value);
}

/** With its sign: a curvature. */
export function tellSigned(value: number): string {
  return write('signed', value);
}

/** A share in per cent; what rounding would make 0 or 100 without its being so is under or over. */
export function tellPercent(share: number): string {
  return write('percent', share);
}

/** A number and its per cent stay on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}
