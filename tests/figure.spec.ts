// The lead figure under the hand.

import { Gate } from './gate.ts';
import { Lab, expect, test } from './page.ts';

test('the lead figure begins and completes by itself', async ({ lab, page }) => {
  await lab.open();
  const marks = await page.evaluate(() =>
    ['begin', 'first-curve', 'complete'].map((name) => performance.getEntriesByName(`alleyway:${name}`)[0]?.startTime ?? Number.NaN),
  );
  expect(marks).toEqual([...marks].sort((one, other) => one - other));
});

test('the verdict says where the best small model is, how high the peak, and who wins in how many draws', async ({ lab }) => {
  await lab.open();
  const { summary } = JSON.parse(await lab.export());
  const verdict = lab.element.locator('.verdict');
  await expect(verdict).toContainText(String(summary.best_small_size));
  await expect(verdict).toContainText(/\d/);
  await expect(verdict).toContainText(String(Math.round(summary.share_large_beats_small * summary.draws)));
});

test('a slider recomputes the curve while the hand still holds it, and the address follows', async ({ lab, page }) => {
  await lab.open();
  const before = { curve: await lab.picture(lab.curve), fit: await lab.picture(lab.fit) };
  const noise = lab.control(/noise/i);
  const box = (await noise.boundingBox())!;
  const from = Number(await noise.inputValue()) / Number(await noise.getAttribute('max'));
  await page.mouse.move(box.x + 8 + from * (box.width - 16), box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.9 * box.width, box.y + box.height / 2, { steps: 12 });

  // The button of the mouse is still down.
  await lab.complete();
  await expect.poll(() => lab.picture(lab.curve)).not.toBe(before.curve);
  await expect.poll(() => lab.picture(lab.fit)).not.toBe(before.fit);
  await page.mouse.up();

  await expect.poll(() => lab.fragment().get('noise')).not.toBeNull();
  const { noise: run } = await lab.config();
  expect(lab.fragment().get('noise')).toBe(String(run));
  await expect(lab.element.getByText(String(run), { exact: true }).first()).toBeVisible();
});

for (const name of [/noise/i, /points/i, /ridge/i, /smooth|decay/i]) {
  test(`the slider ${name.source} can be moved from the keyboard`, async ({ lab }) => {
    await lab.open();
    const before = await lab.export();
    const slider = lab.control(name).first();
    await slider.focus();
    for (let press = 0; press < 5; press++) await slider.press('ArrowRight');
    await lab.complete();
    await expect.poll(() => lab.export()).not.toBe(before);
    const key = (await slider.getAttribute('name'))!;
    await expect.poll(() => lab.fragment().get(key)).not.toBeNull();
  });
}

test('hover chooses a size, and the fit follows in the same frame', async ({ lab, page }) => {
  await lab.open();
  const box = (await lab.curve.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.85, box.y + box.height / 2);
  const right = { size: await lab.size(), fit: await lab.picture(lab.fit) };
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await expect.poll(() => lab.size()).toBeLessThan(right.size);
  await expect.poll(() => lab.picture(lab.fit)).not.toBe(right.fit);
  await expect.poll(() => lab.fragment().get('size')).toBe(String(await lab.size()));
});

test('a finger on the curve chooses a size', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' });
  const lab = new Lab(await context.newPage());
  await lab.open();
  const largest = await lab.size();
  await lab.curve.scrollIntoViewIfNeeded();
  const box = (await lab.curve.boundingBox())!;
  await lab.page.touchscreen.tap(box.x + box.width * 0.4, box.y + box.height / 2);
  await expect.poll(() => lab.size()).toBeLessThan(largest);
  expect(lab.errors).toEqual([]);
  await context.close();
});

test('arrow keys walk the sizes, and what they say is the loss there', async ({ lab }) => {
  await lab.open();
  const { series } = JSON.parse(await lab.export());
  const values = (name: string): number[] => series.find((one: { name: string }) => one.name === name).values;
  const sizes = values('size');
  await lab.curve.focus();
  expect(await lab.size()).toBe(sizes.at(-1));
  await lab.curve.press('ArrowLeft');
  expect(await lab.size()).toBe(sizes.at(-2));
  await lab.curve.press('Home');
  expect(await lab.size()).toBe(sizes[0]);
  await lab.curve.press('ArrowRight');
  expect(await lab.size()).toBe(sizes[1]);

  const said = await lab.curve.getAttribute('aria-valuetext');
  const loss = Number(/test loss ([\d.e-]+)/.exec(said ?? '')?.[1]);
  expect(Math.abs(loss / values('test_loss_median')[1]! - 1)).toBeLessThan(0.05);
  await lab.curve.press('End');
  expect(await lab.size()).toBe(sizes.at(-1));
});

test('step goes to the next size, and reset back to the preset as it was', async ({ lab }) => {
  await lab.open('figure=double-descent&preset=wiggle&noise=0.5&size=1');
  await lab.button('Step').click();
  expect(await lab.size()).toBeGreaterThan(1);
  await lab.button('Reset').click();
  await lab.complete();
  const fragment = lab.fragment();
  expect(fragment.get('noise')).toBeNull();
  expect(fragment.get('size')).toBeNull();
});

test('every preset runs, says its verdict, and the counterexamples do not claim what they refute', async ({ lab }) => {
  await lab.open();
  const pills = lab.element.getByRole('group', { name: 'Presets' }).getByRole('button');
  const count = await pills.count();
  expect(count).toBeGreaterThanOrEqual(9);
  const verdicts = new Set<string>();
  for (let index = 0; index < count; index++) {
    await pills.nth(index).click();
    await expect(pills.nth(index)).toHaveAttribute('aria-pressed', 'true');
    await lab.complete();
    const { verdict, summary } = JSON.parse(await lab.export());
    if (verdict.holds === true) {
      // A peak over both sides, a win over the best small model, and something learnt: each by its interval.
      expect(Math.min(summary.peak_over_small_low, summary.peak_over_large_low)).toBeGreaterThan(1.1);
      expect(summary.large_over_small_high).toBeLessThan(1);
      expect(summary.large_over_baseline_high).toBeLessThan(0.9);
      expect(['wiggle-unscaled', 'diabetes', 'gaussian', 'tanh-network', 'tanh-network-decay', 'tanh-network-lm']).not.toContain(
        lab.fragment().get('preset'),
      );
    }
    if (verdict.holds === false) {
      // Where weight decay has removed the peak there is none to descend from, whoever wins.
      const lost = summary.large_over_small_low > 1 || summary.large_over_baseline_low > 0.9;
      expect(lost || verdict.text.includes('there is no peak')).toBe(true);
    }
    await expect(lab.element.locator('.verdict')).toHaveText(verdict.text);
    verdicts.add(verdict.text);
  }
  expect(verdicts.size).toBe(count);
});

test('a few training sets cannot tell, and the sentence says how many would', async ({ lab }) => {
  await lab.open('figure=double-descent&preset=wiggle&draws=3');
  await expect(lab.element.locator('.verdict')).toContainText('it takes at least 9');
  expect(JSON.parse(await lab.export()).verdict.holds).toBeNull();
});

test('a run that goes on says how far it is, and no verdict yet', async ({ lab, page }) => {
  const gate = await Gate.build(page, ['part']);
  await lab.load('figure=double-descent&preset=digits&draws=20', 'workers=1');
  await gate.pass();
  await expect(lab.element.locator('.verdict')).toContainText(/So far, over [\d,]+ of 20 training sets/);
});

test('a new seed gives another run of the same experiment', async ({ lab }) => {
  await lab.open();
  const { seed, ...rest } = await lab.config();
  await lab.button('New seed').click();
  await lab.complete();
  await expect.poll(async () => (await lab.config()).seed).not.toBe(seed);
  const { seed: _, ...after } = await lab.config();
  expect(after).toEqual(rest);
});

test('the page stays awake while its workers train', async ({ lab, page, browser }) => {
  await lab.open();
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
  await lab.button('Digits').click();
  await lab.complete();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as {
    traceEvents: { name: string; ph: string; pid: number; tid: number; tdur?: number; args: { name?: string } }[];
  };
  const thread = ({ pid, tid }: { pid: number; tid: number }) => `${pid}:${tid}`;
  const main = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread));
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && event.ph === 'X' && main.has(thread(event))).map(({ tdur }) => tdur ?? 0);
  expect(tasks.length).toBeGreaterThan(50);
  // What a task takes of the processor, not what passes on the clock while others have it; and as a share of all that the
  // page's thread does for this run. `npm run measure` takes the times.
  const all = tasks.reduce((sum, one) => sum + one, 0);
  expect(Math.max(...tasks) / all).toBeLessThan(0.2);
});
