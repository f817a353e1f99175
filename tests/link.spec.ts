// A link reproduces exactly what its sender saw.

import type { Page } from '@playwright/test';
import { type Lab, expect, test } from './page.ts';

test('a link restores the config, the size and the training set, to the bit', async ({ lab, page }) => {
  await lab.open('figure=double-descent&preset=step&noise=0.35&n=12&seed=77');
  await lab.curve.focus();
  for (let press = 0; press < 4; press++) await lab.curve.press('ArrowLeft');
  await lab.element.getByRole('button', { name: /training set 1/i }).click();
  await expect.poll(() => lab.fragment().get('draw')).toBe('2');
  await expect.poll(() => lab.fragment().get('size')).toBe(String(await lab.size()));
  await page.mouse.move(0, 0);
  const seen = { run: await lab.export(), csv: await lab.export('csv'), size: await lab.size() };

  await lab.atRest(lab.fit);
  const pictures = { fit: await lab.picture(lab.fit), curve: await lab.picture(lab.curve) };

  await lab.open(new URL(page.url()).hash.slice(1));
  expect(await lab.export()).toBe(seen.run);
  expect(await lab.export('csv')).toBe(seen.csv);
  expect(await lab.size()).toBe(seen.size);
  await expect.poll(() => lab.picture(lab.fit)).toBe(pictures.fit);
  await expect.poll(async () => (await lab.picture(lab.curve)) === pictures.curve).toBe(true);
});

test('the address names only what differs from the preset', async ({ lab }) => {
  await lab.open();
  await lab.button('More').click();
  const seed = lab.element.getByRole('textbox', { name: /seed/i });
  await seed.fill('5');
  await seed.press('Enter');
  await lab.complete();
  await expect.poll(() => Object.fromEntries(lab.fragment())).toEqual({ figure: 'double-descent', preset: 'wiggle', seed: '5' });
});

test('back and forward go through what was done, one gesture a step', async ({ lab, page }) => {
  await lab.open();
  const runs = [await lab.export()];
  await lab.preset(/^step/i).click();
  await lab.complete();
  runs.push(await lab.export());
  const ridge = lab.control(/ridge/i);
  const box = (await ridge.boundingBox())!;
  await page.mouse.move(box.x + 8, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 10 });
  await page.mouse.up();
  await lab.complete();
  runs.push(await lab.export());
  expect(new Set(runs).size).toBe(3);

  for (const [go, run] of [['goBack', 1], ['goBack', 0], ['goForward', 1], ['goForward', 2]] as const) {
    await page[go]();
    await lab.complete();
    await expect.poll(async () => (await lab.export()) === runs[run], { message: `${go} to run ${run}` }).toBe(true);
  }
});

test('the share button copies the address of what is seen', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.open('figure=double-descent&preset=chirp&noise=0.1&size=30');
  await lab.button('Share').click();
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(Object.fromEntries(new URLSearchParams(copied.hash.slice(1)))).toMatchObject({ preset: 'chirp', size: '30' });
});

test('a link restores what the charts below show, and refuses what they cannot', async ({ lab }) => {
  await lab.open('figure=double-descent&preset=wiggle');
  const chooser = lab.element.getByRole('combobox', { name: 'What is drawn here' });
  await expect(chooser.first()).toHaveValue('norm');
  await chooser.first().selectOption('singular');
  expect(lab.fragment().get('show.first')).toBe('singular');
  await lab.open(new URL(lab.page.url()).hash.slice(1));
  await expect(chooser.first()).toHaveValue('singular');
  await chooser.first().selectOption('norm');
  expect(lab.fragment().get('show.first')).toBeNull();
  await lab.load('figure=double-descent&show.first=beauty');
  await expect(lab.refusal).toContainText(/show\.first must be one of norm, roughness/);
  await lab.button('Use the default').click();
  await lab.complete();
});

/** As an address that is pasted into the open page. */
const paste = (page: Page, fragment: string) =>
  page.evaluate((fragment) => {
    location.hash = fragment;
  }, fragment);

const figureOf = (lab: Lab, name: string) => lab.page.locator(`alleyway-lab[figure="${name}"]`);
const exportOf = (lab: Lab, name: string): Promise<string> => lab.export.call(Object.assign(Object.create(lab), { element: figureOf(lab, name) }));

for (const [figure, fragment, keys] of [
  ['least-norm', 'figure=least-norm&preset=two-starts&start=5', { start: 5 }],
  ['one-weight', 'figure=one-weight&preset=bumps&stage=2&start=-1.7', { stage: 2, start: -1.7 }],
  ['split', 'figure=split&preset=ladder&splits=2', { splits: 2 }],
  ['traps', 'figure=traps&preset=eight&runs=30&seed=7', { runs: 30, seed: 7 }],
  ['landscape', 'figure=landscape&preset=thirty&width=5&steps=400&resolution=9', { width: 5, steps: 400 }],
  ['memorise', 'figure=memorise&preset=ring&penalty=0.05', { penalty: 0.05 }],
] as const) {
  test(`an address of ${figure} that is pasted into the open page leads there, and changes nothing else`, async ({ lab, page }) => {
    await lab.open('figure=double-descent&preset=step&noise=0.3');
    const first = await lab.export();
    await expect(figureOf(lab, figure)).toHaveCount(0);
    await paste(page, fragment);
    const target = figureOf(lab, figure);
    await expect(target).toHaveAttribute('data-state', 'complete');
    await expect(target.locator('.verdict')).toBeInViewport();
    await expect.poll(async () => JSON.parse(await exportOf(lab, figure)).config).toMatchObject(keys);
    // The next key that is pressed is one of that figure.
    await expect(target).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(target.getByRole('button', { name: 'Reset' })).toBeFocused();
    expect(await lab.export()).toBe(first);

    // One entry of the history: back is the first figure, where it was, and forward the other one again.
    await page.goBack();
    await expect(lab.curve).toBeInViewport();
    expect(await lab.export()).toBe(first);
    expect(Object.fromEntries(lab.fragment())).toMatchObject({ figure: 'double-descent', noise: '0.3' });
    await page.goForward();
    await expect(target.locator('.verdict')).toBeInViewport();
    await expect.poll(async () => JSON.parse(await exportOf(lab, figure)).config).toMatchObject(keys);
  });
}

test('an address of the first figure that is pasted while another is in view leads back to it', async ({ lab, page }) => {
  await lab.open('figure=traps&preset=eight&runs=30');
  const traps = figureOf(lab, 'traps');
  await expect(traps).toHaveAttribute('data-state', 'complete');
  await expect(lab.curve).not.toBeInViewport();
  const count = await exportOf(lab, 'traps');
  const places: number[] = [];
  for (const fragment of ['figure=double-descent&preset=chirp&noise=0.2', 'preset=chirp&noise=0.1']) {
    await page.evaluate(() => scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' }));
    await expect(lab.curve).not.toBeInViewport();
    places.push(await page.evaluate(() => scrollY));
    await paste(page, fragment);
    await expect(lab.curve).toBeInViewport();
    await lab.complete();
    await expect.poll(async () => (await lab.config()).noise).toBe(Number(fragment.slice(-3)));
  }
  expect(await exportOf(lab, 'traps')).toBe(count);
  // Back is where the page stood when it was left, and not where its figure is.
  for (const place of places.reverse()) {
    await page.goBack();
    await expect.poll(async () => Math.abs((await page.evaluate(() => scrollY)) - place)).toBeLessThan(60);
  }
  expect(await exportOf(lab, 'traps')).toBe(count);
});

test('a pasted address of a figure that nobody knows is refused where it can be read', async ({ lab, page }) => {
  await lab.open('figure=traps&preset=eight&runs=30');
  await paste(page, 'figure=triple-ascent&n=3');
  await expect(lab.refusal).toContainText('triple-ascent');
  await expect(lab.refusal).toBeInViewport();
});

test('a link in the prose leaves the reader where the next word is read', async ({ lab, page }) => {
  await lab.open();
  const link = page.locator('article a[href*="size=12"]').first();
  await link.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => lab.size()).toBe(12);
  await expect(lab.curve).toBeInViewport();
  await expect(link).toBeFocused();
});
