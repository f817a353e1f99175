// A run that takes seconds is watched: it grows, rests, goes a step further, and is cancelled.

import { Lab, expect, test as base } from './page.ts';

class Memorise extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="memorise"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly progress = this.element.locator('.progress');

  /** The steps that are known so far. */
  async steps(): Promise<number[]> {
    const { series } = JSON.parse(await this.export());
    return series.find((one: { name: string }) => one.name === 'step')?.values ?? [];
  }

  async lastStep(): Promise<number> {
    return (await this.steps()).at(-1) ?? -1;
  }

  /** Wait until the run is on its way and has been drawn. */
  async underWay() {
    await expect.poll(() => this.lastStep()).toBeGreaterThan(0);
  }
}

const test = base.extend<{ run: Memorise }>({
  run: async ({ page }, use) => {
    const run = new Memorise(page);
    await use(run);
    expect(run.errors, 'the console').toEqual([]);
  },
});

/** Long enough that a hand is always quicker. */
const LONG = 'figure=memorise&preset=modular&steps=20000';

// How often at least it is seen on its way: some are over in a blink.
for (const [preset, least] of [['ring', 0], ['hyperbola', 0], ['sparse', 0], ['product', 1], ['modular', 5], ['room', 1]] as const) {
  test(`${preset} completes on one worker, and grows while it trains`, async ({ run }) => {
    await run.load(`figure=memorise&preset=${preset}`, 'workers=1');
    const seen = await run.element.evaluate(async (element) => {
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
    expect(JSON.parse(await run.export()).verdict.holds).toBe(true);
  });
}

test('it rests where it is paused, goes a little further step by step, and ends where it would have ended', async ({ run }) => {
  const short = 'figure=memorise&preset=modular&width=32&steps=400';
  await run.load(LONG);
  await run.underWay();
  await run.button('Pause').click();
  await expect(run.progress).toContainText('paused');
  // What was under way when the hand came down may still arrive.
  await run.page.waitForTimeout(200);
  const rests = await run.lastStep();
  await run.page.waitForTimeout(400);
  expect(await run.lastStep()).toBe(rests);
  await run.button('Step').click();
  await expect.poll(() => run.lastStep()).toBeGreaterThan(rests);
  const further = await run.lastStep();
  await run.page.waitForTimeout(200);
  expect(await run.lastStep()).toBe(further);
  await run.button('Play').click();
  await expect.poll(() => run.lastStep()).toBeGreaterThan(further);

  await run.open(short, 'workers=1');
  const whole = await run.export();
  await run.load(short, 'workers=1');
  await run.underWay();
  await run.button('Pause').click();
  await expect(run.progress).toContainText('paused');
  await run.button('Step').click();
  await run.button('Step').click();
  await run.button('Play').click();
  await run.complete();
  expect(await run.export()).toBe(whole);
});

test('a run that is cancelled keeps what was seen, says so, and can be run again', async ({ run }) => {
  await run.load(LONG);
  await run.underWay();
  await run.element.getByRole('button', { name: 'Cancel' }).click();
  await expect(run.element).toHaveAttribute('data-state', 'cancelled');
  const kept = await run.lastStep();
  expect(kept).toBeGreaterThan(0);
  expect(JSON.parse(await run.export()).verdict).toMatchObject({ holds: null });
  await expect(run.element.locator('.verdict')).toContainText('of 20,000');
  await run.element.getByRole('button', { name: 'Run again' }).click();
  await expect(run.element).toHaveAttribute('data-state', 'running');
  await run.underWay();
});

test('what is best is marked on the slider of the penalty, and said', async ({ run }) => {
  await run.open('figure=memorise&preset=ring&penalty=0.2');
  const penalty = run.control('Penalty');
  await expect(penalty).toHaveAttribute('aria-valuetext', '0.2, best: 0.02');
  const [slider, mark] = await Promise.all([penalty.boundingBox(), run.element.locator('.control .mark').first().boundingBox()]);
  expect(mark!.x).toBeGreaterThan(slider!.x + 0.3 * slider!.width);
  expect(mark!.x).toBeLessThan(slider!.x + 0.9 * slider!.width);
});

test('a link to a moment of a run that is over in a blink opens at that moment', async ({ run, page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await run.open('figure=memorise&preset=ring&moment=71');
  await expect(run.element.locator('.verdict')).toContainText('After 100 steps');
  await page.waitForTimeout(600);
  await expect(run.element.locator('.verdict')).toContainText('After 100 steps');
  expect(run.fragment().get('moment')).toBe('71');
});
