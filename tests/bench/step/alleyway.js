// Ours, as the page trains it: the module of the package, one size of a sweep, one training set.

import { load } from '/pkg/alleyway.js';
import { rate, sizes } from './same.js';

export async function contender() {
  const trainer = await load('double-descent');
  const { n, inputs, width } = sizes;
  const size = width * (inputs + 2) + 1;
  const whole = (steps) => {
    const config = { features: 'network', target: 'linear', activation: 'tanh', optimiser: 'adam', n, dim: inputs, rate, steps, sizes: [size], draws: 1 };
    const run = new trainer.Run(JSON.stringify({ figure: 'double-descent', config }));
    const began = performance.now();
    run.start(0, 1);
    while (run.advance() < 1);
    const took = performance.now() - began;
    run.free();
    return took / 1000;
  };
  // Data and evaluation are no steps.
  return { seconds: (steps) => whole(steps + 1) - whole(1) };
}
