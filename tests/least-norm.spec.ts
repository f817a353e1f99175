// Least norm: two descents on one loss, watched step by step.

import { AxeBuilder } from '@axe-core/playwright';
import { Frames } from './gate.ts';
import { Lab, expect, test as base } from './page.ts';

class Fits extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="least-norm"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly sentence = this.element.locator('.verdict');
  readonly distance = this.element.getByRole('slider', { name: /^Both descents: / });

  async result() {
    const { summary, series, verdict, config } = JSON.parse(await this.export());
    const of = (name: string): number[] => series.find((one: { name: string }) => one.name === name)?.values ?? [];
    return { summary, verdict, config, of };
  }
}

const test = base.extend<{ fits: Fits }>({
  fits: async ({ page }, use) => {
    const fits = new Fits(page);
    await use(fits);
    expect(fits.errors, 'the console').toEqual([]);
  },
});

test('it comes when the reader is near, and opens with the claim held', async ({ fits, page }) => {
  await page.goto('./');
  await expect(page.locator('alleyway-lab').first()).toHaveAttribute('data-state', 'complete');
  await page.locator('#many-fits').scrollIntoViewIfNeeded();
  await fits.complete();
  const { summary, verdict } = await fits.result();
  expect(verdict.holds).toBe(true);
  expect(summary.aside_far).toBeCloseTo(summary.aside_start, 9);
  expect(summary.moved_far).toBeLessThan(1e-9);
  await expect(fits.sentence).toContainText('The one from zero is the fit of least norm');
});

test('Adam ends elsewhere and the sentence says so; with one fit only there is nothing to pick', async ({ fits }) => {
  await fits.open('figure=least-norm&preset=two-starts');
  await fits.preset(/^Adam$/).click();
  await expect(fits.sentence).toContainText('Not in this run');
  await fits.complete();
  expect((await fits.result()).verdict.holds).toBe(false);
  await fits.preset(/^Eight parameters$/).click();
  await expect(fits.sentence).toContainText('there is one fit of least squares');
  expect((await fits.result()).verdict.holds).toBe(null);
});

test('a moment of the descent is in the link, comes back with it, and the sentence does not tell the end', async ({ fits }) => {
  await fits.open('figure=least-norm&preset=two-starts&moment=40');
  const { of } = await fits.result();
  const step = of('step')[40]!;
  await expect(fits.distance).toHaveAttribute('aria-valuetext', new RegExp(`^step ${step.toLocaleString('en')} of 3,000`));
  await expect(fits.sentence).toContainText(`After ${step.toLocaleString('en')} steps`);
  await expect(fits.sentence).not.toContainText('fit of least norm:');
  await fits.distance.focus();
  await fits.page.keyboard.press('ArrowRight');
  await expect.poll(() => fits.fragment().get('moment')).toBe('41');
});

test('the far start is a slider, from zero on, and what is on its way or diverges is told as such', async ({ fits }) => {
  await fits.open('figure=least-norm&preset=two-starts');
  const start = fits.control('Far start');
  await start.focus();
  await fits.page.keyboard.press('Home');
  await fits.complete();
  await expect(fits.sentence).toContainText('too near to zero');
  expect((await fits.config())['start']).toBe(0);
  await fits.open('figure=least-norm&preset=two-starts&steps=60');
  await expect(fits.sentence).toContainText('this run cannot say where it ends');
  await fits.open('figure=least-norm&preset=two-starts&rate=3');
  await expect(fits.sentence).toContainText('is too large for it');
});

test('without a wish for less motion the descent is played, and ends where it was', async ({ fits, page }) => {
  const frames = await Frames.build(page, 'least-norm');
  await fits.open('figure=least-norm&preset=two-starts');
  const pictures = () => fits.atRest(fits.element.locator('alleyway-chart'));
  const end = await pictures();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await fits.button('Play').click();
  await expect(fits.button('Pause')).toBeVisible();
  await frames.until(() => fits.button('Play').isVisible());
  expect(await pictures()).toEqual(end);
});

test('on the whole screen the text is large, and the pictures and the sentence are on it', async ({ fits }) => {
  await fits.open('figure=least-norm&preset=two-starts');
  await fits.pressFull();
  await expect(fits.button('Leave full screen')).toBeVisible();
  for (const part of await fits.element.locator('alleyway-chart:visible, .verdict').all()) {
    const box = (await part.boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(720);
    expect(box.height).toBeGreaterThan(60);
  }
});

for (const scheme of ['light', 'dark'] as const) {
  test(`nothing is wrong with it for those who do not see it, ${scheme}`, async ({ fits, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await fits.open('figure=least-norm&preset=two-starts');
    const { violations } = await new AxeBuilder({ page }).include('alleyway-lab[figure="least-norm"]').analyze();
    expect(violations).toEqual([]);
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px it does not scroll sideways`, async ({ fits, page }) => {
    await page.setViewportSize({ width, height: 720 });
    await fits.open('figure=least-norm&preset=two-starts');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}
