// The workers: how many there are never shows, and one that dies is replaced.

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

test('a worker whose module traps is replaced, and the run ends with the same bits', async ({ lab }) => {
  await lab.open(fragment);
  const undisturbed = await lab.export();
  await lab.open(fragment, 'workers=2&trap=1');
  expect(await lab.export()).toBe(undisturbed);
  await expect(lab.element).toContainText(/a fresh one took over/i);
});

test('work that stops two workers ends in a message, and the page lives on', async ({ lab, page }) => {
  // The first two jobs trap, and the first once more in the worker that takes it over.
  await lab.load(fragment, 'workers=1&trap=3');
  await expect(lab.refusal).toBeVisible();
  await expect(lab.element).toHaveAttribute('data-state', 'error');
  await lab.button('Try again').click();
  await lab.complete();
  expect(await page.title()).toContain('Alleyway');
});

test('long work shows an honest fraction, can be cancelled, and run again', async ({ lab }) => {
  await lab.load('figure=double-descent&preset=digits&draws=40', 'workers=2');
  const progress = lab.element.getByRole('progressbar');
  await expect(progress).toBeVisible();
  const value = () => progress.evaluate((bar) => (bar as HTMLProgressElement).value);
  const first = await value();
  await expect.poll(value).toBeGreaterThan(first);
  await lab.button('Cancel').click();
  await expect(lab.element).toHaveAttribute('data-state', 'cancelled');
  await expect(progress).toHaveCount(0);
  await expect(lab.button('Run again')).toBeVisible();

  await lab.control(/noise|points/i).first().focus();
  await lab.preset(/^wiggle/i).click();
  await lab.complete();
});

test('the first screen loads neither the data sets nor the pad', async ({ lab, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await lab.open();
  expect(asked.filter((path) => /digits|diabetes|pad/.test(path))).toEqual([]);
  expect(new Set(asked.map((path) => path.split('.').pop()))).toContain('wasm');
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
