// JavaScript on typed arrays, as one who knows its engine would write it: no allocation, every loop along memory, tanh by one exp.

import { data, rate, sizes } from './same.js';

export async function contender(kind) {
  const Numbers = kind === 'f32' ? Float32Array : Float64Array;
  const { n, inputs, width } = sizes;
  const given = data();
  const [x, y] = [Numbers.from(given.x), Numbers.from(given.y)];
  const first = inputs * width;
  const theta = new Numbers(first + 2 * width + 1);
  theta.set(given.w);
  theta.set(given.a, first + width);
  const [gradient, mean, square] = [0, 0, 0].map(() => new Numbers(theta.length));
  const hidden = new Numbers(n * width);
  const residuals = new Numbers(n);
  const last = theta.length - 1;
  let taken = 0;

  function forward() {
    let loss = 0;
    for (let i = 0; i < n; i++) {
      const row = i * width;
      for (let j = 0; j < width; j++) hidden[row + j] = theta[first + j];
      for (let k = 0; k < inputs; k++) {
        const input = x[i * inputs + k];
        const from = k * width;
        for (let j = 0; j < width; j++) hidden[row + j] += input * theta[from + j];
      }
      let f = theta[last] - y[i];
      for (let j = 0; j < width; j++) {
        const h = 1 - 2 / (Math.exp(2 * hidden[row + j]) + 1);
        hidden[row + j] = h;
        f += h * theta[first + width + j];
      }
      residuals[i] = f;
      loss += f * f;
    }
    return loss / n;
  }

  function step() {
    forward();
    gradient.fill(0);
    for (let i = 0; i < n; i++) {
      const row = i * width;
      const r = (2 / n) * residuals[i];
      gradient[last] += r;
      for (let j = 0; j < width; j++) {
        const h = hidden[row + j];
        gradient[first + width + j] += r * h;
        const delta = r * theta[first + width + j] * (1 - h * h);
        hidden[row + j] = delta;
        gradient[first + j] += delta;
      }
      for (let k = 0; k < inputs; k++) {
        const input = x[i * inputs + k];
        const from = k * width;
        for (let j = 0; j < width; j++) gradient[from + j] += input * hidden[row + j];
      }
    }
    taken++;
    const pace = rate / (1 - 0.9 ** taken);
    const correction = 1 / (1 - 0.999 ** taken);
    for (let p = 0; p <= last; p++) {
      const g = gradient[p];
      mean[p] = 0.9 * mean[p] + 0.1 * g;
      square[p] = 0.999 * square[p] + 0.001 * g * g;
      theta[p] -= (pace * mean[p]) / (Math.sqrt(correction * square[p]) + 1e-8);
    }
  }

  const seconds = (steps) => {
    const began = performance.now();
    for (let done = 0; done < steps; done++) step();
    return (performance.now() - began) / 1000;
  };
  return { seconds, loss: forward };
}
