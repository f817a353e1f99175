// How each browser engine is opened: by the system's browser, or else by Playwright's own.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import playwright from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { Builder } from 'selenium-webdriver';
import { chromium, firefox, webKitDriver } from './browsers.mjs';
import { freePort } from './server.mjs';

/** By name: null for one that is not here, or has no screen. */
export const engines = {
  Chromium: playwrightEngine('chromium', chromium),
  Firefox: puppeteerEngine(firefox) ?? playwrightEngine('firefox'),
  WebKit: webDriverEngine(webKitDriver) ?? playwrightEngine('webkit'),
};

/** The lab of a figure, and what it holds, as expressions for `evaluate`. */
export const lab = (figure) => `document.querySelector('alleyway-lab[figure="${figure}"]')`;
export const readState = (figure) => `${lab(figure)}?.getAttribute('data-state')`;
export const readExport = (figure) => `${lab(figure)}.export('json')`;

/** Chromium, or an engine that Playwright has brought with it. */
function playwrightEngine(name, options = {}) {
  if (!existsSync(options.executablePath ?? playwright[name].executablePath())) return;
  return alone(async () => pages(await playwright[name].launch(options), 'addInitScript'));
}

/** Playwright cannot drive the Firefox of a distribution; Puppeteer can, by WebDriver BiDi. */
function puppeteerEngine(executablePath) {
  if (!executablePath) return;
  return alone(async () => pages(await puppeteer.launch({ browser: 'firefox', executablePath, headless: true }), 'evaluateOnNewDocument'));
}

/** Opens a page with a browser of its own; `launch` opens a browser for many. */
function alone(launch) {
  const open = async () => {
    const browser = await launch();
    const page = await browser.page();
    return { ...page, close: () => browser.close() };
  };
  return Object.assign(open, { launch });
}

/** The part that Playwright and Puppeteer have in common. */
function pages(browser, before) {
  return { page: async () => controlled(await browser.newPage(), before), close: () => browser.close() };
}

function controlled(page, before) {
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  return {
    errors,
    goto: (url) => page.goto(url),
    /** The same without waiting for anything, which may never come. */
    leaveFor: (url) => void page.goto(url).catch(() => {}),
    /** A function that is called, with an argument, in every page before anything of the page's own. */
    beforehand: (act, argument) => page[before](act, argument),
    evaluate: (expression) => page.evaluate(expression),
    picture: (path) => page.screenshot({ path }),
    state: (figure) => page.evaluate(readState(figure)),
    exported: (figure) => page.evaluate(readExport(figure)),
    close: () => page.close(),
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
      evaluate: (expression) => session.executeScript(`return ${expression}`),
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
export async function until(signal, ask, good) {
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask();
    if (good(answer)) return answer;
    await setTimeout(50);
  }
}
