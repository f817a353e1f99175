// Splits: a stuck network, one neuron of it in two, and the way down.

import { AxeBuilder } from '@axe-core/playwright';
import { Frames, Gate } from './gate.ts';
import { Lab, expect, test as base } from './page.ts';

/** The same page, seen at this figure. */
class Network extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="split"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly sentence = this.element.locator('.verdict');
  readonly choices = this.element.getByRole('slider', { name: /^What to split/ });

  act(name: string) {
    return this.element.getByRole('group', { name: 'What to do' }).getByRole('button', { name, exact: true });
  }

  /** Click on an act, and wait for what it leads to. */
  async do(name: string, moment: string | null) {
    await expect(this.act(name)).toBeEnabled();
    await this.act(name).click();
    await expect.poll(() => this.fragment().get('moment')).toBe(moment);
    await this.complete();
  }

  /** Which acts can be done now. */
  async openActs(): Promise<string[]> {
    const acts = this.element.getByRole('group', { name: 'What to do' }).getByRole('button');
    const all = await acts.evaluateAll((buttons) =>
      buttons.map((button) => [button.textContent?.trim() ?? '', button.getAttribute('aria-disabled')]),
    );
    return all.filter(([, off]) => off !== 'true').map(([name]) => name!);
  }

  async summary(): Promise<Record<string, number>> {
    return JSON.parse(await this.export()).summary;
  }

  async series(name: string): Promise<number[]> {
    return JSON.parse(await this.export()).series.find((one: { name: string }) => one.name === name)?.values ?? [];
  }
}

const test = base.extend<{ network: Network }>({
  network: async ({ page }, use) => {
    const network = new Network(page);
    await use(network);
    expect(network.errors, 'the console').toEqual([]);
  },
});

test('it is not there before the reader comes near, and opens on a trap', async ({ page, network }) => {
  await page.goto('./');
  await expect(page.locator('alleyway-lab').first()).toHaveAttribute('data-state', 'complete');
  expect(await page.locator('alleyway-lab').count()).toBe(1);
  await page.locator('#real-networks').scrollIntoViewIfNeeded();
  await network.complete();
  expect(await network.openActs()).toEqual(['Find a trap', 'Split']);
  await expect(network.sentence).toContainText('stuck at a loss of 0.107');
  expect(new URL(page.url()).hash).toBe('');
});

test('the ladder is climbed by its buttons, from 0.1073 to zero', async ({ network }) => {
  await network.open('figure=split&preset=ladder&splits=0');
  const losses = [0.1073, 0.0863, 0.06, 0];
  for (const [split, loss] of losses.slice(1).entries()) {
    await network.do(split === 0 ? 'Split' : 'Again', '1');
    await expect.poll(async () => (await network.summary()).splits_done).toBe(split + 1);
    const { loss_before, loss_after, smallest_eigenvalue_before, smallest_eigenvalue_after } = await network.summary();
    expect(loss_before).toBeCloseTo(losses[split]!, 4);
    expect(loss_after).toBeCloseTo(loss_before!, 12);
    expect(smallest_eigenvalue_before).toBeGreaterThan(0.05);
    expect(smallest_eigenvalue_after).toBeLessThan(-0.008);
    // Before it is released the sentence does not tell how it ends.
    await expect(network.sentence).toContainText('1 direction slopes down');
    await expect(network.sentence).not.toContainText('Descent continues');
    await expect(network.element.getByRole('img', { name: /Eigenvalues.*after it 1 of \d slopes down/ })).toBeVisible();
    expect(await network.openActs()).toEqual(['Find a trap', 'Release']);
    await network.do('Release', null);
    expect((await network.summary()).final_loss).toBeCloseTo(loss, 4);
    await expect(network.sentence).toContainText(loss === 0 ? 'continues to zero' : `continues to ${loss.toPrecision(3)}`);
  }
  expect(await network.openActs()).toEqual(['Find a trap']);
  await expect(network.act('Again')).toHaveAttribute('title', /flat, not downhill/);
});

test('a ReLU network goes from 64 to 72 parameters, from index 0 to 7, and to zero', async ({ network }) => {
  await network.open('figure=split&preset=relu&splits=0');
  await expect(network.sentence).toContainText('0.0215');
  await network.do('Split', '1');
  const summary = await network.summary();
  expect([summary.parameters_before, summary.parameters_after]).toEqual([64, 72]);
  expect([summary.index_before, summary.index_after]).toEqual([0, 7]);
  expect(summary.smallest_eigenvalue_before).toBeCloseTo(0.0213, 3);
  expect(summary.smallest_eigenvalue_after).toBeCloseTo(-0.1999, 3);
  await expect(network.sentence).toContainText('7 directions slope down');
  await expect(network.element.getByRole('img', { name: /none of 64 slopes down.*7 of 72 slope down/ })).toBeVisible();
  await network.do('Release', null);
  expect((await network.summary()).final_loss).toBeLessThan(1e-6);
  await expect(network.sentence).toContainText('continues to zero');
});

test('plain cloning opens a way at the first split, sticks at the second, and the figure says why and what would not', async ({ network }) => {
  await network.open('figure=split&preset=cloning&splits=0');
  await network.do('Split', '1');
  await network.do('Release', null);
  await network.do('Again', '1');
  await expect(network.sentence).toContainText('no direction slopes down');
  await expect(network.sentence).toContainText('S γ (1 − γ)');
  expect(await network.openActs()).toEqual(['Find a trap', 'Split another way']);
  await network.do('Split another way', '1');
  await expect(network.sentence).toContainText('1 direction slopes down');
  const config = await network.config();
  expect([config.neuron, config.gamma]).toEqual(['best,2,best', '0.5,1.5,0.5']);
  await network.do('Release', null);
  expect((await network.summary()).final_loss).toBeCloseTo(0.06, 4);
});

test('the starts that were passed over are told, and a rate that is too large is not blamed on the seed', async ({ network }) => {
  await network.open('figure=split&preset=relu&seed=3&splits=0');
  const { starts_tried, start_shown, starts_solved } = await network.summary();
  expect([start_shown, starts_solved]).toEqual([starts_tried! - 1, starts_tried! - 1]);
  expect(starts_tried).toBeGreaterThan(2);
  await expect(network.sentence).toContainText(`Random starts 0 to ${start_shown! - 1} of this seed were passed over`);
  await expect(network.element.getByRole('heading', { name: `Where descent from start ${start_shown} of seed 3 is stuck` })).toBeVisible();
  await network.load('figure=split&preset=relu&teacher=6&rate=2');
  await network.complete(60_000);
  await expect(network.sentence).toContainText('there is nothing to split');
  await expect(network.sentence).toContainText(/the rate is too large|a smaller rate/);
  await expect(network.sentence).not.toContainText('eed');
  await expect(network.element.getByRole('heading', { name: 'No trap found' })).toBeVisible();
});

test('a copy of no height leaves open whether there is a way out', async ({ network }) => {
  await network.open('figure=split&preset=ladder&gamma=1&splits=1');
  await expect(network.sentence).toContainText('the second order does not tell');
  await expect(network.sentence).not.toContainText('opens no way out');
  await expect(network.element.getByRole('img', { name: /along the new one, which is flat/ })).toBeVisible();
});

test('another neuron is chosen on the bars, by keys and by a click', async ({ network }) => {
  await network.open('figure=split&preset=relu&splits=1&moment=1');
  await expect(network.choices).toHaveAttribute('aria-valuetext', /^neuron 2, share 0.5: smallest eigenvalue −0.20/);
  await network.choices.press('ArrowLeft');
  await expect(network.choices).toHaveAttribute('aria-valuetext', /^neuron 1, .*−0.17/);
  expect((await network.summary()).smallest_eigenvalue_after).toBeCloseTo(-0.1656, 3);
  expect(network.fragment().get('neuron')).toBe('1,best');
  await network.do('Release', null);
  await expect(network.sentence).toContainText('continues to 0.0206, another minimum');
  const box = (await network.choices.boundingBox())!;
  await network.choices.click({ position: { x: box.width - 12, y: box.height / 2 } });
  await expect.poll(() => network.fragment().get('neuron')).toBe('1,9,best');
});

test('a link restores what was seen, and back undoes one act', async ({ network, page }) => {
  await network.open('figure=split&preset=ladder&splits=1&moment=1');
  const split = await network.export();
  const acts = await network.openActs();
  const picture = await network.picture(network.element.locator('.panel.main .plot'));
  await network.do('Release', null);
  await network.do('Again', '1');
  await expect.poll(async () => (await network.summary()).splits_done).toBe(2);
  const again = await network.export();
  const hash = new URL(page.url()).hash.slice(1);
  await page.goBack();
  await expect.poll(() => network.openActs()).toEqual(['Find a trap', 'Again']);
  await page.goBack();
  await expect.poll(() => network.openActs()).toEqual(acts);
  expect(await network.export()).toBe(split);
  expect(await network.picture(network.element.locator('.panel.main .plot'))).toBe(picture);
  await network.open(hash);
  expect(await network.export()).toBe(again);
  expect(await network.openActs()).toEqual(acts);
});

test('another trap is another start, and nothing in it is split', async ({ network }) => {
  await network.open('figure=split&preset=ladder&splits=2&neuron=1,2,best');
  await network.do('Find a trap', null);
  const config = await network.config();
  expect([config.seed, config.splits, config.neuron]).toEqual([1, 0, 'best']);
  await expect(network.refusal).toHaveCount(0);
  expect(await network.openActs()).toEqual(['Find a trap', 'Split']);
});

test('what is refused says why', async ({ network }) => {
  for (const [asked, told] of [
    ['splits=13', /splits must be/],
    ['moment=soon', /moment must be a whole number/],
    ['neuron=2', /neuron must be best, or at most 1/],
    ['preset=relu&gamma=1.5', /gamma must be best, or between 0.000001 and 0.999999/],
  ] as const) {
    await network.load(`figure=split&${asked}`);
    await expect(network.refusal).toContainText(told);
    await network.button('Use the default').click();
    await network.complete();
  }
});

test('the descent is followed by keys, and a mouse that only passes does not tell its end', async ({ network }) => {
  await network.open('figure=split&preset=ladder&splits=1&moment=1');
  const ladder = network.element.getByRole('slider', { name: /^The ladder/ });
  await expect(ladder).toHaveAttribute('aria-valuetext', 'just split, loss 0.107');
  await ladder.hover({ position: { x: 340, y: 60 } });
  await expect(ladder).toHaveAttribute('aria-valuetext', 'just split, loss 0.107');
  await ladder.press('ArrowRight');
  await expect(ladder).toHaveAttribute('aria-valuetext', 'falling, step 1, loss 0.107');
  await ladder.press('Home');
  await expect(ladder).toHaveAttribute('aria-valuetext', 'in the trap, loss 0.107');
  await network.button('Step').click();
  await expect(ladder).toHaveAttribute('aria-valuetext', 'just split, loss 0.107');
  await ladder.press('End');
  await expect(ladder).toHaveAttribute('aria-valuetext', /^released, step \d+, loss 0.0863$/);
  await expect.poll(() => network.fragment().get('moment')).toBeNull();
});

test('on the whole screen the text is large, and all five pictures and the sentence are on it', async ({ network }) => {
  await network.open('figure=split&preset=ladder&splits=2&moment=1');
  await network.pressFull();
  await expect(network.button('Leave full screen')).toBeVisible();
  const small = await network.element.evaluate((lab) => {
    const parts = [...lab.shadowRoot!.querySelectorAll('alleyway-chart, h2, .verdict, .toolbar button')];
    return parts.filter((part) => parseFloat(getComputedStyle(part).fontSize) < 24).map((part) => part.outerHTML);
  });
  expect(small).toEqual([]);
  for (const part of await network.element.locator('alleyway-chart, .verdict').all()) {
    const box = (await part.boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(720);
    expect(box.height).toBeGreaterThan(60);
  }
});

test('a moment beyond the end is the end', async ({ network }) => {
  await network.open('figure=split&preset=ladder&splits=1&moment=9000');
  expect(await network.openActs()).toEqual(['Find a trap', 'Again']);
});

test('twenty neurons take a while: there is progress, and it can be stopped and begun again', async ({ network, page }) => {
  const gate = await Gate.build(page, ['part', 'progress']);
  await network.load('figure=split&preset=relu&teacher=20&splits=1');
  await expect(network.element.getByRole('progressbar', { name: 'Training' })).toBeVisible();
  await network.button('Cancel').click();
  await expect(network.element).toHaveAttribute('data-state', 'cancelled');
  await network.button('Run again').click();
  await gate.open();
  await network.complete();
  expect((await network.summary()).parameters_after).toBe(420);
  await expect(network.sentence).toContainText(/continues to (zero|0\.\d+, another minimum)/);
});

test('without a wish for less motion the release is played, and ends where the jump does', async ({ network, page }) => {
  await network.open('figure=split&preset=ladder&splits=1&moment=1');
  await network.do('Release', null);
  const end = await network.picture(network.element.locator('.panel.main .plot'));
  const frames = await Frames.build(page, 'split');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await network.open('figure=split&preset=ladder&splits=1&moment=1');
  await network.act('Release').click();
  await expect(network.button('Pause')).toBeVisible();
  await frames.until(() => network.button('Play').isVisible());
  await expect.poll(() => network.fragment().get('moment')).toBeNull();
  expect(await network.picture(network.element.locator('.panel.main .plot'))).toBe(end);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in ${colorScheme}`, async ({ network, page }) => {
    await page.emulateMedia({ colorScheme });
    await network.open('figure=split&preset=ladder&splits=2&moment=1');
    await network.button('More').click();
    await network.button('Data table').click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px the figure of splits does not scroll sideways`, async ({ network, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await network.open('figure=split&preset=cloning&splits=2&moment=1');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}
