// The pages of figures and presets: what others read of them, and that a link to one restores what was seen.

import { createHash } from 'node:crypto';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { serveHosts } from './hosts.mjs';

interface LabElement extends HTMLElement {
  result: object | null;
}

const content = (page: Page, name: string) => page.locator(`head meta[property="${name}"]`).getAttribute('content');

/** What the map of the site lists, from the top of the site. */
async function listed(page: Page): Promise<string[]> {
  // Where those who read whole sites look for the map.
  const robots = await (await page.request.get('./robots.txt')).text();
  expect(robots).toMatch(/^User-agent: \*\nAllow: \/\n\nSitemap: https?:\/\/\S+\/sitemap\.xml\n$/);
  const map = await (await page.request.get('./sitemap.xml')).text();
  const all = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address!);
  const [top] = all;
  return all.map((address) => address.slice(top!.length));
}

test('every page that the map of the site lists is there, is where it says, and has a picture of its own', async ({ page }) => {
  test.slow();
  const paths = await listed(page);
  expect(paths.length).toBeGreaterThan(40);
  const pictures = new Map<string, string>();
  await page.route(/\.js$/, (route) => route.abort());
  for (const path of paths) {
    await page.goto(`./${path}`, { waitUntil: 'commit' });
    const site = (await page.locator('head link[rel=canonical]').getAttribute('href'))!.slice(0, path === '' ? undefined : -path.length);
    expect(await content(page, 'og:url'), path).toBe(site + path);
    expect(await content(page, 'og:title'), path).toBeTruthy();
    expect(await content(page, 'og:description'), path).toBe(await page.locator('head meta[name=description]').getAttribute('content'));
    const picture = (await content(page, 'og:image'))!;
    expect(picture.startsWith(site), picture).toBe(true);
    const bytes = await (await page.request.get(`./${picture.slice(site.length)}`)).body();
    expect(bytes.subarray(1, 4).toString(), picture).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], picture).toEqual([1200, 630]);
    // An empty sheet of this size has under 10 KB.
    expect(bytes.length, picture).toBeGreaterThan(25_000);
    pictures.set(picture, createHash('sha256').update(bytes).digest('hex'));
    // The pages for teachers and of talks are no figures: they are not shown in a frame.
    if (path === 'teach/' || path === 'present/') continue;
    const answer = (await page.locator('head link[type="application/json+oembed"]').getAttribute('href'))!;
    const oembed = await (await page.request.get(`./${answer.slice(site.length)}`)).json();
    expect(oembed.thumbnail_url, path).toBe(picture);
    const frame = /src="([^"]+)"/.exec(oembed.html)![1]!.replaceAll('&amp;', '&');
    expect((await page.request.get(`./${frame.slice(site.length)}`)).status(), frame).toBe(200);
  }
  expect(new Set(pictures.values()).size).toBe(pictures.size);
});

test('the frame of an answer shows the example that the page is about', async ({ page, baseURL }) => {
  const oembed = await (await page.request.get('./least-norm/adam/oembed.json')).json();
  const site: string = oembed.provider_url;
  const hosts = await serveHosts();
  await page.goto(hosts.page(oembed.html.replaceAll(site, baseURL)));
  const lab = page.frameLocator('iframe').locator('alleyway-lab');
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await expect(lab).toHaveAttribute('preset', 'adam');
  hosts.close();
});

/** What is changed on each figure, as a reader's link has it. */
const seen = {
  'double-descent': 'preset=step&noise=0.3&seed=7&size=12&draw=3',
  'least-norm': 'preset=two-starts&parameters=24&seed=3',
  'one-weight': 'preset=bumps&stage=3&start=-1.5&gamma=0.4',
  split: 'preset=relu&splits=1&seed=1',
  traps: 'preset=eight&runs=24&seed=5',
  landscape: 'preset=thirty&width=5&steps=600&resolution=9',
  memorise: 'preset=ring&steps=800&moment=40',
};

const resultOf = (page: Page) => page.locator('alleyway-lab').first().evaluate((lab) => (lab as LabElement).result);

async function complete(page: Page) {
  await expect(page.locator('alleyway-lab').first()).toHaveAttribute('data-state', 'complete', { timeout: 30_000 });
}

/** A reader who has never been here. */
async function stranger(browser: Browser, address: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await complete(page);
  return { page, close: () => context.close() };
}

for (const [figure, config] of Object.entries(seen)) {
  test(`${figure}: a link that is shared opens in a fresh profile on its page, with the identical result`, async ({ page, browser }) => {
    await page.goto(`./${figure}/#figure=${figure}&${config}`);
    await complete(page);
    const lab = page.locator('alleyway-lab').first();
    await lab.getByRole('button', { name: 'Share' }).click();
    const link = await lab.getByRole('textbox', { name: 'Link' }).inputValue();
    const preset = new URLSearchParams(config).get('preset');
    expect(new URL(link).pathname).toMatch(new RegExp(`/${figure}/${preset}/$`));
    const result = await resultOf(page);
    expect(result).not.toBeNull();
    const other = await stranger(browser, link);
    try {
      expect(await resultOf(other.page)).toEqual(result);
      expect(await other.page.locator('alleyway-lab').first().locator('.verdict').innerText()).toBe(await lab.locator('.verdict').innerText());
    } finally {
      await other.close();
    }
  });
}

test('a figure as its page opens it has the address of its page', async ({ page }) => {
  await page.goto('./one-weight/bumps/');
  await complete(page);
  const lab = page.locator('alleyway-lab').first();
  await lab.getByRole('button', { name: 'Share' }).click();
  await expect(lab.getByRole('textbox', { name: 'Link' })).toHaveValue(page.url());
  const picture = await lab.getByRole('textbox', { name: 'Picture' }).inputValue();
  const source = /src="([^"]+)"/.exec(picture)![1]!;
  expect((await page.request.get(source)).headers()['content-type']).toBe('image/png');
  await expect(lab.getByRole('textbox', { name: 'Markdown' })).toHaveValue(`[![A valley, and a way out](${source})](${page.url()})`);
});

for (const path of ['', 'split/ladder/']) {
  test(`without scripts ${path || 'the front page'} shows what the figure showed, and no empty box`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto(`${baseURL}${path}`);
    const picture = page.locator('alleyway-lab img');
    await expect(picture).toBeVisible();
    await expect(picture).toHaveAttribute('alt', /\d/);
    await expect(page.getByText('Loading the figure')).toBeHidden();
    await expect(page.locator('noscript')).toBeVisible();
    expect((await page.locator('alleyway-lab').boundingBox())!.height).toBeLessThan(420);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await context.close();
  });
}

test('where the trainer does not come the page shows what the figure showed, why, and a way on', async ({ page }) => {
  let missing = true;
  await page.route(/\.wasm$/, (route) => (missing ? route.fulfill({ status: 404 }) : route.continue()));
  await page.goto('./double-descent/step/');
  const lab = page.locator('alleyway-lab');
  await expect(lab.getByRole('alert')).toContainText('The trainer could not be loaded');
  await expect(lab.locator('img')).toBeVisible();
  await expect(page.getByText('Loading the figure')).toHaveCount(0);
  missing = false;
  await lab.getByRole('button', { name: 'Try again' }).click();
  await complete(page);
  await expect(lab.locator('img')).toBeHidden();
});
