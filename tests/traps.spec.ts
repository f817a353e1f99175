// Traps: runs from random starts, counted while they come in.

import { AxeBuilder } from '@axe-core/playwright';
import { Frames, frame, Gate } from './gate.ts';
import { Lab, expect, test as base } from './page.ts';

/** The same page, seen at this figure. */
class Swarm extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="traps"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly sentence = this.element.locator('.verdict');
  /** The trapped marks are walked along like a slider. */
  readonly marks = this.element.getByRole('slider', { name: /^The swarm/ });
  readonly share = this.element.getByRole('slider', { name: /^The share that is trapped/ });
  /** The network that a mark was opened as. */
  readonly split = this.page.locator('alleyway-lab[figure="split"]');

  async summary(): Promise<Record<string, number>> {
    return JSON.parse(await this.export()).summary;
  }

  async series(name: string): Promise<number[]> {
    return JSON.parse(await this.export()).series.find((one: { name: string }) => one.name === name)?.values ?? [];
  }

  /** What is read out of the swarm. */
  async counts(): Promise<{ shown: number; outcomes: number[] }> {
    const label = await this.element.evaluate(
      (lab) => lab.shadowRoot!.querySelector('[aria-label^="The swarm"]')?.getAttribute('aria-label') ?? '',
    );
    const text = label.replace(/(\d),(?=\d)/g, '$1');
    const numbers = [...text.matchAll(/(\d+) (solved|trapped|not finished)/g)].map((one) => Number(one[1]));
    return { shown: Number(/swarm\D*(\d+)/.exec(text)?.[1] ?? 0), outcomes: numbers };
  }

  /** The network that is open in the figure split, once it is that of a run. */
  async opened(run: number): Promise<{ config: Record<string, unknown>; summary: Record<string, number> }> {
    await expect.poll(() => this.fragment().get('figure')).toBe('split');
    await expect(this.split).toHaveAttribute('data-state', 'complete');
    const exported = () =>
      this.split.evaluate((lab) => (lab as unknown as { export(format: string): Promise<string> }).export('json'));
    await expect.poll(async () => JSON.parse(await exported()).config.run).toBe(run);
    return JSON.parse(await exported());
  }
}

const test = base.extend<{ swarm: Swarm }>({
  swarm: async ({ page }, use) => {
    const swarm = new Swarm(page);
    await use(swarm);
    expect(swarm.errors, 'the console').toEqual([]);
  },
});

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

test('it is not there before the reader comes near, and then counts two hundred runs', async ({ page, swarm }) => {
  await page.goto('./');
  await expect(page.locator('alleyway-lab').first()).toHaveAttribute('data-state', 'complete');
  await expect(swarm.element).toHaveCount(0);
  await page.locator('#fewer-traps').scrollIntoViewIfNeeded();
  await swarm.complete();
  expect(new URL(page.url()).hash).toBe('');
  const { runs, solved, trapped, not_finished, published } = await swarm.summary();
  expect(runs).toBe(200);
  expect(solved! + trapped! + not_finished!).toBe(200);
  expect(await swarm.counts()).toEqual({ shown: 200, outcomes: [solved, trapped, not_finished] });
  expect(published).toBe(0.126);
  await expect(swarm.sentence).toContainText(`${trapped} of 200`);
  await expect(swarm.sentence).toContainText('Safran and Shamir (2018) found 12.6 % of 1,000');
  await expect(swarm.share).toHaveAttribute('aria-label', /Safran and Shamir \(2018\) found 12.6 %/);
});

test('the counter moves while the runs come in, and its interval grows tighter', async ({ swarm, page }) => {
  const gate = await Gate.build(page, ['part']);
  await swarm.load('figure=traps&preset=eight&runs=1500');
  let seen = 0;
  for (let come = 0; come < 6; come++) {
    // What workers send is shown while they go on; a part that comes before an earlier one waits for that.
    while ((await swarm.counts()).shown <= seen) {
      await gate.pass();
      await frame(page);
    }
    const { shown, outcomes } = await swarm.counts();
    expect(sum(outcomes)).toBe(shown);
    seen = shown;
  }
  expect(seen).toBeLessThan(1500);
  await gate.open();
  await swarm.complete();
  expect((await swarm.counts()).shown).toBe(1500);
  const [low, high] = [await swarm.series('low_after'), await swarm.series('high_after')];
  const wide = [10, 100, 1500].map((run) => high[run - 1]! - low[run - 1]!);
  expect(wide[0]).toBeGreaterThan(2 * wide[1]!);
  expect(wide[1]).toBeGreaterThan(2 * wide[2]!);
});

test('on one worker and on three the export is the same', async ({ swarm }) => {
  const all = [];
  for (const workers of [1, 3]) {
    await swarm.open('figure=traps&preset=eight&runs=60', `workers=${workers}`);
    all.push([await swarm.export(), await swarm.export('csv')]);
  }
  expect(all[1]).toEqual(all[0]);
});

test('a cancelled count keeps what it has, says so, and can be run again', async ({ swarm, page }) => {
  const gate = await Gate.build(page, ['part']);
  await swarm.load('figure=traps&preset=twelve&runs=1000');
  await expect(swarm.element.getByRole('progressbar', { name: 'Training' })).toBeVisible();
  while ((await swarm.counts()).shown <= 20) {
    await gate.pass();
    await frame(page);
  }
  await swarm.button('Cancel').click();
  await expect(swarm.element).toHaveAttribute('data-state', 'cancelled');
  const { shown, outcomes } = await swarm.counts();
  expect(shown).toBeLessThan(1000);
  await expect(swarm.sentence).toContainText(`${outcomes[1]} of ${shown} end in a bad minimum`);
  const { runs, trapped } = await swarm.summary();
  expect([runs, trapped]).toEqual([shown, outcomes[1]]);
  await swarm.button('Run again').click();
  await expect(swarm.element).toHaveAttribute('data-state', 'running');
  await gate.open();
  await expect.poll(async () => (await swarm.counts()).shown).toBeGreaterThan(5);
});

test('what came in since the last frame is still shown when the count is cancelled', async ({ page, swarm }) => {
  const gate = await Gate.build(page, ['part']);
  await swarm.load('figure=traps&preset=twelve&runs=1000');
  await expect(swarm.button('Cancel')).toBeVisible();
  while ((await swarm.counts()).shown === 0) {
    await gate.pass();
    await frame(page);
  }
  // No frame from here on, while runs go on coming in.
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 1;
  });
  const before = (await swarm.counts()).shown;
  while ((await swarm.summary()).runs! <= before + 5) await gate.pass();
  expect((await swarm.counts()).shown).toBe(before);
  await swarm.element.evaluate((lab) => {
    const buttons = [...lab.shadowRoot!.querySelectorAll('button')];
    buttons.find((button) => button.textContent === 'Cancel')!.click();
  });
  await expect(swarm.element).toHaveAttribute('data-state', 'cancelled');
  const { runs, solved, trapped, not_finished } = await swarm.summary();
  await expect.poll(() => swarm.counts()).toEqual({ shown: runs, outcomes: [solved, trapped, not_finished] });
  await expect(swarm.sentence).toContainText(`${trapped} of ${runs} end in a bad minimum`);
});

test('a trapped mark opens that very network in the figure of splits, and back is the swarm as it was', async ({ page, swarm }) => {
  await swarm.open('figure=traps&preset=twelve&runs=40&seed=7');
  const [outcome, loss] = [await swarm.series('outcome'), await swarm.series('loss')];
  const trapped = outcome.flatMap((one, run) => (one === 1 ? [run] : []));
  await swarm.marks.focus();
  await swarm.marks.press('Home');
  await swarm.marks.press('ArrowRight');
  await swarm.marks.press('ArrowRight');
  const run = trapped[2]!;
  await expect(swarm.marks).toHaveAttribute('aria-valuetext', new RegExp(`^Trapped: run ${run}, loss ${loss[run]!.toPrecision(3)}`));
  // It is not counted again, neither by going nor by coming back.
  await swarm.element.evaluate((lab) => {
    new MutationObserver(() => lab.setAttribute('data-again', '')).observe(lab, { attributeFilter: ['data-state'] });
  });
  await swarm.marks.press('Enter');
  const { config, summary } = await swarm.opened(run);
  expect([config.network, config.seed, config.teacher, config.extra, config.rate]).toEqual(['relu', 7, 12, 0, 0.1]);
  expect(summary.starts_tried).toBe(1);
  expect(Math.abs(summary.final_loss! - loss[run]!)).toBeLessThan(1e-9);
  await expect(swarm.split).toBeInViewport();
  await expect(swarm.split.locator('.verdict')).toContainText('stuck at a loss');

  await page.goBack();
  await expect.poll(() => swarm.fragment().get('figure')).toBe('traps');
  await swarm.complete();
  await expect(swarm.marks).toBeInViewport();
  expect(await swarm.counts()).toMatchObject({ shown: 40 });
  expect((await swarm.config()).seed).toBe(7);
  await expect(swarm.element).not.toHaveAttribute('data-again');
});

test('a click on a mark opens it, and so does the link beside the title', async ({ swarm }) => {
  await swarm.open('figure=traps&preset=eight&runs=60');
  const trapped = (await swarm.series('outcome')).flatMap((one, run) => (one === 1 ? [run] : []));
  const link = swarm.element.getByRole('link', { name: `Open run ${trapped[0]}` });
  await expect(link).toHaveAttribute('href', `#figure=split&preset=relu&seed=5&run=${trapped[0]}&splits=0`);
  const box = (await swarm.marks.boundingBox())!;
  // Into the box of the solved: nothing opens.
  await swarm.marks.click({ position: { x: 12, y: box.height - 12 } });
  expect(swarm.fragment().get('figure')).toBe('traps');
  // The first mark of the second of three boxes.
  await swarm.marks.click({ position: { x: box.width / 3 + 16, y: box.height - 12 } });
  const { summary } = await swarm.opened(trapped[0]!);
  expect(summary.starts_tried).toBe(1);
  expect(summary.final_loss).toBeCloseTo(0.0215, 4);
});

test('one neuron to spare and hardly any trap; twelve for twelve and more than half', async ({ swarm }) => {
  await swarm.open('figure=traps&preset=spare&runs=120');
  const spare = await swarm.summary();
  expect(spare.trapped).toBeLessThanOrEqual(2);
  expect(spare.interval_high).toBeLessThan(0.126);
  await expect(swarm.sentence).toContainText('Without a neuron to spare it is 12.6 %');
  await swarm.preset(/Both grow/).click();
  await swarm.control('Runs').focus();
  await swarm.complete();
  const grown = await swarm.summary();
  expect(grown.interval_low).toBeGreaterThan(0.5);
  expect(grown.published).toBe(0.585);
});

test('row by row there are three lines, and the published marks are named', async ({ swarm }) => {
  await swarm.open('figure=traps&preset=rows&runs=12');
  const chart = swarm.element.getByRole('slider', { name: /^Share trapped against teacher neurons, three lines/ });
  await expect(chart).toHaveAttribute('aria-label', /none to spare: .* at 6, .* at 12; one to spare: .* at 12; two to spare: .* at 12/);
  await expect(chart).toHaveAttribute('aria-label', /Safran and Shamir \(2018\)/);
  await chart.press('Home');
  await expect(chart).toHaveAttribute('aria-valuetext', /^6 teacher neurons, none to spare: trapped \d/);
  // Earlier in the story only what came until then is told.
  await expect(chart).toHaveAttribute('aria-label', /one to spare: not yet/);
  await expect(swarm.sentence).not.toContainText('traps become more');
  await chart.press('End');
  await expect(chart).toHaveAttribute('aria-valuetext', /^12 teacher neurons, two to spare/);
  await expect(swarm.sentence).toContainText('when teacher and student grow together, traps become more, not fewer');
  expect(await swarm.series('runs_done')).toEqual(Array(12).fill(12));
});

test('wider bump networks succeed more often, and the others are not called trapped', async ({ swarm }) => {
  await swarm.load('figure=traps&preset=width&runs=10');
  await swarm.complete();
  const share = await swarm.series('share');
  expect(share.at(-1)).toBeGreaterThan(share[0]!);
  await expect(swarm.sentence).toContainText(/\d+ of 70 runs failed to train within 40,000 steps/);
  await expect(swarm.sentence).not.toContainText('trapped');
  await expect(swarm.element.getByRole('heading', { name: /failed to train/ })).toBeVisible();
});

test('a few runs tell no difference, and the rows are those that were asked for', async ({ swarm }) => {
  await swarm.open('figure=traps&sweep=teacher&teacher=8&runs=3');
  await expect(swarm.sentence).toContainText('tells no difference');
  await expect(swarm.sentence).not.toContainText(/become more|rarer/);
  expect(JSON.parse(await swarm.export()).verdict.holds).toBeNull();
  await swarm.open('figure=traps&sweep=teacher&teacher=7&runs=3');
  expect(await swarm.series('teacher')).toEqual([7, 7, 7]);
});

test('where all runs diverged there is no share, in the sentence or beside it', async ({ swarm }) => {
  await swarm.load('figure=traps&sweep=teacher&teacher=6&runs=4&rate=2');
  await swarm.complete(80_000);
  await expect(swarm.sentence).toContainText('None of 12 random starts has come to rest');
  await expect(swarm.sentence).not.toContainText('%');
  const chart = swarm.element.getByRole('slider', { name: /^Share trapped against teacher neurons/ });
  await expect(chart).toHaveAttribute('aria-label', /none to spare: none at rest at 6/);
});

test('nobody is said to have failed where all have trained', async ({ swarm }) => {
  await swarm.load('figure=traps&preset=width&runs=1&seed=1');
  await swarm.complete(60_000);
  expect((await swarm.summary()).not_finished).toBe(0);
  await expect(swarm.sentence).toContainText('All of 7 runs trained');
  await expect(swarm.element).not.toContainText(/fail/);
});

test('the odds are called an analogy, and say how the question decides the answer', async ({ swarm }) => {
  await swarm.open('figure=traps&preset=eight&runs=5');
  const odds = swarm.element.getByRole('img', { name: /^An analogy/ });
  const said = /0.0025 for a random matrix, (0.\d+) for a level place of a random surface, 0.062 for four coin flips/;
  await expect(odds).toHaveAttribute('aria-label', said);
  // .059 by an independent implementation; of 100,000 samples, and written with two digits.
  const level = Number(said.exec((await odds.getAttribute('aria-label'))!)![1]);
  expect(Math.abs(level - 0.059)).toBeLessThan(0.004);
});

test('the story is walked along on the share, without its end', async ({ swarm }) => {
  await swarm.open('figure=traps&preset=eight&runs=60');
  await swarm.share.press('Home');
  await expect(swarm.share).toHaveAttribute('aria-valuenow', '1');
  expect((await swarm.counts()).shown).toBe(1);
  await swarm.share.press('PageUp');
  await expect(swarm.sentence).toHaveText(/^\s*After 6 runs \d (is|are) trapped/);
  await swarm.share.press('End');
  expect((await swarm.counts()).shown).toBe(60);
  await expect(swarm.sentence).toContainText('of 60');
});

test('with motion the marks fall, and lie in the end where they lie without', async ({ page, swarm }) => {
  await swarm.open('figure=traps&preset=eight&runs=60');
  const plot = swarm.element.locator('.panel.main .plot');
  const still = await swarm.picture(plot);
  const frames = await Frames.build(page, 'traps');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await swarm.open('figure=traps&preset=eight&runs=60');
  await swarm.button('Play').click();
  await expect(swarm.button('Pause')).toBeVisible();
  await expect.poll(async () => (await swarm.counts()).shown).toBeLessThan(60);
  expect(await swarm.glimpse(plot)).not.toBe(still);
  await frames.until(() => swarm.button('Play').isVisible());
  // The last of them are still falling.
  await frames.until(async () => (await swarm.glimpse(plot)) === still);
});

test('what is refused says why', async ({ swarm }) => {
  for (const [asked, told] of [
    ['teacher=5', /teacher must be/],
    ['extra=3', /extra must be/],
    ['runs=0', /runs must be/],
    ['rate=fast', /rate must be/],
    ['sweep=depth', /sweep must be/],
    ['run=4', /run/],
  ] as const) {
    await swarm.load(`figure=traps&${asked}`);
    await expect(swarm.refusal).toContainText(told);
    await swarm.button('Use the default').click();
    await expect(swarm.refusal).toHaveCount(0);
  }
});

test('on the whole screen the text is large, and the swarm, its share and the sentence are on it', async ({ swarm, page }) => {
  await swarm.open('figure=traps&preset=eight&runs=60');
  await swarm.pressFull();
  await expect(swarm.button('Leave full screen')).toBeVisible();
  const small = await swarm.element.evaluate((lab) => {
    const parts = [...lab.shadowRoot!.querySelectorAll('alleyway-chart, h2, .verdict, .toolbar button, .leads')];
    return parts.filter((part) => parseFloat(getComputedStyle(part).fontSize) < 24).map((part) => part.outerHTML);
  });
  expect(small).toEqual([]);
  for (const part of [swarm.marks, swarm.share, swarm.sentence]) {
    const box = (await part.boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(720);
    expect(box.height).toBeGreaterThan(60);
  }
  // A mark leads to another figure, which the whole screen would hide.
  await swarm.marks.press('Enter');
  await expect.poll(() => swarm.fragment().get('figure')).toBe('split');
  await expect(swarm.split).toBeInViewport();
  expect(await page.evaluate(() => document.fullscreenElement)).toBeNull();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in ${colorScheme}`, async ({ swarm, page }) => {
    await page.emulateMedia({ colorScheme });
    await swarm.open('figure=traps&preset=twelve&runs=30');
    await swarm.button('More').click();
    await swarm.button('Data table').click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px the figure of traps does not scroll sideways`, async ({ swarm, page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const asked of ['preset=twelve&runs=20', 'preset=rows&runs=2']) {
      await swarm.open(`figure=traps&${asked}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over).toBeLessThanOrEqual(0);
    }
  });
}
