// The page in every engine that is on this machine: it completes its figures
// without a word on the console, and what they export is, byte for byte, what the
// same module computes in Node. Where an engine has no WebGL2, as Firefox without
// a screen, the figures do without.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import playwright from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { Builder } from 'selenium-webdriver';
import { chromium, firefox, webKitDriver } from './browsers.mjs';
import { complete, start } from './module.mjs';
import { freePort, serve } from './server.mjs';

/** What is opened; the lead figure without a fragment, as a visitor finds it. */
const requests = [
  { figure: 'double-descent' },
  { figure: 'one-weight', preset: 'bumps', config: { stage: '3', start: '-1.5' } },
  { figure: 'split', preset: 'relu', config: { splits: '1' } },
  { figure: 'traps', preset: 'eight', config: { runs: '24' } },
  { figure: 'landscape', preset: 'thirty', config: { width: '5', steps: '600', resolution: '9' } },
  { figure: 'memorise', preset: 'product', config: { steps: '400' } },
];

let server;
let expected;

before(async () => {
  server = await serve();
  await start();
  expected = requests.map((request) => complete(request).json);
});

after(() => server?.close());

/** How each engine is opened: by the system's browser, or else by Playwright's own. */
const engines = {
  Chromium: playwrightEngine('chromium', chromium),
  Firefox: puppeteerEngine(firefox) ?? playwrightEngine('firefox'),
  WebKit: webDriverEngine(webKitDriver) ?? playwrightEngine('webkit'),
};

for (const [name, open] of Object.entries(engines)) {
  test(`in ${name} every figure completes, and its export is what Node computes`, { skip: open ? false : `no ${name} here, or no screen for it`, timeout: 120_000 }, async ({ signal }) => {
    const page = await open(signal);
    try {
      for (const [at, { figure, preset, config }] of requests.entries()) {
        const fragment = preset ? `#${new URLSearchParams({ figure, preset, ...config })}` : '';
        await page.goto('about:blank');
        await page.goto(`${server.address}${fragment}`);
        const state = await until(signal, () => page.state(figure), (state) => state === 'complete' || state === 'error');
        assert.equal(state, 'complete', figure);
        assert.equal(await page.exported(figure), expected[at], figure);
      }
      assert.deepEqual(page.errors, []);
    } finally {
      await page.close();
    }
  });
}

const lab = (figure) => `document.querySelector('alleyway-lab[figure="${figure}"]')`;
const readState = (figure) => `${lab(figure)}?.getAttribute('data-state')`;
const readExport = (figure) => `${lab(figure)}.export('json')`;

/** Chromium, or an engine that Playwright has brought with it. */
function playwrightEngine(name, options = {}) {
  if (!existsSync(options.executablePath ?? playwright[name].executablePath())) return;
  return async () => controlled(await playwright[name].launch(options));
}

/** Playwright cannot drive the Firefox of a distribution; Puppeteer can, by WebDriver BiDi. */
function puppeteerEngine(executablePath) {
  if (!executablePath) return;
  return async () => controlled(await puppeteer.launch({ browser: 'firefox', executablePath, headless: true }));
}

/** The part that Playwright and Puppeteer have in common. */
async function controlled(browser) {
  const page = await browser.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  return {
    errors,
    goto: (url) => page.goto(url),
    state: (figure) => page.evaluate(readState(figure)),
    exported: (figure) => page.evaluate(readExport(figure)),
    close: () => browser.close(),
  };
}

/** WebKitGTK by classic WebDriver: it opens a window, and does not tell what the console says. */
function webDriverEngine(program) {
  if (!program || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return;
  return async (signal) => {
    const port = await freePort();
    const driver = spawn(program, ['--host=127.0.0.1', `--port=${port}`], { stdio: 'ignore' });
    signal.addEventListener('abort', () => driver.kill());
    const session = await until(
      signal,
      () =>
        new Builder()
          .usingServer(`http://127.0.0.1:${port}`)
          .withCapabilities({ browserName: 'MiniBrowser' })
          .build()
          .catch(() => null),
      (session) => session !== null,
    );
    return {
      errors: [],
      goto: (url) => session.get(url),
      state: (figure) => session.executeScript(`return ${readState(figure)}`),
      exported: (figure) =>
        session.executeAsyncScript(`const done = arguments[0]; ${readExport(figure)}.then(done, (error) => done(String(error)))`),
      close: async () => {
        await session.quit();
        driver.kill();
      },
    };
  };
}

/** Asks again every 50 ms until the answer is good, or the test's time is over. */
async function until(signal, ask, good) {
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (good(answer)) return answer;
    await setTimeout(50);
  }
}
