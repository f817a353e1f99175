/** The argument of the page, beat by beat. What a caption says of a run is held against its numbers in tests/present.spec.ts. */

import type { Beat } from '../lab/share/beats.ts';

type Told = Pick<Beat, 'figure' | 'preset' | 'caption'> & Partial<Beat>;

const beat = (told: Told): Beat => ({
  config: '',
  charts: '',
  controls: '',
  answer: 'shown',
  plays: false,
  sentence: true,
  ...told,
});

export const ARGUMENT: readonly Beat[] = [
  beat({
    figure: 'double-descent',
    preset: 'wiggle',
    config: 'size=4',
    charts: 'data',
    sentence: false,
    caption:
      'Fifteen noisy measurements of one curve. A model with 4 parameters is too stiff for them.',
  }),
  beat({
    figure: 'double-descent',
    preset: 'wiggle',
    config: 'size=12',
    charts: 'data',
    sentence: false,
    caption:
      'With 12 it follows them well: of the small models it has the lowest loss on new points.',
  }),
  beat({
    figure: 'double-descent',
    preset: 'wiggle',
    config: 'size=15',
    charts: 'data',
    sentence: false,
    caption:
      'With 15, one for each point, it must pass through all of them, and swings wildly in between.',
  }),
  beat({
    figure: 'double-descent',
    preset: 'wiggle',
    charts: 'loss',
    answer: 'hidden',
    caption:
      'Now 300 parameters for 15 points. Will the loss on new points be higher, as high, or lower?',
  }),
  beat({
    figure: 'double-descent',
    preset: 'wiggle',
    charts: 'data loss',
    plays: true,
    caption:
      'Endlessly many fits pass through all the points. Training takes the one of smallest parameters, here nearer to the truth than any small model.',
  }),
  beat({
    figure: 'double-descent',
    preset: 'step',
    config: 'ridge=0.02&size=12',
    charts: 'data loss',
    controls: 'ridge',
    caption:
      'Another curve, and 12 points. A small penalty on the parameters takes the peak away; slide it to none, and it is back.',
  }),
  beat({
    figure: 'double-descent',
    preset: 'gaussian',
    charts: 'loss',
    caption:
      'It is no law: where every feature is a random number, the best small model stays far ahead.',
  }),
  beat({
    figure: 'least-norm',
    preset: 'two-starts',
    charts: 'fit distance',
    plays: true,
    sentence: false,
    caption:
      'Why small parameters? Descent from zero arrives at the fit of least norm. From far away it does not.',
  }),
  beat({
    figure: 'one-weight',
    preset: 'bumps',
    config: 'stage=1',
    charts: 'landscape',
    caption:
      'Now a model with one weight, and its loss. Descent rolls down, and comes to rest in the wrong valley.',
  }),
  beat({
    figure: 'one-weight',
    preset: 'bumps',
    config: 'stage=2',
    charts: 'landscape',
    answer: 'hidden',
    caption: 'Give it a second weight, at the very same point. Is it still trapped?',
  }),
  beat({
    figure: 'one-weight',
    preset: 'sines',
    config: 'stage=2',
    charts: 'landscape',
    caption: 'Not every trap opens: here the point stays a minimum with two weights.',
  }),
  beat({
    figure: 'split',
    preset: 'ladder',
    config: 'splits=3',
    charts: 'fit ladder',
    caption:
      'The same in a network: split a neuron that is stuck in two, let go, and the loss goes down; three times, to zero.',
  }),
  beat({
    figure: 'traps',
    preset: 'eight',
    charts: 'swarm',
    answer: 'hidden',
    caption:
      'Two hundred random starts of a network with just enough neurons. How many end in a trap?',
  }),
  beat({
    figure: 'traps',
    preset: 'spare',
    charts: 'swarm',
    caption: 'The same with one neuron to spare: none of the two hundred is trapped.',
  }),
  beat({
    figure: 'memorise',
    preset: 'ring',
    charts: 'loss',
    plays: true,
    caption:
      'A model learns a rule from examples. It fits them at once, and is wrong on new ones; much later the test loss falls as well.',
  }),
  beat({
    figure: 'memorise',
    preset: 'no-penalty',
    charts: 'loss',
    caption:
      'Without the small penalty on its weights it stays with what it has memorised: the test loss never falls.',
  }),
  beat({
    figure: 'double-descent',
    preset: 'wiggle',
    charts: 'data loss',
    sentence: false,
    caption:
      'More room than data can be a way to something simpler, and need not be. These are small models; of large ones they prove nothing.',
  }),
];
