// The workers: how many there are never shows. What happens when one dies: faults.test.mjs.

import { frame, Gate } from './gate.ts';
import { expect, test } from './page.ts';

const fragment = 'figure=double-descent&preset=wiggle&seed=3';

test('one worker and three give the same bits', async ({ lab }) => {
  const exports: string[] = [];
  for (const workers of [1, 3]) {
    await lab.open(fragment, `workers=${workers}`);
    exports.push(await lab.export('json'), await lab.export('csv'));
  }
  expect(exports[2]).toBe(exports[0]);
  expect(exports[3]).toBe(exports[1]);
});

test('all figures of a page share one pool', async ({ lab, page }) => {
  await lab.open('', 'workers=3');
  for (const figure of ['least-norm', 'one-weight', 'split', 'traps', 'landscape', 'memorise']) {
    await page.locator(`alleyway-later[figure=${figure}], alleyway-lab[figure=${figure}]`).scrollIntoViewIfNeeded();
    await expect(page.locator(`alleyway-lab[figure=${figure}]`)).toHaveAttribute('data-state', /running|complete/);
  }
  expect(page.workers()).toHaveLength(3);
});

test('long work shows an honest fraction, can be cancelled, and run again', async ({ lab, page }) => {
  // What the workers have done comes by the hand of the test: it is never over before it can be cancelled.
  const gate = await Gate.build(page, ['part', 'progress']);
  await lab.load('figure=double-descent&preset=digits&draws=40', 'workers=2');
  const progress = lab.element.getByRole('progressbar', { name: 'Training' });
  await expect(progress).toBeVisible();
  const value = () => progress.evaluate((bar) => (bar as HTMLProgressElement).value);
  const first = await value();
  while ((await value()) <= first) {
    await gate.pass();
    await frame(page);
  }
  await lab.button('Cancel').click();
  await expect(lab.element).toHaveAttribute('data-state', 'cancelled');
  await expect(progress).toHaveCount(0);
  await expect(lab.button('Run again')).toBeVisible();

  await lab.control(/noise|points/i).first().focus();
  await gate.open();
  await lab.preset(/^wiggle/i).click();
  await lab.complete();
});

test('the first screen loads neither the data sets, nor the pad, nor the module of other figures', async ({ lab, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await lab.open();
  expect(asked.filter((path) => /digits|diabetes|pad/.test(path))).toEqual([]);
  const modules = () => asked.filter((path) => path.endsWith('.wasm')).map((path) => /\/(double-descent|others)-[^/]*$/.exec(path)?.[1]);
  expect(modules()).toEqual(['double-descent']);
  // The next figure brings its own, and all that come after it have that already.
  for (const figure of ['one-weight', 'split']) {
    await page.locator(`alleyway-later[figure="${figure}"]`).scrollIntoViewIfNeeded();
    await expect(page.locator(`alleyway-lab[figure="${figure}"]`)).toHaveAttribute('data-state', 'complete');
  }
  expect(modules()).toEqual(['double-descent', 'others']);
});

test('it sends nothing anywhere, and runs under a strict content security policy', async ({ lab, page, baseURL }) => {
  const away: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(baseURL!).origin) away.push(request.url());
    if (request.method() !== 'GET') away.push(`${request.method()} ${request.url()}`);
  });
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch();
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'";
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  await lab.open();
  expect(away).toEqual([]);
});
