// The page for teachers, and the words of the text that explain themselves.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './page.ts';

const blame = async (page: import('@playwright/test').Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in the page for teachers, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto('./teach/');
    await expect(page.getByRole('heading', { level: 2 })).toHaveCount(6);
    expect(await blame(page)).toEqual([]);
  });
}

for (const width of [320, 1280]) {
  test(`at ${width} px the page for teachers does not scroll sideways`, async ({ page }) => {
    await page.setViewportSize({ width, height: 720 });
    await page.goto('./teach/');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
}

test('the page of the lab leads to it, and from it a link opens exactly what it names', async ({ lab, page }) => {
  await lab.open();
  await page.getByRole('link', { name: 'Five lessons, for teachers' }).click();
  await expect(page).toHaveTitle(/for teachers/);
  await page.getByRole('link', { name: '15', exact: true }).click();
  await lab.complete();
  expect(await lab.size()).toBe(15);
  // Who comes to ask a class is asked, though this browser was asked before.
  await page.goto('./teach/');
  await page.getByRole('link', { name: 'Open the page' }).click();
  await expect(lab.element.getByRole('group', { name: 'What do you expect?' })).toBeVisible();
});

test('a word explains itself to a mouse, to the focus and to a tap, and stops when asked', async ({ lab, page }) => {
  await lab.open();
  const word = page.getByRole('button', { name: 'parameters', exact: true }).first();
  const box = page.getByRole('tooltip');
  await word.scrollIntoViewIfNeeded();
  await word.hover();
  await expect(box).toContainText('A number of the model that training may change.');
  await expect(word).toHaveAttribute('aria-describedby', (await box.getAttribute('id'))!);
  // The mouse may go to what is explained, and back to the text.
  await box.hover();
  await expect(box).toBeVisible();
  await page.mouse.move(5, 5);
  await expect(box).toBeHidden();

  await word.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(word).toBeFocused();
  await expect(box).toBeVisible();
  expect(await blame(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();
  await expect(word).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(box).toBeVisible();
  await page.keyboard.press(' ');
  await expect(box).toBeHidden();
  await word.click();
  await expect(box).toBeVisible();
  await page.mouse.click(5, 300);
  await expect(box).toBeHidden();
});

test('each word explains itself once in each part of the text, and no line breaks elsewhere for it', async ({ lab, page }) => {
  // Before: without what makes words explain themselves.
  await page.route('**/reading-*.js', (route) => route.abort());
  await lab.open();
  const heights = () => page.evaluate(() => [...document.querySelectorAll('.prose p')].map((one) => one.getBoundingClientRect().height));
  const before = await heights();
  lab.errors.length = 0;
  await page.unroute('**/reading-*.js');
  await lab.open();
  await expect(page.locator('.term').first()).toBeAttached();
  expect(await heights()).toEqual(before);
  const parts = await page.evaluate(() =>
    [...document.querySelectorAll('.prose')].map((part) => [...part.querySelectorAll('.term')].map((term) => term.textContent!.toLowerCase())),
  );
  expect(parts.flat().length).toBeGreaterThan(30);
  for (const terms of parts) expect(new Set(terms).size).toBe(terms.length);
});

test('on a phone an explained word is inside of the page', async ({ lab, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await lab.open();
  for (const word of await page.locator('.term').all()) {
    await word.scrollIntoViewIfNeeded();
    await word.evaluate((term) => (term as HTMLElement).click());
    const box = (await page.getByRole('tooltip').boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(320);
    await word.evaluate((term) => (term as HTMLElement).click());
    if ((await word.textContent()) === 'seed') break;
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
