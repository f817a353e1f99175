// Memorise, as curves: what it was trained to and by which path, and the narrow network that is given room.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, preset, test } from './memorise.ts';
import { lossOf, percentOf } from './words.ts';

test('the training is walked along its losses, and every curve goes with it', async ({ memorise }) => {
  await memorise.open(preset('ring'));
  const { of } = await memorise.numbers();
  const [steps, data, testLoss] = ['step', 'data_loss', 'test_loss'].map(of);
  const end = await memorise.pictures();
  expect(end).toHaveLength(4);
  await memorise.training.press('Home');
  await expect(memorise.training).toHaveAttribute('aria-valuetext', `step 0 of 3,000, data loss ${lossOf(data![0]!)}, test loss ${lossOf(testLoss![0]!)}`);
  const start = await memorise.pictures();
  for (const [index, picture] of start.entries()) expect(picture, `panel ${index}`).not.toBe(end[index]);
  await memorise.button('Step').click();
  await expect(memorise.element.getByRole('heading', { name: `The losses at step ${steps![10]}` })).toBeVisible();
  for (const name of [/^Data loss on the way/, /^The weights at/, /^Losses against the norm/])
    await expect(memorise.panel(name)).toHaveAttribute('aria-label', new RegExp(`step ${steps![10]} of 3,000`));
  await memorise.training.press('End');
  expect(await memorise.pictures()).toEqual(end);
});

test('a mouse that passes over the losses shows every picture at that step, and leaves them as they were', async ({ memorise, page }) => {
  await memorise.open(preset('ring'));
  const end = await memorise.pictures();
  const address = page.url();
  const { of } = await memorise.numbers();
  await memorise.training.hover({ position: { x: 200, y: 60 } });
  await expect(memorise.training).not.toHaveAttribute('aria-valuenow', String(of('step').length - 1));
  const moment = Number(await memorise.training.getAttribute('aria-valuenow'));
  const step = of('step')[moment]!.toLocaleString('en');
  for (const name of [/^Data loss on the way/, /^The weights at/, /^Losses against the norm/])
    await expect(memorise.panel(name)).toHaveAttribute('aria-label', new RegExp(`step ${step} of 3,000`));
  for (const [index, picture] of (await memorise.pictures()).entries()) expect(picture, `panel ${index}`).not.toBe(end[index]);
  await memorise.button('Reset').hover();
  await expect(memorise.training).toHaveAttribute('aria-valuenow', String(of('step').length - 1));
  expect(await memorise.pictures()).toEqual(end);
  expect(page.url()).toBe(address);
});

test('the straight line is called a wall where it is one, and only there', async ({ memorise }) => {
  await memorise.open(preset('ring'));
  const { summary } = await memorise.numbers();
  // A level ring: half way between its ends the loss is (1/2 - 1)^2, less what the penalty takes off.
  expect(Math.abs(summary.barrier_on_the_line! - 0.25)).toBeLessThan(0.02);
  const paths = memorise.panel(/^Data loss on the way from M to G/);
  await expect(paths).toHaveAttribute('aria-label', new RegExp(`straight line, a wall, at most ${lossOf(summary.barrier_on_the_line!)};`));
  await expect(paths).toHaveAttribute('aria-label', /training path 0\.0025/);
  await memorise.open(preset('sparse'));
  await expect(paths).toHaveAttribute('aria-label', /straight line at most 0\.0\d+;/);
  await memorise.open(preset('no-penalty'));
  await expect(memorise.panel(/^Paths from M to G: there is nothing to cross/)).toBeVisible();
});

test('how simple it is, is a choice that the address keeps, and no other training', async ({ memorise }) => {
  await memorise.open(preset('product'));
  const before = await memorise.export();
  const { summary } = await memorise.numbers();
  await expect(memorise.panel(/2 neurons in use, effective rank 2\.0;/)).toBeVisible();
  const chooser = memorise.element.getByRole('combobox', { name: 'What is drawn here' });
  await chooser.last().selectOption('bits');
  await expect.poll(() => memorise.fragment().get('show.simple')).toBe('bits');
  const count = (bits: number) => bits.toLocaleString('en-GB');
  await expect(memorise.panel(/^To write the weights down/)).toHaveAttribute(
    'aria-label',
    `To write the weights down takes ${count(summary.bits_M!)} bits at M, ${count(summary.bits_G!)} at G, at the same accuracy.`,
  );
  expect(await memorise.export()).toBe(before);
});

test('where Adam jumps a running median is drawn, and the highest jump is told', async ({ memorise }) => {
  await memorise.open(preset('product'));
  const { summary, of } = await memorise.numbers();
  const paths = memorise.panel(/^Data loss on the way from M to G/);
  await expect(paths).toHaveAttribute('aria-label', /drawn as a running median, which reaches/);
  const told = (await paths.getAttribute('aria-label'))!;
  const [, highest, median] = told.match(/training path (\d\.\d+), drawn as a running median, which reaches (\d\.\d+)/)!;
  expect(highest).toBe(lossOf(Math.max(...of('training_path_data'))));
  expect(summary.highest_on_the_training_path).toBeGreaterThan(Number(median));
});

test('with room, both runs go on side by side at one step, and only one learns the rule', async ({ memorise }) => {
  await memorise.load(preset('room'));
  await memorise.complete();
  const { summary, of } = await memorise.numbers();
  const [narrow, wide] = [/^24 neurons, unchanged/, /^128 neurons: 104 added/].map((name) => memorise.panel(name));
  await expect(memorise.training).toHaveAttribute(
    'aria-valuetext',
    `step 3,000 of 3,000, unchanged ${percentOf(summary.accuracy_unchanged!)} right, widened ${percentOf(summary.accuracy_widened!)} right`,
  );
  await memorise.training.press('Home');
  // The added neurons do nothing yet: the two stand at the same losses.
  const losses = (label: string | null) => label?.match(/data loss .*$/)?.[0];
  expect(losses(await wide!.getAttribute('aria-label'))).toBe(losses(await narrow!.getAttribute('aria-label')));
  await memorise.button('Step').click();
  const steps = of('widened_step');
  for (const panel of [narrow, wide]) await expect(panel!).toHaveAttribute('aria-label', new RegExp(`after step ${steps[10]} of 3,000`));
  await expect(memorise.panel(/^The narrow network's own training/)).toHaveAttribute('aria-label', /24 neurons: data loss 0\.00/);
});

test('of a run whose data are never fitted nothing is called memorised, in no word and no picture', async ({ memorise }) => {
  await memorise.open('figure=memorise&task=modular&width=8&steps=300');
  const { summary, of } = await memorise.numbers();
  expect(Math.min(...of('data_loss'))).toBeGreaterThan(0.01);
  expect(Object.keys(summary).filter((name) => name.endsWith('_M'))).toEqual([]);
  await expect(memorise.sentence).toContainText('In this run the data are not fitted');
  const said = 'There is no M: at no moment were the examples fitted and new ones not answered.';
  await expect(memorise.panel(/^Paths from M to G/)).toHaveAttribute('aria-label', `Paths from M to G. ${said}`);
  await memorise.element.getByRole('button', { name: 'Plane', exact: true }).click();
  await expect(memorise.main).toHaveAttribute('aria-label', `The plane through the memorising and the last solution. ${said}`);
  const labels = await memorise.element.locator('[aria-label]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(labels.filter((label) => /M: memorised|has memorised|NaN/.test(label ?? ''))).toEqual([]);
  await memorise.training.press('Home');
  for (const key of ['PageUp', 'PageUp', 'PageUp']) {
    await memorise.training.press(key);
    await expect(memorise.sentence).not.toContainText('memorised');
  }
});

test('a training that ends on the way is called so at its end and a moment before, by one threshold', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=ring&steps=380');
  await expect(memorise.sentence).toContainText('In this run it is on its way, and not there');
  await memorise.training.press('End');
  await memorise.training.press('ArrowLeft');
  await expect(memorise.sentence).toContainText(': it is on its way.');
});

test('a network that was trained too shortly to be seen to stand still is not said to', async ({ memorise }) => {
  await memorise.open('figure=memorise&task=modular&widen=100&steps=101');
  await expect(memorise.sentence).toContainText('This run cannot say whether a narrow network stands still');
  expect((await memorise.numbers()).summary.stands_still).toBe(0);
  await expect(memorise.panel(/^24 neurons, unchanged: No network that fits its data and stands still was found/)).toBeVisible();
});

for (const width of [320, 390]) {
  test(`at ${width} px nothing scrolls sideways`, async ({ memorise, page }) => {
    await page.setViewportSize({ width, height: 844 });
    for (const name of ['ring', 'room']) {
      await memorise.load(preset(name));
      await memorise.complete();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, name).toBeLessThanOrEqual(0);
    }
  });
}

test('axe finds nothing to blame, and the table has the run that is walked', async ({ memorise, page }) => {
  for (const [name, column] of [
    ['ring', 'test loss'],
    ['room', 'widened accuracy'],
  ] as const) {
    await memorise.load(preset(name));
    await memorise.complete();
    // Before the table is open: thousands of cells take axe a minute.
    const { violations } = await new AxeBuilder({ page }).include('alleyway-lab[figure="memorise"]').analyze();
    expect(violations.map(({ id, nodes }) => [name, id, ...nodes.map((node) => node.html)])).toEqual([]);
    await memorise.button('Data table').click();
    await expect(memorise.element.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
  }
});
