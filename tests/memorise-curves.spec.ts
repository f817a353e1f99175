// The sixth figure, as curves: what it was trained to and by which road, and the narrow network that is given room.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { Lab, expect, test as base } from './page.ts';

class Curves extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="memorise"]');
  readonly training = this.element.getByRole('slider', { name: /^The training: / });

  panel(name: RegExp): Locator {
    return this.element.getByRole('img', { name });
  }

  async run(): Promise<{ summary: Record<string, number>; series: Map<string, number[]> }> {
    const { summary, series } = JSON.parse(await this.export());
    return { summary, series: new Map(series.map((one: { name: string; values: number[] }) => [one.name, one.values])) };
  }

  /** The panels on the right, as they are drawn. */
  async pictures(): Promise<string[]> {
    await this.page.waitForTimeout(200);
    const plots = await this.element.locator('.panel.side alleyway-chart').all();
    return Promise.all(plots.map((plot) => this.picture(plot)));
  }
}

const test = base.extend<{ curves: Curves }>({
  curves: async ({ page }, use) => {
    const curves = new Curves(page);
    await use(curves);
    expect(curves.errors, 'the console').toEqual([]);
  },
});

const preset = (name: string) => `figure=memorise&preset=${name}`;

test('the training is walked along its losses, and every curve goes with it', async ({ curves }) => {
  await curves.open(preset('ring'));
  const { series } = await curves.run();
  const [steps, data, testLoss] = ['step', 'data_loss', 'test_loss'].map((name) => series.get(name)!);
  const end = await curves.pictures();
  expect(end).toHaveLength(4);
  await curves.training.press('Home');
  await expect(curves.training).toHaveAttribute('aria-valuetext', `step 0 of 3,000, data loss ${data![0]!.toFixed(3)}, test loss ${testLoss![0]!.toFixed(3)}`);
  const start = await curves.pictures();
  for (const [index, picture] of start.entries()) expect(picture, `panel ${index}`).not.toBe(end[index]);
  await curves.button('Step').click();
  await expect(curves.element.getByRole('heading', { name: `The losses at step ${steps![10]}` })).toBeVisible();
  for (const name of [/^Data loss on the way/, /^The weights at/, /^Losses against the norm/])
    await expect(curves.panel(name)).toHaveAttribute('aria-label', new RegExp(`step ${steps![10]} of 3,000`));
  await curves.training.press('End');
  expect(await curves.pictures()).toEqual(end);
});

test('the straight line is called a wall where it is one, and only there', async ({ curves }) => {
  await curves.open(preset('ring'));
  const { summary } = await curves.run();
  // A level ring: half way between its ends the loss is (1/2 - 1)^2, less what the penalty takes off.
  expect(Math.abs(summary.barrier_on_the_line! - 0.25)).toBeLessThan(0.02);
  const roads = curves.panel(/^Data loss on the way from M to G/);
  await expect(roads).toHaveAttribute('aria-label', new RegExp(`straight line, a wall, at most ${summary.barrier_on_the_line!.toFixed(3)}`));
  await expect(roads).toHaveAttribute('aria-label', /training path 0\.0025/);
  await curves.open(preset('sparse'));
  await expect(roads).toHaveAttribute('aria-label', /straight line at most 0\.0\d+;/);
  await curves.open(preset('no-penalty'));
  await expect(curves.panel(/^Roads from M to G: there is nothing to cross/)).toBeVisible();
});

test('how simple it is, is a choice that the address keeps, and no other training', async ({ curves }) => {
  await curves.open(preset('product'));
  const before = await curves.export();
  const { summary } = await curves.run();
  await expect(curves.panel(/2 neurons in use, effective rank 2;/)).toBeVisible();
  const chooser = curves.element.getByRole('combobox', { name: 'What is drawn here' });
  await chooser.last().selectOption('bits');
  await expect.poll(() => curves.fragment().get('show.simple')).toBe('bits');
  const count = (bits: number) => bits.toLocaleString('en-GB');
  await expect(curves.panel(/^To write the weights down/)).toHaveAttribute(
    'aria-label',
    `To write the weights down takes ${count(summary.bits_M!)} bits at M, ${count(summary.bits_G!)} at G, at the same accuracy.`,
  );
  expect(await curves.export()).toBe(before);
});

test('where Adam jumps a running median is drawn, and the highest jump is told', async ({ curves }) => {
  await curves.open(preset('product'));
  const { summary, series } = await curves.run();
  const roads = curves.panel(/^Data loss on the way from M to G/);
  await expect(roads).toHaveAttribute('aria-label', /drawn as a running median, which reaches/);
  const told = (await roads.getAttribute('aria-label'))!;
  const [, highest, median] = told.match(/training path (\d\.\d+), drawn as a running median, which reaches (\d\.\d+)/)!;
  expect(Math.abs(Number(highest) - Math.max(...series.get('road_data')!))).toBeLessThan(5e-4);
  expect(summary.highest_on_the_training_path).toBeGreaterThan(Number(median));
});

test('with room, both runs go on side by side at one step, and only one learns the rule', async ({ curves }) => {
  await curves.load(preset('room'));
  await curves.complete(60_000);
  const { summary, series } = await curves.run();
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const [narrow, wide] = [/^24 neurons, unchanged/, /^128 neurons: 104 added/].map((name) => curves.panel(name));
  await expect(curves.training).toHaveAttribute(
    'aria-valuetext',
    `step 3,000 of 3,000, unchanged ${percent(summary.accuracy_unchanged!)} right, widened ${percent(summary.accuracy_widened!)} right`,
  );
  await curves.training.press('Home');
  // The added neurons do nothing yet: the two stand at the same losses.
  const losses = (label: string | null) => label?.match(/data loss .*$/)?.[0];
  expect(losses(await wide!.getAttribute('aria-label'))).toBe(losses(await narrow!.getAttribute('aria-label')));
  await curves.button('Step').click();
  const steps = series.get('widened_step')!;
  for (const panel of [narrow, wide]) await expect(panel!).toHaveAttribute('aria-label', new RegExp(`after step ${steps[10]} of 3,000`));
  await expect(curves.panel(/^The narrow network's own training/)).toHaveAttribute('aria-label', /24 neurons: data loss 0\.00/);
});

for (const width of [320, 390]) {
  test(`at ${width} px nothing scrolls sideways`, async ({ curves, page }) => {
    await page.setViewportSize({ width, height: 844 });
    for (const name of ['ring', 'room']) {
      await curves.load(preset(name));
      await curves.complete(60_000);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, name).toBeLessThanOrEqual(0);
    }
  });
}

test('axe finds nothing to blame, and the table has the run that is walked', async ({ curves, page }) => {
  for (const [name, column] of [
    ['ring', 'test loss'],
    ['room', 'widened accuracy'],
  ] as const) {
    await curves.load(preset(name));
    await curves.complete(60_000);
    // Before the table is open: thousands of cells take axe a minute.
    const { violations } = await new AxeBuilder({ page }).include('alleyway-lab[figure="memorise"]').analyze();
    expect(violations.map(({ id, nodes }) => [name, id, ...nodes.map((node) => node.html)])).toEqual([]);
    await curves.button('Data table').click();
    await expect(curves.element.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
  }
});
