// Whoever looks, on whatever screen, with whatever they have to move it.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { Frames } from './gate.ts';
import { expect, test } from './page.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in ${colorScheme}, closed or with everything open`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme });
    await lab.open();
    const blame = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);
    expect(await blame()).toEqual([]);
    await lab.button('More').click();
    for (const button of ['Share', 'Data table', 'Save', 'Cite']) await lab.button(button).click();
    await expect(lab.element.getByRole('group', { name: 'Cite', exact: true })).toBeVisible();
    expect(await blame()).toEqual([]);
    await lab.load('figure=double-descent&n=0');
    await expect(lab.refusal).toBeVisible();
    expect(await blame()).toEqual([]);
  });
}

for (const width of [320, 390, 768, 1280, 3840]) {
  test(`at ${width} px the page does not scroll sideways`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await lab.open();
    await lab.button('More').click();
    for (const button of ['Data table', 'Save', 'Cite']) await lab.button(button).click();
    await expect(lab.element.getByRole('group', { name: 'Cite', exact: true })).toBeVisible();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}

for (const [width, height] of [[1280, 720], [390, 844]] as const) {
  test(`the first screen of ${width} by ${height} holds the title and both pictures`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await lab.open();
    for (const part of [page.getByRole('heading', { level: 1 }), lab.fit, lab.curve]) {
      const box = (await part.boundingBox())!;
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
  });
}

test('with reduced motion nothing moves by itself', async ({ lab, page }) => {
  await lab.open();
  const largest = await lab.size();
  // With motion the story would begin 900 ms after the run. On the page's own clock what is set before is done before.
  await page.evaluate(() => new Promise((after) => setTimeout(after, 1000)));
  expect(await lab.size()).toBe(largest);
  await expect(lab.button('Play')).toBeVisible();
});

/** The colours of a picture of an element, at shares of its width and height. */
async function coloursAt(page: Page, element: Locator, ...places: [number, number][]): Promise<string[]> {
  const png = (await element.screenshot()).toString('base64');
  return page.evaluate(
    async ([png, places]) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(picture, 0, 0);
      return places.map(([x, y]) => `${context.getImageData(Math.floor(x * picture.width), Math.floor(y * picture.height), 1, 1).data}`);
    },
    [png, places] as const,
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`where the system has ${colorScheme} colours of its own a slider has a track, and what is quiet elsewhere is not`, async ({ lab, page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme });
    await lab.open();
    const [beside, done, left] = await coloursAt(page, lab.control('Training points'), [0.95, 0.1], [0.1, 0.5], [0.95, 0.5]);
    expect(new Set([beside, done, left]).size).toBe(3);
    const muted = () => lab.element.evaluate((element) => getComputedStyle(element).getPropertyValue('--muted').trim());
    const forced = await muted();
    await page.emulateMedia({ forcedColors: 'none', contrast: 'more', colorScheme });
    expect(await muted()).toBe(forced);
    await page.emulateMedia({ forcedColors: 'none', contrast: 'no-preference', colorScheme });
    expect(await muted()).not.toBe(forced);
  });
}

test('without that wish the story plays once by itself, and a touch stops it', async ({ lab, page }) => {
  const frames = await Frames.build(page);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await lab.open();
  await expect(lab.button('Pause')).toBeVisible();
  const first = await lab.size();
  await frames.until(async () => (await lab.size()) > first);
  await lab.button('Pause').click();
  const stopped = await lab.size();
  await frames.pass(200);
  expect(await lab.size()).toBe(stopped);
  await expect(lab.button('Play')).toBeVisible();
});

test('the story ends at the largest model', async ({ lab, page }) => {
  const frames = await Frames.build(page);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await lab.open('figure=double-descent&preset=wiggle&sizes=1,5,15,40,200');
  await lab.button('Play').click();
  await expect(lab.button('Pause')).toBeVisible();
  await frames.until(() => lab.button('Play').isVisible());
  expect(await lab.size()).toBe(200);
});

test('every control can be reached with the tab key, in the order in which it is read', async ({ lab, page }) => {
  await lab.open();
  const reached: string[] = [];
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? (element instanceof HTMLInputElement ? element.name : element?.textContent?.trim()) ?? '';
    });
    reached.push(name);
  }
  const places = ['Reset', 'Play', 'Step', 'Share', 'Full screen', 'Number of parameters', 'noise', 'New seed', 'More', 'Data table', 'Save', 'Cite'].map((name) => reached.indexOf(name));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('a row of pills is one stop of the tab key, and the arrows go along it', async ({ lab, page }) => {
  await lab.open();
  const row = lab.element.getByRole('group', { name: 'Presets' });
  const [first, second, last] = [row.getByRole('button').nth(0), row.getByRole('button').nth(1), row.getByRole('button').last()];
  await lab.button('Step').focus();
  await page.keyboard.press('Tab');
  await expect(first).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(second).toBeFocused();
  await page.keyboard.press('End');
  await expect(last).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(first).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(lab.button('Share')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  // To what is chosen, not to where the focus was.
  await expect(first).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(second).toHaveAttribute('aria-pressed', 'true');
  await expect(second).toBeFocused();
});

for (const width of [390, 1280]) {
  test(`at ${width} px the examples where bigger loses are named in view, and a click leads to them`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height: 844 });
    await lab.open();
    const name = lab.element.locator('.between');
    const first = lab.preset(/^Tanh network$/);
    await expect(name).toBeInViewport({ ratio: 0.9 });
    await expect(first).not.toBeInViewport({ ratio: 0.5 });
    // Nothing peeps out beyond it.
    const [row, box] = [await name.locator('..').boundingBox(), await name.boundingBox()];
    expect(Math.abs(row!.x + row!.width - box!.x - box!.width)).toBeLessThan(1.5);
    await name.click();
    await expect(first).toBeInViewport({ ratio: 0.9 });
    await expect(first).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(first).toHaveAttribute('aria-pressed', 'true');
  });
}

test('the first stop of the tab key leads past the entries of the page', async ({ lab, page }) => {
  await lab.open();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the figure' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to the figure' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(lab.button('Reset')).toBeFocused();
});

test('the sentence is spoken when the run is complete', async ({ lab }) => {
  await lab.open();
  const { verdict } = JSON.parse(await lab.export());
  const spoken = lab.element.locator('[aria-live="polite"]');
  await expect(spoken.first()).toHaveText(verdict.text);
});

test('the table holds every number of the curve', async ({ lab }) => {
  await lab.open();
  const { series } = JSON.parse(await lab.export());
  await lab.button('Data table').click();
  const table = lab.element.getByRole('region', { name: 'Data table' }).getByRole('table');
  await expect(table.getByRole('row')).toHaveCount(1 + series[0].values.length);
  await expect(table.getByRole('columnheader').first()).toHaveText('size');
});

for (const [button, ending, starts] of [['CSV', '.csv', 'size,'], ['JSON', '.json', '{'], ['PNG', '.png', '\x89PNG'], ['PNG 2x', '@2x.png', '\x89PNG'], ['SVG', '.svg', '<svg']] as const) {
  test(`the ${button} button saves a file of that kind`, async ({ lab }) => {
    await lab.open();
    const file = await lab.save(button);
    expect(file.name).toBe(`alleyway-double-descent-wiggle${ending}`);
    const text = file.bytes.toString('latin1');
    expect(text.startsWith(starts)).toBe(true);
    if (ending === '.json') expect(text).toBe(await lab.export('json'));
    if (ending === '.csv') expect(text).toBe(await lab.export('csv'));
  });
}

test('one key, while the focus is in it, shows the figure on the whole screen, with text of at least 24 px', async ({ lab, page }) => {
  await lab.open();
  // Elsewhere a letter is the page's, and one that somebody has taken is theirs.
  await page.keyboard.press('f');
  const full = () => page.evaluate(() => document.fullscreenElement !== null);
  expect(await full()).toBe(false);
  await page.evaluate(() => document.addEventListener('keydown', (event) => event.preventDefault(), { capture: true, once: true }));
  await lab.pressFull();
  expect(await full()).toBe(false);
  await lab.pressFull();
  await expect(lab.button('Leave full screen')).toBeVisible();
  const sizes = await lab.element.locator('.verdict, .head h3').evaluateAll((elements) => elements.map((element) => Number.parseFloat(getComputedStyle(element).fontSize)));
  for (const size of sizes) expect(size).toBeGreaterThanOrEqual(24);
  await lab.pressFull();
  await expect(lab.button('Full screen')).toBeVisible();
});

test('words in the prose move the figure', async ({ lab, page }) => {
  await lab.open();
  const links = page.locator('article a[href^="#figure="]');
  expect(await links.count()).toBeGreaterThan(2);
  const before = await lab.export();
  for (const link of await links.all()) {
    await link.click();
    await lab.complete();
    await expect(lab.refusal).toHaveCount(0);
  }
  expect(await lab.export()).not.toBe(before);
});
