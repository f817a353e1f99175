// Files that need no network: each holds all that it runs, and asks nobody for anything.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, expect, test } from '@playwright/test';

const folder = new URL('../www/dist/offline/', import.meta.url);

/** How a file is opened that was copied to a disk. */
async function opened(browser: Browser, name: string, fragment = '') {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(new URL(`${name}.html${fragment}`, folder).href);
  return { page, errors, requests, lab: page.locator('alleyway-lab').first(), close: () => context.close() };
}

/** A short run of each figure. */
const runs = {
  'double-descent': 'preset=digits&draws=1',
  'least-norm': 'preset=two-starts',
  'one-weight': 'preset=bumps&stage=2',
  split: 'preset=relu&splits=1',
  traps: 'preset=eight&runs=12',
  landscape: 'preset=thirty&width=4&steps=300&resolution=7',
  memorise: 'preset=ring&steps=400',
};

for (const [figure, config] of Object.entries(runs)) {
  test(`the file of ${figure} trains from a disk, without a network, on workers`, async ({ browser }) => {
    const { page, errors, requests, lab, close } = await opened(browser, figure, `#figure=${figure}&${config}`);
    await expect(lab).toHaveAttribute('data-state', 'complete');
    await expect(lab.locator('.verdict')).toContainText(/\d/);
    await expect(lab.locator('.notes').getByText('No worker can be started')).toHaveCount(0);
    expect(page.workers().length).toBeGreaterThan(0);
    expect(requests.filter((address) => !/^(?:file|blob|data):/.test(address))).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
}

test('in the file of the whole lab figures come as they are scrolled to, and a link in the text moves one', async ({ browser }) => {
  const { page, errors, requests, lab, close } = await opened(browser, 'alleyway');
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await page.getByRole('link', { name: '15, as many as there are points' }).click();
  await expect(page).toHaveURL(/alleyway\.html#figure=double-descent&preset=wiggle&size=15$/);
  await page.locator('alleyway-later[figure=split]').scrollIntoViewIfNeeded();
  await expect(page.locator('alleyway-lab[figure=split]')).toHaveAttribute('data-state', 'complete');
  expect(requests.filter((address) => !/^(?:file|blob|data):/.test(address))).toEqual([]);
  expect(errors).toEqual([]);
  await close();
});

test('what is shared out of a file leads to the site that it came from, and so does a way to a figure that is not in it', async ({ browser }) => {
  const { page, lab, close } = await opened(browser, 'double-descent', '#figure=double-descent&preset=tanh-network-lm&draws=1&sizes=13,61,121&size=61');
  await expect(lab).toHaveAttribute('data-state', 'complete');
  const site = (await page.getByRole('link', { name: 'Alleyway', exact: true }).getAttribute('href'))!;
  await lab.getByRole('button', { name: 'Share' }).click();
  expect((await lab.getByRole('textbox', { name: 'Link' }).inputValue()).startsWith(`${site}double-descent/tanh-network-lm/#`)).toBe(true);
  expect((await lab.getByRole('link', { name: 'See its landscape' }).getAttribute('href'))!.startsWith(`${site}#figure=landscape`)).toBe(true);
  await close();
});

test('a file is read alike in every encoding', () => {
  for (const name of ['alleyway', ...Object.keys(runs)])
    expect(/[^\0-\x7f]/.test(readFileSync(fileURLToPath(new URL(`${name}.html`, folder)), 'utf8')), name).toBe(false);
});
