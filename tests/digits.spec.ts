// Real handwriting: the preset, and the pad on which a reader draws.

import { AxeBuilder } from '@axe-core/playwright';
import { type Lab, expect, test } from './page.ts';

test('the digits preset is one click away, and names its source', async ({ lab }) => {
  await lab.open();
  await lab.preset(/digits/i).click();
  await lab.complete();
  const { summary, config } = JSON.parse(await lab.export());
  expect(config.target).toBe('digits');
  expect(summary.largest_loss).toBeLessThan(summary.best_small_loss);
  await expect(lab.element).toContainText(/UCI|Alpaydin/i);
});

test('sixteen test images are shown with the answers of three models', async ({ lab }) => {
  await lab.open('figure=double-descent&preset=digits&draws=2&sizes=10,50,150,600');
  const fit = lab.element.getByRole('img', { name: /sixteen test images/i });
  const told = async () => [...((await fit.getAttribute('aria-label')) ?? '').matchAll(/(\d+) of 16/g)].map((match) => Number(match[1]));
  await expect.poll(told).toHaveLength(3);
  const [, threshold, chosen] = await told();
  expect(chosen).toBeGreaterThan(threshold!);
});

test.describe('the pad', () => {
  const few = 'figure=double-descent&preset=digits&draws=2&sizes=10,50,150,1500';

  /** Draws a stroke through points given as shares of the pad. */
  async function stroke({ element, page }: Lab, points: [number, number][]) {
    const pad = element.getByRole('img', { name: /pad to draw on/i });
    await pad.scrollIntoViewIfNeeded();
    const box = (await pad.boundingBox())!;
    const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(points[0]!));
    await page.mouse.down();
    for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 3 });
    await page.mouse.up();
  }

  const models = (lab: Lab) => lab.element.locator('alleyway-digit-pad').getByText(/^\s*sees a/);
  const ring: [number, number][] = Array.from({ length: 25 }, (_, step) => {
    const angle = (2 * Math.PI * step) / 24;
    return [0.5 + 0.25 * Math.sin(angle), 0.5 - 0.36 * Math.cos(angle)];
  });

  test('three models say what they see in a drawn nought, and the largest sees a nought', async ({ lab }) => {
    await lab.open(few);
    await stroke(lab, ring);
    await expect(models(lab)).toHaveCount(3);
    await expect(models(lab).last()).toHaveText(/sees a\s+0/);
    await expect(lab.element.getByRole('img', { name: /drawing as 8 by 8/i })).toBeVisible();
    const scores = await lab.element.getByRole('img', { name: /^Scores: 0: .*, 9: / }).count();
    expect(scores).toBe(3);
  });

  test('undo takes the last stroke back, and clear all of them', async ({ lab }) => {
    await lab.open(few);
    await stroke(lab, ring);
    const picture = () => lab.picture(lab.element.locator('alleyway-digit-pad .seen'));
    await expect(models(lab)).toHaveCount(3);
    const nought = await picture();
    await stroke(lab, [[0.1, 0.1], [0.9, 0.9]]);
    await expect.poll(picture).not.toBe(nought);
    await lab.button('Undo').click();
    await expect.poll(picture).toBe(nought);
    await lab.button('Clear').click();
    await expect(models(lab)).toHaveCount(0);
  });

  test('without a hand that draws, a test image can be chosen from the keyboard', async ({ lab }) => {
    await lab.open(few);
    const samples = lab.element.getByRole('group', { name: /take a test image/i }).getByRole('button');
    await expect(samples).toHaveCount(16);
    await samples.first().focus();
    await samples.first().press('Enter');
    await expect(models(lab)).toHaveCount(3);
  });

  test('axe finds nothing to blame in it', async ({ lab, page }) => {
    await lab.open(few);
    await stroke(lab, ring);
    await expect(models(lab)).toHaveCount(3);
    const { violations } = await new AxeBuilder({ page }).include({ fromShadowDom: ['alleyway-lab', 'alleyway-digit-pad'] }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
