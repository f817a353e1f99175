// Figure and words together: on a wide screen the figure stays beside its text, on a phone what moves it stands below it.

import { expect, test } from './page.ts';

test.describe('on a wide screen', () => {
  test.use({ viewport: { width: 1920, height: 960 } });

  for (const figure of ['double-descent', 'one-weight', 'memorise']) {
    test(`a link in the text of ${figure} moves the figure and not the reader`, async ({ page }) => {
      await page.goto('./');
      const pair = page.locator('.pair').filter({ has: page.locator(`[figure="${figure}"]`) });
      const lab = pair.locator('alleyway-lab');
      // A link of the text that is not the first, so that some text has passed.
      const link = pair.locator(`.prose a[href^="#figure=${figure}"]`).nth(1);
      const toLink = () => link.evaluate((one) => one.scrollIntoView({ block: 'center' }));
      await toLink();
      await expect(lab).toHaveAttribute('data-state', 'complete');
      await toLink();
      const seen = () =>
        lab.locator('.panels').first().evaluate((panels) => {
          const { top, bottom } = panels.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        });
      await expect.poll(seen).toBe(true);
      const before = await page.evaluate(() => scrollY);
      const address = page.url();
      await link.click();
      await expect.poll(() => page.url()).not.toBe(address);
      await expect(lab).toHaveAttribute('data-state', 'complete');
      expect(await seen()).toBe(true);
      expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(2);
      await expect(page.getByRole('button', { name: 'Back to the text' })).toHaveCount(0);
    });
  }

  test('where a figure has begun to leave, a link brings it back', async ({ page }) => {
    await page.goto('./');
    const pair = page.locator('.pair').filter({ has: page.locator('[figure="one-weight"]') });
    const link = pair.locator('.prose a[href^="#figure=one-weight"]').last();
    await link.evaluate((one) => one.scrollIntoView({ block: 'start' }));
    const lab = pair.locator('alleyway-lab');
    await expect(lab).toHaveAttribute('data-state', 'complete');
    await link.evaluate((one) => one.scrollIntoView({ block: 'start' }));
    const top = () => lab.evaluate((lab) => lab.getBoundingClientRect().top);
    expect(await top()).toBeLessThan(0);
    await link.evaluate((one) => (one as HTMLElement).click());
    // Scrolling stops at whole pixels of the screen, boxes do not.
    await expect.poll(top).toBeGreaterThan(-1);
  });

  test('a link from elsewhere, and an entry of the page, land on the figure', async ({ page }) => {
    await page.goto('./');
    await page.getByRole('link', { name: 'A way out' }).click();
    const section = page.locator('section').filter({ has: page.locator('#a-way-out') });
    await expect.poll(() => section.locator('h2').evaluate((h2) => Math.round(h2.getBoundingClientRect().top))).toBeLessThan(40);
    await expect(section.locator('alleyway-lab')).toHaveAttribute('data-state', 'complete');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the sliders stand at the foot of the screen for as long as the figure is there', async ({ page }) => {
    await page.goto('./#figure=memorise&preset=ring');
    const lab = page.locator('alleyway-lab[figure=memorise]');
    await expect(lab).toHaveAttribute('data-state', 'complete');
    const place = (selector: string) =>
      lab.locator(selector).first().evaluate((one) => {
        const { top, bottom, left, right } = one.getBoundingClientRect();
        return { top, bottom, left, right };
      });
    // The main chart in view, its sliders far below it.
    await lab.locator('.main').evaluate((main) => main.scrollIntoView({ block: 'start' }));
    const bar = await place('.controls');
    expect(bar.bottom).toBeLessThanOrEqual(844.5);
    expect(bar.bottom).toBeGreaterThan(820);
    expect(bar.bottom - bar.top).toBeLessThan(90);
    // At least two of them whole, the next one begun.
    const [, second, third] = await lab.locator('.controls > .control').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
    expect(second?.right).toBeLessThan(390);
    expect(third?.left).toBeLessThan(390);
    expect(third?.right).toBeGreaterThan(390);
    // What they move is seen to move.
    const said = await lab.locator('.verdict').innerText();
    await lab.locator('.controls input[type=range]').first().focus();
    for (let press = 0; press < 8; press++) await page.keyboard.press('ArrowRight');
    await expect(lab.locator('.verdict')).not.toHaveText(said);
    await expect(lab).toHaveAttribute('data-state', 'complete');
    // The last one is reached by the tab key, and comes into view.
    await lab.getByRole('button', { name: 'More', exact: true }).focus();
    const more = await lab.getByRole('button', { name: 'More', exact: true }).boundingBox();
    expect((more?.x ?? 0) + (more?.width ?? 0)).toBeLessThanOrEqual(390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    // Below the figure nothing of it stays.
    await page.locator('#answer').evaluate((one) => one.scrollIntoView({ block: 'start' }));
    expect((await place('.controls')).bottom).toBeLessThan(0);
  });
});
