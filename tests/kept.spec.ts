// The lab is kept by the browser, whole or not at all: it opens without a network after one visit, and a new build is shown as
// soon as the host has one.

import { type BrowserContext, expect, type Page, test as base } from '@playwright/test';
import { serveFaulty } from './faulty.mjs';
import { serveHosts } from './hosts.mjs';

type Host = Awaited<ReturnType<typeof serveFaulty>>;

const test = base.extend<{ host: Host }>({
  serviceWorkers: 'allow',
  host: async ({}, use) => {
    const host = await serveFaulty();
    await use(host);
    host.close();
  },
});

const lab = (page: Page, figure: string) => page.locator(`alleyway-lab[figure="${figure}"]`);

async function complete(page: Page, figure = 'double-descent') {
  await expect(lab(page, figure)).toHaveAttribute('data-state', 'complete');
}

const resultOf = (page: Page) => lab(page, 'double-descent').evaluate((element) => (element as HTMLElement & { result: object }).result);

/** Visit the lab, and stay until the page says that it is kept. */
async function visit(context: BrowserContext, host: Host, path = '') {
  const page = await context.newPage();
  await page.goto(host.address + path);
  await complete(page);
  await expect(page.locator('footer')).toContainText('It is kept in this browser and opens without a network.');
  return page;
}

const caches = (page: Page) => page.evaluate(() => window.caches.keys());

/** The next build of the site, as far as a visitor can tell. */
function deploy(host: Host) {
  host.spoil(/^\/$/, (text: string) => text.replace('<title>', '<title>Next: '));
  host.spoil(/service-worker\.js$/, (text: string) => text.replace(/"version":"\w+"/, '"version":"next"'));
}

test('after one visit the lab opens without a network: each figure, its page, its data, and the same bits', async ({ context, host }) => {
  const page = await visit(context, host);
  const before = await resultOf(page);
  host.close();
  await page.goto('about:blank');
  await page.goto(host.address);
  await complete(page);
  expect(await resultOf(page)).toEqual(before);
  for (const [figure, path] of Object.entries({
    'double-descent': 'double-descent/digits/#figure=double-descent&preset=digits&draws=1',
    'one-weight': 'one-weight/bumps/',
    memorise: 'memorise/index.html?utm=mail#figure=memorise&preset=ring&steps=400',
  })) {
    await page.goto(host.address + path);
    await complete(page, figure);
  }
});

test('what is kept is all that the site runs', async ({ context, host }) => {
  const page = await visit(context, host, 'double-descent/wiggle/');
  const kept = await page.evaluate(async () => {
    const [name = ''] = await window.caches.keys();
    return (await (await window.caches.open(name)).keys()).map(({ url }) => new URL(url).pathname.slice(1));
  });
  const map = await (await page.request.get(`${host.address}sitemap.xml`)).text();
  const pages = [...map.matchAll(/<loc>https?:\/\/[^/]+\/([^<]*)<\/loc>/g)].map(([, path]) => path);
  expect(pages.length).toBeGreaterThan(40);
  expect(kept).toEqual(expect.arrayContaining(pages));
  for (const kind of [/\.wasm$/, /worker-.*\.js$/, /digits.*\.gz$/, /diabetes.*\.csv$/, /\.css$/, /^icon\.svg$/]) expect(kept.some((path) => kind.test(path)), String(kind)).toBe(true);
  expect(kept.filter((path) => /^offline\/|^embed\.|\.png$/.test(path))).toEqual([]);
});

test('a new build is seen at once, is kept in the place of the old one, and opens without a network', async ({ context, host }) => {
  const old = await visit(context, host);
  const [before] = await caches(old);
  deploy(host);
  const page = await context.newPage();
  await page.goto(host.address);
  await expect(page).toHaveTitle(/^Next: /);
  await complete(page);
  // As long as a page of the old build is open, which may still ask for its files, both are kept.
  await expect.poll(() => caches(page)).toEqual([before, expect.stringMatching(/next$/)]);
  await old.reload();
  await complete(old);
  await Promise.all([old.close(), page.close()]);
  let next = await context.newPage();
  // A page that is opened before the browser has noticed that the others are gone is still one of the old build.
  const keptNow = async () => {
    await next.close();
    next = await context.newPage();
    await next.goto(host.address);
    return caches(next);
  };
  await expect.poll(keptNow).toEqual([expect.stringMatching(/next$/)]);
  host.close();
  await next.goto('about:blank');
  await next.goto(host.address);
  await expect(next).toHaveTitle(/^Next: /);
  await complete(next);
});

test('a build of which a part is not what it should be is not kept; the next visit tries again', async ({ context, host }) => {
  for (const [pattern, fault] of [
    [/memorise-[^/]*\.js$/, 'wrong'],
    [/others-[^/]*\.wasm$/, 'half'],
    [/^\/traps\/$/, 'missing'],
    // A page of another build.
    [/^\/split\/$/, (text: string) => text.replaceAll(/index-[\w-]+\.js/g, 'index-another.js')],
  ] as const) {
    host.spoil(pattern, fault);
    const page = await context.newPage();
    await page.goto(host.address);
    await complete(page);
    // No figure on this page has asked for it.
    await expect.poll(() => host.asked.some((path) => pattern.test(path))).toBe(true);
    await expect.poll(() => page.evaluate(async () => [await window.caches.keys(), (await navigator.serviceWorker.getRegistrations()).length])).toEqual([[], 0]);
    await expect(page.locator('footer')).not.toContainText('kept');
    await page.close();
    host.heal();
  }
  await visit(context, host);
});

test('a host that is ill, or takes requests and answers none, is not waited for', async ({ context, host }) => {
  const page = await visit(context, host);
  for (const fault of ['ill', 'hung']) {
    host.spoil(/./, fault);
    await page.goto('about:blank');
    await page.goto(host.address);
    await complete(page);
    host.heal();
  }
});

test('an answer of the host that a page is not there is passed on', async ({ context, host }) => {
  const page = await visit(context, host);
  host.spoil(/^\/traps\/$/, 'missing');
  expect((await page.goto(`${host.address}traps/`))?.status()).toBe(404);
  expect((await page.goto(`${host.address}nothing/`))?.status()).toBe(404);
});

test('the site can be installed as an application', async ({ context, host }) => {
  const page = await visit(context, host, 'double-descent/');
  const session = await context.newCDPSession(page);
  const { url, errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toBe(`${host.address}application.webmanifest`);
  const manifest = JSON.parse(data ?? '{}');
  expect(manifest.name).toBe('Alleyway');
  expect(new URL(manifest.start_url, url).href).toBe(host.address);
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(new URL(src, url).href);
    expect(answer.status(), src).toBe(200);
    const bytes = await answer.body();
    if (type === 'image/png') expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }
  // A browser in which nothing stays after it is closed installs nothing; else nothing is in the way.
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

test('a guest on another page keeps nothing', async ({ page, host, baseURL }) => {
  const hosts = await serveHosts();
  await page.goto(hosts.page(`<iframe src="${baseURL}embed.html?figure=least-norm" width="800" height="900"></iframe>`));
  await expect(page.frameLocator('iframe').locator('alleyway-lab')).toHaveAttribute('data-state', 'complete');
  const [, frame] = page.frames();
  expect(await frame!.evaluate(async () => [(await navigator.serviceWorker.getRegistrations()).length, await window.caches.keys()])).toEqual([0, []]);
  hosts.close();
  host.close();
});
