// Links lead to what they name, however much of the page has still to come; and what is read does not move.

import type { Browser, BrowserContext, Page } from '@playwright/test';
import { expect, test } from './page.ts';

const screens = { 'a desktop': { width: 1280, height: 720 }, 'a phone': { width: 390, height: 844 } };

async function opened(browser: Browser, screen: keyof typeof screens, reducedMotion: 'reduce' | 'no-preference' = 'reduce') {
  const phone = screen === 'a phone';
  const context = await browser.newContext({ viewport: screens[screen], isMobile: phone, hasTouch: phone, reducedMotion });
  await first(context);
  const page = await context.newPage();
  await page.goto('./');
  await complete(page, 'double-descent');
  return page;
}

/** A reader who sees what all see at first, and not every chart. */
async function first(context: BrowserContext) {
  await context.addInitScript(() => localStorage.removeItem('alleyway:charts'));
}

async function complete(page: Page, figure: string) {
  await expect(page.locator(`alleyway-lab[figure="${figure}"]`).first()).toHaveAttribute('data-state', 'complete');
}

/** How far below the place that was kept free above it something stands, once every figure that has come is complete and the page is still. */
async function landed(page: Page, selector: string): Promise<number> {
  await expect(page.locator('alleyway-lab:not([data-state="complete"])')).toHaveCount(0);
  return page.evaluate(async (selector) => {
    const target = document.querySelector(selector)!;
    const place = () => [scrollY, document.documentElement.scrollHeight, target.getBoundingClientRect().top].join();
    for (let [same, last] = [0, '']; same < 20; ) {
      await new Promise(requestAnimationFrame);
      const now = place();
      same = now === last ? same + 1 : 0;
      last = now;
    }
    const { scrollHeight, clientHeight } = document.documentElement;
    const margin = Number.parseFloat(getComputedStyle(target).scrollMarginTop) || 0;
    return Math.min(target.getBoundingClientRect().top - margin, scrollHeight - clientHeight - scrollY);
  }, selector);
}

/** A click as a reader's is, that brings nothing into view by itself. */
const click = (page: Page, selector: string) => page.evaluate((selector) => document.querySelector<HTMLElement>(selector)!.click(), selector);

test('who scrolls on at once is not held back', async ({ browser }) => {
  const page = await opened(browser, 'a desktop');
  await click(page, 'nav a[href="#partly-true"]');
  await landed(page, '#partly-true');
  await page.evaluate(() => scrollBy({ top: 300, behavior: 'instant' }));
  const far = await landed(page, '#partly-true');
  expect(Math.abs(far + 300)).toBeLessThan(8);
  await page.context().close();
});

for (const screen of Object.keys(screens) as (keyof typeof screens)[]) {
  for (const motion of ['reduce', 'no-preference'] as const) {
    test(`on ${screen}, ${motion === 'reduce' ? 'without' : 'with'} motion, an entry of the page leads to its heading, the first time and again`, async ({ browser }) => {
      test.slow();
      let page = await opened(browser, screen, motion);
      const entries = await page.locator('nav a').evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
      // From the last: every figure above has still to come.
      for (const href of [entries.at(-1)!, entries.at(-3)!]) {
        await click(page, `nav a[href="${href}"]`);
        expect(Math.abs(await landed(page, href)), `${href}, first`).toBeLessThan(8);
        await click(page, `nav a[href="${entries[0]}"]`);
        await landed(page, entries[0]!);
        await click(page, `nav a[href="${href}"]`);
        expect(Math.abs(await landed(page, href)), `${href}, again`).toBeLessThan(8);
        await page.context().close();
        page = await opened(browser, screen, motion);
      }
      await page.context().close();
    });
  }

  test(`on ${screen} a link of the text leads to its figure, and there is a way back to it`, async ({ browser }) => {
    const page = await opened(browser, screen);
    for (const [link, figure] of [
      ['#figure=double-descent&preset=digits', 'double-descent'],
      ['#figure=memorise&preset=ring&moment=109', 'memorise'],
      ['#figure=split&preset=ladder&splits=2', 'split'],
    ]) {
      const selector = `.prose a[href="${link}"]`;
      await page.locator(selector).first().scrollIntoViewIfNeeded();
      await click(page, selector);
      await complete(page, figure!);
      expect(Math.abs(await landed(page, `alleyway-lab[figure="${figure}"]`)), link).toBeLessThan(8);
      const back = page.getByRole('button', { name: 'Back to the text' });
      await back.click();
      await expect(page.locator(selector).first()).toBeFocused();
      await expect(page.locator(selector).first()).toBeInViewport();
      await expect(back).toBeHidden();
    }
    await page.context().close();
  });

  test(`on ${screen} a network of the sweep leads to its landscape, and a trapped run to its network`, async ({ browser }) => {
    test.slow();
    const page = await opened(browser, screen);
    await page.goto('./#figure=double-descent&preset=tanh-network-lm&draws=1&sizes=13,61,121&size=61');
    const lead = page.locator('alleyway-lab[figure="double-descent"]');
    await lead.getByRole('link', { name: 'See its landscape' }).evaluate((link: HTMLElement) => link.click());
    await complete(page, 'landscape');
    expect(Math.abs(await landed(page, 'alleyway-lab[figure="landscape"]'))).toBeLessThan(8);
    await page.goto('./#figure=traps&preset=eight&runs=60');
    await complete(page, 'traps');
    const traps = page.locator('alleyway-lab[figure="traps"]');
    await traps.getByRole('link', { name: /^Open run/ }).first().evaluate((link: HTMLElement) => link.click());
    await complete(page, 'split');
    expect(Math.abs(await landed(page, 'alleyway-lab[figure="split"]'))).toBeLessThan(8);
    await page.context().close();
  });

  test(`on ${screen} nothing moves by itself under who reads the page from its top to its end`, async ({ browser }) => {
    test.slow();
    const phone = screen === 'a phone';
    const context = await browser.newContext({ viewport: screens[screen], isMobile: phone, hasTouch: phone, reducedMotion: 'reduce' });
    await first(context);
    const page = await context.newPage();
    // https://web.dev/articles/cls: the largest sum of a session of at most five seconds, without a pause of one.
    await page.addInitScript(() => {
      const shown = window as unknown as { shift: number };
      shown.shift = 0;
      let [sum, first, last] = [0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
          if (entry.hadRecentInput) continue;
          if (entry.startTime - last > 1000 || entry.startTime - first > 5000) [sum, first] = [0, entry.startTime];
          last = entry.startTime;
          sum += entry.value;
          shown.shift = Math.max(shown.shift, sum);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    // On a slow one all that a figure shows on its way is seen, one after the other.
    if (phone) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 6 });
    await page.goto('./');
    await complete(page, 'double-descent');
    const end = () => page.evaluate(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 1);
    while (!(await end())) {
      await page.evaluate(() => scrollBy({ top: 0.6 * innerHeight, behavior: 'instant' }));
      await page.waitForTimeout(600);
    }
    await expect(page.locator('alleyway-lab:not([data-state="complete"])')).toHaveCount(0);
    expect(await page.locator('alleyway-lab').count()).toBeGreaterThan(6);
    expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(0.05);
    await context.close();
  });

  test(`on ${screen} the place that is kept for a figure is about as high as the figure`, async ({ browser }) => {
    const page = await opened(browser, screen);
    const kept = await page.locator('alleyway-later').evaluateAll((all) => all.map((one) => [one.getAttribute('figure')!, one.getBoundingClientRect().height] as const));
    expect(kept.length).toBeGreaterThan(5);
    for (const [figure, height] of kept) {
      await page.locator(`alleyway-later[figure="${figure}"]`).scrollIntoViewIfNeeded();
      await complete(page, figure);
      const box = await page.locator(`alleyway-lab[figure="${figure}"]`).boundingBox();
      expect(Math.abs(box!.height - height), `${figure}: ${height} kept, ${box!.height} high`).toBeLessThan(60);
    }
    await page.context().close();
  });
}
