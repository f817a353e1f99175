// The cost model against measured times, as `cargo run --release --example cost` but with the module of the page,
// in Node: `node cost.mjs`, after a build. Fails where fewer than nine in ten estimates are within a factor of two.

import { readFile } from 'node:fs/promises';
import { complete, provideData, resolve, start } from './module.mjs';

await start();
await provideData();

const lines = (await readFile(process.argv[2] ?? new URL('../crate/lab/examples/cost.txt', import.meta.url), 'utf8'))
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));

/** `figure key=value ...`, where `preset` is a key too. */
function request(line) {
  const [figure, ...words] = line.split(' ');
  const { preset, ...config } = Object.fromEntries(words.map((word) => word.split('=')));
  return { figure, ...(preset ? { preset } : {}), config };
}

/** Seconds of processor time: other programs share the machine. */
function seconds(request) {
  const began = process.cpuUsage();
  complete(request);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

// The engine compiles its best code once it has seen what is hot: not in the time of the first run of a figure.
for (const line of lines.slice(0, 4)) complete(request(line));

const ratios = [];
console.log(' estimated   measured   ratio');
for (const line of lines) {
  const estimated = JSON.parse(resolve(JSON.stringify(request(line)))).cost.seconds;
  let measured = seconds(request(line));
  if (measured < 3) measured = Math.min(measured, seconds(request(line)), seconds(request(line)));
  ratios.push(estimated / measured);
  console.log(`${estimated.toFixed(3).padStart(9)}s ${measured.toFixed(3).padStart(9)}s ${ratios.at(-1).toFixed(2).padStart(7)}  ${line}`);
}
const close = ratios.filter((ratio) => ratio >= 0.5 && ratio <= 2).length;
ratios.sort((one, other) => one - other);
console.log(`${close} of ${ratios.length} within a factor of two; the median ratio is ${ratios[ratios.length >> 1].toFixed(2)}`);
if (close < 0.9 * ratios.length) process.exitCode = 1;
