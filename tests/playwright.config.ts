import { fileURLToPath } from 'node:url';
import { defineConfig, devices } from '@playwright/test';
import { chromium } from './browsers.mjs';

const port = process.env.ALLEYWAY_PORT ?? '4174';
const address = `http://127.0.0.1:${port}/`;
/** Who has been asked already: what readers are asked stands before what the tests look at. */
const asked = { name: 'alleyway:asked', value: 'double-descent traps way-out penalty' };
/** Who wants every chart: what most tests look at is one of them. */
const charts = { name: 'alleyway:charts', value: 'all' };

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  forbidOnly: true,
  retries: 0,
  // A page's own pool fills the machine while it trains; but half of a test is waiting for a browser.
  workers: 4,
  // No test is about time. These only end one that waits for what will never come, also where other work
  // leaves the page a small share of the machine.
  timeout: 600_000,
  expect: { timeout: 150_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 720 },
    baseURL: address,
    // Unless a test asks for it, no story plays by itself under the hand of the test.
    contextOptions: { reducedMotion: 'reduce' },
    storageState: { cookies: [], origins: [{ origin: new URL(address).origin, localStorage: [asked, charts] }] },
    // What is kept for a room without a network would stand between a test and its host.
    serviceWorkers: 'block',
    // To record one takes a quarter of a test's time, and shows nothing where all pass: `npm run chromium -- --trace on`.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: chromium,
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --strictPort --port ${port}`,
    cwd: fileURLToPath(new URL('../www', import.meta.url)),
    url: address,
    reuseExistingServer: false,
  },
});
