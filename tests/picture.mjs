// The picture of the README, taken of the real page: `npm run picture`.

import { fileURLToPath } from 'node:url';
import { chromium as engine } from '@playwright/test';
import { chromium } from './browsers.mjs';
import { serve } from './server.mjs';

const server = await serve();
const browser = await engine.launch(chromium);
const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' });
// Not as somebody sees it who comes for the first time, and is asked before it is shown.
await page.goto(`${server.address}?answer=shown`);
await page.waitForSelector('alleyway-lab[data-state=complete]');
// The closer look may come after the last piece.
await page.waitForTimeout(300);
await page.screenshot({ path: fileURLToPath(new URL('../www/picture.png', import.meta.url)) });
await browser.close();
await server.close();
