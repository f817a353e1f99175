// Two charts beside the main one at rest; the rest is one click away.

import { expect, test } from './page.ts';

test.beforeEach(async ({ page }) => {
  // A reader who has never asked for more.
  await page.addInitScript(() => {
    if (!sessionStorage.getItem('begun')) localStorage.removeItem('alleyway:charts');
    sessionStorage.setItem('begun', 'yes');
  });
});

for (const [run, beyond, titles] of [
  ['split&preset=ladder', 2, [/The data, and a sum of/, /Where descent from start/, /Curvature in every direction/]],
  ['landscape&preset=narrow-wide', 2, [/neurons: its own path/, /neurons: its own path/, /Three planes/, /Train loss/]],
  ['memorise&preset=ring', 2, [/Loss with its penalty/, /The losses at step/, /Five notes and one rule/]],
] as const) {
  const [figure] = run.split('&');
  test(`${figure} has two charts beside the main one, and all of them after a click, also next time`, async ({ page }) => {
    await page.goto(`./#figure=${run}`);
    const lab = page.locator(`alleyway-lab[figure=${figure}]`);
    await expect(lab).toHaveAttribute('data-state', 'complete');
    const heads = lab.locator('.panels .head').filter({ visible: true });
    await expect(heads).toHaveCount(titles.length);
    for (const [index, title] of titles.entries()) await expect(heads.nth(index).locator('h2, select').first()).toHaveText(title);
    // The main picture is larger than both together.
    const area = async (selector: string) => (await lab.locator(selector).evaluateAll((plots) => plots.map((plot) => plot.getBoundingClientRect()))).reduce((sum, { width, height }) => sum + width * height, 0);
    expect(await area('.main .plot')).toBeGreaterThan(await area('.side .plot'));
    const more = lab.getByRole('button', { name: `${beyond} more charts` });
    await expect(more).toHaveAttribute('aria-expanded', 'false');
    await more.click();
    await expect(heads).toHaveCount(titles.length + beyond);
    await page.reload();
    await expect(lab).toHaveAttribute('data-state', 'complete');
    await expect(heads).toHaveCount(titles.length + beyond);
    await lab.getByRole('button', { name: 'Fewer charts' }).click();
    await expect(heads).toHaveCount(titles.length);
  });
}

test('a link to what a chart shows has that chart in view', async ({ page }) => {
  await page.goto('./#figure=landscape&preset=thirty&show.second=spectrum');
  const lab = page.locator('alleyway-lab[figure=landscape]');
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await expect(lab.locator('.side .plot')).toHaveCount(3);
  await expect(lab.getByRole('button', { name: '1 more chart' })).toBeVisible();
});
