// A link that chat tools, mailers or editors of pages have changed shows what its sender saw, or says why not.

import type { Page } from '@playwright/test';
import { type Lab, expect, test } from './page.ts';

const CLEAN = 'figure=double-descent&preset=step&noise=0.35&n=12&seed=77&size=9&draw=2';

const figureOf = (page: Page, name: string) => page.locator(`alleyway-lab[figure="${name}"]`);
const exportOf = (lab: Lab, name: string): Promise<string> => lab.export.call(Object.assign(Object.create(lab), { element: figureOf(lab.page, name) }));

const query = (page: Page) => new URL(page.url()).search;

test('a link that was escaped, encoded, wrapped or decorated has the same picture and the same bits', async ({ lab }) => {
  await lab.open(CLEAN);
  const clean = await lab.export();
  expect(await lab.size()).toBe(9);
  for (const mangled of [
    CLEAN.replaceAll('&', '&amp;'),
    encodeURIComponent(encodeURIComponent(`#${CLEAN}`)),
    `${CLEAN.replaceAll('&', ';')}%3E%29.`,
    `/${CLEAN.replaceAll('=', '=3D').replace('step', 'st=\r\nep')}`,
    `!${CLEAN.replaceAll('-', '\u2011').replaceAll('&', ' & ')}&utm_source=chat&fbclid=IwAR0_x`,
    CLEAN.toUpperCase(),
    CLEAN.replace('0.35', '0,35'),
  ]) {
    await lab.open(mangled);
    expect(await lab.export(), mangled).toBe(clean);
    expect(await lab.size(), mangled).toBe(9);
    await expect(lab.element.getByRole('button', { name: /training set 2/i })).toBeVisible();
  }
});

test('what was restored is written back clean at the next change', async ({ lab }) => {
  await lab.open('?FIGURE=double-descent&amp;preset=step&amp;noise=0,35&amp;utm_source=chat&amp;size=9%29.');
  await lab.button('More').click();
  const seed = lab.element.getByRole('textbox', { name: /seed/i });
  await seed.fill('5');
  await seed.press('Enter');
  await lab.complete();
  await expect.poll(() => new URL(lab.page.url()).hash).toBe('#figure=double-descent&preset=step&noise=0.35&seed=5&size=9');
});

test('a figure further down is found by a link that was encoded as a whole, and by one that is pasted', async ({ lab, page }) => {
  const clean = 'figure=traps&preset=eight&runs=30&seed=7';
  await lab.open(clean);
  const traps = figureOf(page, 'traps');
  await expect(traps).toHaveAttribute('data-state', 'complete');
  const run = await exportOf(lab, 'traps');
  await lab.open(encodeURIComponent(clean));
  await expect(traps).toHaveAttribute('data-state', 'complete');
  await expect(traps.locator('.verdict')).toBeInViewport();
  expect(await exportOf(lab, 'traps')).toBe(run);

  await lab.open();
  await expect(traps).toHaveCount(0);
  await page.evaluate((fragment) => {
    location.hash = fragment;
  }, clean.replaceAll('&', String.raw`\&amp;`));
  await expect(traps).toHaveAttribute('data-state', 'complete');
  await expect(traps.locator('.verdict')).toBeInViewport();
  expect(await exportOf(lab, 'traps')).toBe(run);
});

test('a query is read where the fragment was dropped, the fragment wins, and the next change makes a link of it', async ({ lab, page }) => {
  await lab.open(CLEAN);
  const clean = await lab.export();
  for (const fragment of ['', 'partly-true', '?secret=Ab3dE']) {
    await lab.open(fragment, `workers=2&${CLEAN}`);
    expect(await lab.export(), fragment).toBe(clean);
  }
  await lab.open(CLEAN, 'figure=double-descent&preset=chirp');
  expect(await lab.export()).toBe(clean);

  await lab.open('', `workers=2&${CLEAN}`);
  await lab.preset(/^chirp/i).click();
  await lab.complete();
  await expect.poll(() => lab.fragment().get('preset')).toBe('chirp');
  expect(query(page)).toBe('?workers=2');
  await page.goBack();
  await expect.poll(() => query(page)).toBe(`?workers=2&${CLEAN}`);
  await lab.complete();
  await expect.poll(() => lab.export()).toBe(clean);
});

test('the page of a frame understands its query as well', async ({ lab, page }) => {
  await lab.open(CLEAN);
  const clean = await lab.export();
  for (const end of [
    `?${CLEAN.replaceAll('&', '&amp;')}&amp;title=A%20%26%20B&amp;utm_source=blog#?secret=Ab3dE`,
    `?${CLEAN.replace('0.35', '0,35')}%23?secret=Ab3dE`,
    `?${CLEAN.replaceAll('&', '&#038;')}`,
    `?utm_source=blog#${encodeURIComponent(CLEAN)}`,
    `?figure=Double-Descent&preset=step&config=${encodeURIComponent(CLEAN.split('&').slice(2).join('&amp;'))}`,
  ]) {
    await page.goto('about:blank');
    await page.goto(`./embed.html${end}`);
    await lab.complete();
    expect(await lab.export(), end).toBe(clean);
    await expect(lab.element.getByText('A & B')).toHaveCount(end.includes('title') ? 1 : 0);
  }
  await page.goto('./embed.html?figure=double-descent&preset=step&amp;preset=wiggle');
  await expect(lab.refusal).toContainText('preset is given twice');
});

test('a link that was cut short is refused in a sentence that names what there is', async ({ lab }) => {
  for (const [fragment, says] of [
    ['figure=double-descent&preset=wig', /there is no preset named wig; known: wiggle, /],
    ['figure=double-descent&amp;preset', /there is no preset named nothing; known: wiggle, /],
    ['figure=', /there is no figure named nothing; known: double-descent, /],
    ['figure=double-descent&noise=0.2…', /noise must be a number between 0 and \d+, got 0\.2\.\.\./],
    ['figure=double-descent&preset=wiggle%E0%A4', /there is no preset named wiggle\ufffd; known: /],
    ['figure=double-descent&noise=1.234,5', /noise must be a number between 0 and \d+, got 1\.234,5/],
    ['figure=double-descent&n=20&source=chat', /there is no key named source; known: /],
  ] as const) {
    await lab.load(fragment);
    await expect(lab.refusal, fragment).toContainText(says);
    await expect(lab.element).toHaveAttribute('data-state', 'error');
  }
});

test('an ordinary anchor and what others append leave the figure as the page has it', async ({ lab }) => {
  await lab.open();
  const usual = await lab.export();
  for (const [fragment, search] of [['partly-true', ''], ['?secret=Ab3dE', ''], ['utm_source=chat', ''], ['', 'utm_source=chat&fbclid=x']] as const) {
    await lab.open(fragment, search);
    expect(await lab.export()).toBe(usual);
    await expect(lab.refusal).toHaveCount(0);
  }
});
