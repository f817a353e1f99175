// TensorFlow.js, with its own Adam and its own gradients.

import { data, rate, sizes } from './same.js';

const script = (src) =>
  new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: () => reject(new Error(`no ${src}`)) });
    document.head.append(tag);
  });

export async function contender(backend) {
  await script('/modules/@tensorflow/tfjs/dist/tf.min.js');
  const { tf } = window;
  if (backend === 'wasm') {
    await script('/modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js');
    tf.wasm.setWasmPaths('/modules/@tensorflow/tfjs-backend-wasm/dist/');
  }
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  await tf.ready();
  const { n, inputs, width } = sizes;
  const given = data();
  const x = tf.tensor2d(Float32Array.from(given.x), [n, inputs]);
  const y = tf.tensor2d(Float32Array.from(given.y), [n, 1]);
  const w = tf.variable(tf.tensor2d(Float32Array.from(given.w), [inputs, width]));
  const a = tf.variable(tf.tensor2d(Float32Array.from(given.a), [width, 1]));
  const [b, c] = [tf.variable(tf.zeros([width])), tf.variable(tf.zeros([1]))];
  const optimiser = tf.train.adam(rate);
  const loss = () => x.matMul(w).add(b).tanh().matMul(a).add(c).sub(y).square().mean();
  const seconds = (steps) => {
    const began = performance.now();
    for (let step = 0; step < steps; step++) optimiser.minimize(loss);
    // What is computed later is waited for.
    w.dataSync();
    return (performance.now() - began) / 1000;
  };
  return { seconds, loss: () => tf.tidy(() => loss().dataSync()[0]), version: tf.version.tfjs };
}
