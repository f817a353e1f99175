// A run that takes seconds is watched: it grows, rests, goes a step further, and is cancelled.

import { expect, preset as fragmentOf, test } from './memorise.ts';

/** Long enough that a hand is always quicker. */
const LONG = 'figure=memorise&preset=modular&steps=20000';

// How often at least it is seen on its way: some are over in a blink.
for (const [preset, least] of [['ring', 0], ['hyperbola', 0], ['sparse', 0], ['product', 1], ['modular', 5], ['room', 1]] as const) {
  test(`${preset} completes on one worker, and grows while it trains`, async ({ memorise }) => {
    await memorise.load(`figure=memorise&preset=${preset}`, 'workers=1');
    const seen = await memorise.element.evaluate(async (element) => {
      const sentences = new Set<string>();
      while ((element as HTMLElement).dataset['state'] !== 'complete') {
        const text = element.shadowRoot?.querySelector('.verdict')?.textContent?.trim() ?? '';
        if (/step [\d,]+ of/i.test(text)) sentences.add(text);
        await new Promise(requestAnimationFrame);
      }
      return [...sentences];
    });
    const steps = seen.filter((text) => text.startsWith('Step')).map((text) => Number(/Step ([\d,]+) of/.exec(text)?.[1]?.replace(',', '')));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThanOrEqual(least);
    expect(JSON.parse(await memorise.export()).verdict.holds).toBe(true);
  });
}

test('it rests where it is paused, goes a little further step by step, and ends where it would have ended', async ({ memorise }) => {
  const short = 'figure=memorise&preset=modular&width=32&steps=400';
  await memorise.load(LONG);
  await memorise.underWay();
  await memorise.button('Pause').click();
  await expect(memorise.progress).toContainText('paused');
  // What was under way when the hand came down may still arrive.
  await memorise.page.waitForTimeout(200);
  const rests = await memorise.lastStep();
  await memorise.page.waitForTimeout(400);
  expect(await memorise.lastStep()).toBe(rests);
  await memorise.button('Step').click();
  await expect.poll(() => memorise.lastStep()).toBeGreaterThan(rests);
  const further = await memorise.lastStep();
  await memorise.page.waitForTimeout(200);
  expect(await memorise.lastStep()).toBe(further);
  await memorise.button('Play').click();
  await expect.poll(() => memorise.lastStep()).toBeGreaterThan(further);

  await memorise.open(short, 'workers=1');
  const whole = await memorise.export();
  await memorise.load(short, 'workers=1');
  await memorise.underWay();
  await memorise.button('Pause').click();
  await expect(memorise.progress).toContainText('paused');
  await memorise.button('Step').click();
  await memorise.button('Step').click();
  await memorise.button('Play').click();
  await memorise.complete();
  expect(await memorise.export()).toBe(whole);
});

test('a run that is cancelled keeps what was seen, says so, and can be run again', async ({ memorise }) => {
  await memorise.load(LONG);
  await memorise.underWay();
  await memorise.element.getByRole('button', { name: 'Cancel' }).click();
  await expect(memorise.element).toHaveAttribute('data-state', 'cancelled');
  const kept = await memorise.lastStep();
  expect(kept).toBeGreaterThan(0);
  expect(JSON.parse(await memorise.export()).verdict).toMatchObject({ holds: null });
  await expect(memorise.sentence).toContainText('of 20,000');
  await memorise.element.getByRole('button', { name: 'Run again' }).click();
  await expect(memorise.element).toHaveAttribute('data-state', 'running');
  await memorise.underWay();
});

test('what is best is marked on the slider of the penalty, and said', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=ring&penalty=0.2');
  const penalty = memorise.control('Penalty');
  await expect(penalty).toHaveAttribute('aria-valuetext', '0.2, best: 0.02');
  const [slider, mark] = await Promise.all([penalty.boundingBox(), memorise.element.locator('.control .mark').first().boundingBox()]);
  expect(mark!.x).toBeGreaterThan(slider!.x + 0.3 * slider!.width);
  expect(mark!.x).toBeLessThan(slider!.x + 0.9 * slider!.width);
});

test('a link to a moment of a run that is over in a blink opens at that moment', async ({ memorise, page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await memorise.open('figure=memorise&preset=ring&moment=71');
  await expect(memorise.sentence).toContainText('After 100 steps');
  await page.waitForTimeout(600);
  await expect(memorise.sentence).toContainText('After 100 steps');
  expect(memorise.fragment().get('moment')).toBe('71');
});

test('back, while a training is played, is the entry before, with an address of its own', async ({ memorise, page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await memorise.open(fragmentOf('ring'));
  const pills = memorise.element.getByRole('group', { name: 'Presets' });
  await pills.getByRole('button', { name: 'Five of a hundred' }).click();
  await memorise.complete();
  await pills.getByRole('button', { name: 'A ring' }).click();
  await expect(memorise.button('Pause')).toBeVisible();
  await page.goBack();
  await memorise.complete();
  await expect(pills.getByRole('button', { name: 'Five of a hundred' })).toHaveAttribute('aria-pressed', 'true');
  // Longer than an address is held back.
  await page.waitForTimeout(600);
  expect(memorise.fragment().get('preset')).toBe('sparse');
  await memorise.load(page.url().split('#')[1]);
  await memorise.complete();
  await expect(pills.getByRole('button', { name: 'Five of a hundred' })).toHaveAttribute('aria-pressed', 'true');
});

test('what a slider or a field sets and the trainer refuses can be mended in its place', async ({ memorise }) => {
  await memorise.open(fragmentOf('ring'));
  await memorise.button('More').click();
  const rate = memorise.element.getByRole('textbox', { name: /^Learning rate/ });
  await rate.fill('-5');
  await rate.press('Enter');
  await expect(memorise.refusal).toContainText('rate must be');
  await rate.fill('0.05');
  await rate.press('Enter');
  await expect(memorise.refusal).toHaveCount(0);
  await memorise.complete();
  const steps = memorise.control(/^Steps/);
  await steps.press('Home');
  await memorise.complete();
  await expect(memorise.refusal).toHaveCount(0);
  expect((await memorise.config()).steps).toBe(300);
});
