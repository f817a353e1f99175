// The page in every engine that is on this machine: it completes its figures
// without a word on the console, and what they export is, byte for byte, what the
// same module computes in Node. Where an engine has no WebGL2, as Firefox without
// a screen, the figures do without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { engines, until } from './engines.mjs';
import { serveHosts } from './hosts.mjs';
import { complete, start } from './module.mjs';
import { serve } from './server.mjs';

/** What is opened; the lead figure without a fragment, as a visitor finds it. */
const requests = [
  { figure: 'double-descent' },
  { figure: 'least-norm', preset: 'two-starts', config: { start: '5' } },
  { figure: 'one-weight', preset: 'bumps', config: { stage: '3', start: '-1.5' } },
  { figure: 'split', preset: 'relu', config: { splits: '1' } },
  { figure: 'traps', preset: 'eight', config: { runs: '24' } },
  { figure: 'landscape', preset: 'thirty', config: { width: '5', steps: '600', resolution: '9' } },
  { figure: 'memorise', preset: 'product', config: { steps: '400' } },
];

/** A file that needs no network, as it is opened from a disk. */
const offline = (name) => new URL(`../www/dist/offline/${name}.html`, import.meta.url).href;

let server;
let hosts;
let expected;

before(async () => {
  server = await serve();
  hosts = await serveHosts();
  await start();
  expected = requests.map((request) => complete(request).json);
});

after(() => {
  server?.close();
  hosts?.close();
});

/** A browser that hangs is ended; one on a machine that other work keeps busy has the time it needs. */
const ENOUGH = 400_000;

for (const [name, open] of Object.entries(engines)) {
  const options = { skip: open ? false : `no ${name} here, or no screen for it`, timeout: ENOUGH };
  test(`in ${name} every figure completes, and its export is what Node computes`, options, async (t) => {
    const { signal } = t;
    const page = await open(signal);
    try {
      for (const [at, { figure, preset, config }] of requests.entries()) {
        const began = performance.now();
        const fragment = preset ? `#${new URLSearchParams({ figure, preset, ...config })}` : '';
        await page.goto('about:blank');
        await page.goto(`${server.address}${fragment}`);
        const state = await until(signal, () => page.state(figure), (state) => state === 'complete' || state === 'error');
        assert.equal(state, 'complete', figure);
        assert.equal(await page.exported(figure), expected[at], figure);
        t.diagnostic(`${figure}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
      }
      assert.deepEqual(page.errors, []);
    } finally {
      await page.close();
    }
  });

  test(`in ${name} one file holds the whole lab, and its export is what Node computes`, options, async ({ signal }) => {
    const page = await open(signal);
    try {
      // Of each module one.
      for (const [at, { figure, preset, config }] of requests.slice(0, 2).entries()) {
        const fragment = preset ? `#${new URLSearchParams({ figure, preset, ...config })}` : '';
        await page.goto('about:blank');
        await page.goto(`${offline('alleyway')}${fragment}`);
        const state = await until(signal, () => page.state(figure), (state) => state === 'complete' || state === 'error');
        assert.equal(state, 'complete', figure);
        assert.equal(await page.exported(figure), expected[at], figure);
      }
      assert.deepEqual(page.errors, []);
    } finally {
      await page.close();
    }
  });

  test(`in ${name} a page of another origin shows figures by script and in a frame without an origin`, options, async ({ signal }) => {
    const page = await open(signal);
    const [, , { figure, preset, config }] = requests;
    const query = new URLSearchParams({ figure, preset, ...config });
    try {
      await page.goto(
        // The frame first: a figure begins where it comes into view.
        hosts.page(`<script>const told = []; addEventListener('message', ({ data }) => told.push(data));</script>
          <iframe sandbox="allow-scripts" width="800" height="300" src="${server.address}embed.html?${query.toString().replaceAll('&', '&amp;')}#?secret=k7Qx"></iframe>
          <script type="module" src="${server.address}embed.js"></script>
          <alleyway-lab figure="${figure}" preset="${preset}" config="${new URLSearchParams(config).toString().replaceAll('&', '&amp;')}"></alleyway-lab>`),
      );
      const state = await until(signal, () => page.state(figure), (state) => state === 'complete' || state === 'error');
      assert.equal(state, 'complete');
      assert.equal(await page.exported(figure), expected[2]);
      const framed = await until(
        signal,
        () => page.evaluate("told.filter(({ alleyway }) => alleyway === 'state').map(({ state }) => state).at(-1)"),
        (state) => state === 'complete' || state === 'error',
      );
      assert.equal(framed, 'complete');
      const heights = await page.evaluate("told.filter(({ message, secret }) => message === 'height' && secret === 'k7Qx').map(({ value }) => value)");
      assert.ok(heights.at(-1) > 300, `${heights}`);
      assert.deepEqual(page.errors, []);
    } finally {
      await page.close();
    }
  });
}
