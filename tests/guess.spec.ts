// What readers expect is asked once, before they see it, and how it turned out is told from the run's own numbers.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './page.ts';

// A reader who comes for the first time.
test.use({ storageState: { cookies: [], origins: [] } });

const asks = (lab: Locator) => lab.getByRole('group', { name: 'What do you expect?' });
const show = (lab: Locator) => lab.getByRole('button', { name: 'Show what happens' });
const reply = (lab: Locator) => lab.locator('.reply');

/** The lab of a figure further down, once its run is whole. */
async function figure(page: Page, name: string): Promise<Locator> {
  await page.locator(`alleyway-later[figure="${name}"], alleyway-lab[figure="${name}"]`).scrollIntoViewIfNeeded();
  const lab = page.locator(`alleyway-lab[figure="${name}"]`);
  await expect(lab).toHaveAttribute('data-state', 'complete');
  return lab;
}

interface Result {
  config: { n: number; runs: number };
  summary: Record<string, number>;
  series: { name: string; values: number[] }[];
}

const result = (lab: Locator) => lab.evaluate(lab => (lab as unknown as { result: Result }).result);
const series = ({ series }: Result, name: string) => series.find(one => one.name === name)?.values ?? [];

test('the second descent is not shown until it has been drawn, or the question is left', async ({ lab, page }) => {
  await lab.open();
  const { element } = lab;
  await expect(asks(element)).toContainText('15 parameters');
  // Neither in words, nor in the fit, nor in what else is drawn or saved.
  await expect(element.locator('.verdict')).toHaveCount(0);
  await expect(element.locator('.panel.data')).toContainText('15 parameters');
  await expect(element.locator('.panel.more')).toHaveCount(0);
  await expect(lab.button('Save')).toHaveCount(0);

  const plot = element.locator('.draws');
  const box = (await plot.boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(0.55, 0.2));
  await page.mouse.down();
  for (let step = 1; step <= 10; step++) await page.mouse.move(...at(0.55 + step * 0.04, 0.2 + step * 0.03));
  await page.mouse.up();
  const drawn = Number(await plot.getAttribute('aria-valuenow'));
  await expect(plot).toHaveAttribute('aria-valuetext', /^300 parameters: 0\./);
  await show(element).click();

  const run = await result(element);
  const end = series(run, 'test_loss_median').at(-1)!;
  expect(drawn).toBeGreaterThan(end);
  const text = await reply(element).innerText();
  const [expected, is, times] = /expected ([\d.]+), and the median of this run is ([\d.]+), ([\d.]+) times lower\./.exec(text)!.slice(1).map(Number);
  expect(expected! / drawn).toBeCloseTo(1, 1);
  expect(is! / end).toBeCloseTo(1, 1);
  expect(times! / (drawn / end)).toBeCloseTo(1, 1);
  await expect(element.locator('.verdict')).toContainText('bigger won');
  await expect(asks(element)).toHaveCount(0);

  // Another run is not the one that was guessed.
  await lab.preset(/^Step$/).click();
  await lab.complete();
  await expect(reply(element)).toHaveCount(0);

  // Never a second time.
  await lab.open();
  await expect(element.locator('.verdict')).toContainText('bigger won');
  await expect(asks(element)).toHaveCount(0);
});

test('by keys alone a curve is drawn, cleared and shown', async ({ lab, page }) => {
  await lab.open();
  const plot = lab.element.locator('.draws');
  await plot.focus();
  const start = Number(await plot.getAttribute('aria-valuenow'));
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageDown');
  await expect(plot).toHaveAttribute('aria-valuetext', /^16 parameters/);
  expect(Number(await plot.getAttribute('aria-valuenow')) / start).toBeCloseTo(0.1, 3);
  await page.keyboard.press('End');
  await expect(plot).toHaveAttribute('aria-valuetext', /^300 parameters/);
  await page.keyboard.press('ArrowUp');
  expect(Number(await plot.getAttribute('aria-valuenow')) / start).toBeCloseTo(0.1 * 10 ** 0.1, 3);
  await lab.element.getByRole('button', { name: 'Draw anew' }).click();
  await expect(plot).toHaveAttribute('aria-valuetext', '16 parameters: nothing drawn');
  await plot.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(reply(lab.element)).toContainText('is a natural guess; in this run the loss falls again');
});

for (const way of ['the button', 'a key', 'another example', 'the address', 'a link'] as const) {
  test(`who does not want to guess is shown all: by ${way}`, async ({ lab, page }) => {
    if (way === 'the address') await lab.open('', 'answer=shown');
    else if (way === 'a link') await lab.open('figure=double-descent&preset=wiggle');
    else {
      await lab.open();
      await expect(asks(lab.element)).toBeVisible();
    }
    if (way === 'the button') await lab.element.getByRole('button', { name: 'Skip the question' }).click();
    if (way === 'a key') {
      await lab.element.locator('.draws').focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Escape');
    }
    if (way === 'another example') {
      await lab.preset(/^Step$/).click();
      await lab.complete();
    }
    await expect(lab.element.locator('.verdict')).toContainText('300');
    await expect(asks(lab.element)).toHaveCount(0);
    await expect(reply(lab.element)).toHaveCount(0);
  });
}

test('where nothing can be kept nobody is asked, and where the question does not come all is shown', async ({ lab, page, context }) => {
  await page.route('**/guess-*.js', route => route.abort());
  await lab.open();
  await expect(lab.element.locator('.verdict')).toContainText('bigger won');
  lab.errors.length = 0;
  await page.unroute('**/guess-*.js');
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('closed', 'SecurityError');
      },
    });
  });
  await lab.open();
  await expect(lab.element.locator('.verdict')).toContainText('bigger won');
  await expect(asks(lab.element)).toHaveCount(0);
});

test('a second weight: the ball is asked about, then let go, and the reply is what it did', async ({ lab, page }) => {
  await lab.load();
  const one = await figure(page, 'one-weight');
  await one.getByRole('button', { name: 'Add a dimension' }).click();
  await expect(asks(one)).toContainText('What will the ball do?');
  // Nothing of the answer is run or shown before.
  await expect(one.getByRole('button', { name: 'One weight' })).toHaveAttribute('aria-pressed', 'true');
  await one.getByRole('button', { name: 'It stays where it is' }).click();
  await expect(one).toHaveAttribute('data-state', 'complete');
  await expect(reply(one)).toHaveText('You expected that it stays; in this run it rolls further down.');
  expect((await result(one)).summary.escaped_lower).toBe(1);
  // Asked once: back, and again.
  await one.getByRole('button', { name: 'One weight' }).click();
  await expect(one.getByRole('button', { name: 'One weight' })).toHaveAttribute('aria-pressed', 'true');
  await expect(one).toHaveAttribute('data-state', 'complete');
  await expect(reply(one)).toHaveCount(0);
  await one.getByRole('button', { name: 'Add a dimension' }).click();
  await expect(one.getByRole('button', { name: 'Two weights' })).toHaveAttribute('aria-pressed', 'true');
  await expect(asks(one)).toHaveCount(0);
});

test('the sine stays, and who expected that is told so', async ({ lab, page }) => {
  await lab.load();
  const one = await figure(page, 'one-weight');
  await one.getByRole('button', { name: 'A sine' }).click();
  await expect(one).toHaveAttribute('data-state', 'complete');
  await one.getByRole('button', { name: 'Two weights' }).click();
  await one.getByRole('button', { name: 'It stays where it is' }).click();
  await expect(reply(one)).toHaveText('You expected that it stays, and so it does.');
});

test('how many of two hundred: the count is hidden, then told with how far off it was', async ({ lab, page }) => {
  await lab.load();
  const traps = await figure(page, 'traps');
  await expect(asks(traps)).toContainText('trained 200 times');
  await expect(traps.locator('.verdict')).toHaveCount(0);
  await expect(traps.locator('.about')).toHaveCount(0);
  await traps.getByRole('slider', { name: 'Trapped' }).fill('160');
  await show(traps).click();
  const run = await result(traps);
  const count = series(run, 'outcome').filter(one => one === 1).length;
  await expect(reply(traps)).toContainText(`You expected 160; in this run they are ${count} of 200`);
  await expect(reply(traps)).toContainText(`${160 - count} off.`);
});

test('a penalty: what it ends with is asked before the training, and told after it', async ({ lab, page }) => {
  await lab.load();
  const memorise = await figure(page, 'memorise');
  await memorise.getByRole('button', { name: 'Penalty off' }).click();
  await expect(memorise).toHaveAttribute('data-state', 'complete');
  await memorise.getByRole('button', { name: 'Penalty on' }).click();
  await expect(asks(memorise)).toContainText('A small penalty');
  await memorise.getByRole('button', { name: 'An answer for new examples too' }).click();
  await expect(reply(memorise)).toHaveText('You expected: an answer for new examples too. So it is in this run.');
});

for (const [screen, size] of Object.entries({ desktop: { width: 1280, height: 720 }, phone: { width: 390, height: 844 } })) {
  test(`on a ${screen} a question has the place of what it hides: nothing moves for it`, async ({ lab, page }) => {
    await page.setViewportSize(size);
    await page.addInitScript(() => {
      Object.assign(window, { shifted: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
          if (!entry.hadRecentInput) (window as unknown as { shifted: number }).shifted += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await lab.open();
    await expect(asks(lab.element)).toBeVisible();
    const text = () => page.locator('#what-you-see').evaluate((heading) => heading.getBoundingClientRect().top + scrollY);
    const before = await text();
    await show(lab.element).click();
    await expect(lab.element.locator('.verdict')).toContainText('bigger won');
    await lab.atRest(lab.element.locator('.plot').first());
    expect(Math.abs((await text()) - before)).toBeLessThan(40);
    expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBeLessThan(0.05);
  });
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in a question, ${scheme}`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await lab.open();
    await expect(asks(lab.element)).toBeVisible();
    const traps = await figure(page, 'traps');
    await expect(asks(traps)).toBeVisible();
    const found = await new AxeBuilder({ page }).include('alleyway-lab').analyze();
    expect(found.violations).toEqual([]);
  });
}
