// The end of the page: each claim, with what this reader's own runs said of it.

import { expect, test } from './page.ts';

test('a claim has the sentence of the run that the reader made, also where that says no', async ({ lab, page }) => {
  await lab.open();
  const claim = page.locator('.claims [data-figure="double-descent"] .own');
  const sentence = async () => JSON.parse(await lab.export()).verdict.text as string;
  await expect(claim).toHaveText(`It held in your run. “${await sentence()}” Try it`);
  await expect(page.locator('.claims [data-figure="memorise"] .own')).toHaveText('Not run yet. Try it');
  await lab.preset(/Unscaled/).click();
  await lab.complete();
  await expect(claim).toContainText('Of your 2 runs it held in 1, and did not hold in 1. The last:');
  await expect(claim).toContainText(`“${await sentence()}”`);
  // What was run already is not counted twice.
  await lab.preset(/^Wiggle$/).click();
  await lab.complete();
  await expect(claim).toContainText('Of your 2 runs it held in 1, and did not hold in 1. The last:');
});

test('from a claim that was not run a link leads to a run of it', async ({ lab, page }) => {
  await lab.open();
  const claim = page.locator('.claims [data-figure="least-norm"]');
  await claim.getByRole('link', { name: 'Try it' }).click();
  await expect(page.locator('alleyway-lab[figure="least-norm"]')).toBeInViewport();
  await expect(claim.locator('.own')).toContainText('It held in your run.');
});
