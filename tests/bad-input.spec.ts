// Input that is refused: the page says why, and runs nothing in its place.

import { expect, test } from './page.ts';

const refused: [fragment: string, says: RegExp][] = [
  ['figure=triple-ascent', /triple-ascent/],
  ['figure=double-descent&preset=wobble', /wobble/],
  ['figure=double-descent&colour=red', /colour/],
  ['figure=double-descent&draws=4000', /draws must be .*1 and 400, got 4000/],
  ['figure=double-descent&n=0', /n must be .*, got 0/],
  ['figure=double-descent&n=7.5', /n must be .*, got 7\.5/],
  ['figure=double-descent&noise=NaN', /noise must be .*, got NaN/],
  ['figure=double-descent&noise=1e999', /noise must be .*, got 1e999/],
  ['figure=double-descent&noise=', /noise must be/],
  ['figure=double-descent&features=magic', /features must be one of .*legendre.*, got magic/],
  ['figure=double-descent&sizes=5,3', /sizes must be/],
  ['figure=double-descent&size=4711', /size must be/],
  ['figure=double-descent&draw=0', /draw must be/],
  ['figure=double-descent&noise=1&noise=2', /noise is given twice/],
  ['figure=double-descent&preset=tanh-network-lm&steps=100000', /steps must be at most \d+: this run would take about .* of one core/],
];

for (const [fragment, says] of refused) {
  test(`#${fragment} is refused in a sentence, and the default is one click away`, async ({ lab }) => {
    await lab.load(fragment);
    await expect(lab.refusal).toContainText(says);
    await expect(lab.element).toHaveAttribute('data-state', 'error');
    await lab.button('Use the default').click();
    await lab.complete();
    await expect(lab.refusal).toHaveCount(0);
    expect(JSON.parse(await lab.export()).series[0].values.length).toBeGreaterThan(10);
  });
}

test('only what was refused goes back to its default', async ({ lab }) => {
  await lab.load('figure=double-descent&preset=step&draws=4000&noise=0.4');
  await lab.button('Use the default').click();
  await lab.complete();
  const config = await lab.config();
  expect(config.noise).toBe(0.4);
  expect(config.target).toBe('step');
});

test('script in a link is shown as text', async ({ lab, page }) => {
  const script = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';
  for (const fragment of ['figure=', 'preset=', 'noise=', ''].map((key) => `${key}${encodeURIComponent(script)}${key ? '' : '=1'}`)) {
    await lab.load(fragment);
    await expect(lab.refusal).toContainText('onerror');
    expect(await lab.element.evaluate((element) => element.shadowRoot?.querySelectorAll('img, script').length)).toBe(0);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  }
});

test('a refusal in the page goes as soon as the address is good again', async ({ lab, page }) => {
  await lab.open();
  const run = await lab.export();
  await page.evaluate(() => {
    location.hash = 'figure=double-descent&n=0';
  });
  await expect(lab.refusal).toContainText('n must be');
  await page.goBack();
  await lab.complete();
  await expect(lab.refusal).toHaveCount(0);
  expect(await lab.export()).toBe(run);
});

test('a value typed into a field is judged by the same rule', async ({ lab }) => {
  await lab.open();
  await lab.button('More').click();
  const draws = lab.element.getByRole('textbox', { name: /training sets|draws/i }).first();
  await draws.fill('4000');
  await draws.press('Enter');
  await expect(lab.refusal).toContainText(/draws must be .*400, got 4000/);
});

test('the attributes of the element are judged by the same rule', async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => {
    const element = document.createElement('alleyway-lab');
    element.setAttribute('preset', '<b>bold</b>');
    document.querySelector('alleyway-lab')?.replaceWith(element);
  });
  await expect(lab.refusal).toContainText('<b>bold</b>');
});

test('a data set that cannot be fetched is named, and can be tried again', async ({ lab, page }) => {
  await lab.open();
  await page.route('**/digits*', (route) => route.abort());
  await lab.preset(/digits/i).click();
  await expect(lab.refusal).toContainText(/digits/);
  await page.unroute('**/digits*');
  // A browser reports a fetch that failed, whatever the page does about it.
  expect(lab.errors.splice(0).every((text) => text.includes('Failed to load resource'))).toBe(true);
  await lab.button('Try again').click();
  await lab.complete();
});
