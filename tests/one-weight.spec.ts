// The second figure: a ball in the wrong valley, a dimension more, and the way out.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Lab, expect, test as base } from './page.ts';

/** The same page, seen at its second figure. */
class Valley extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="one-weight"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly ball = this.element.getByRole('slider', { name: 'Where the ball is dropped' });

  constructor(page: Page) {
    super(page);
  }

  stage(name: string) {
    return this.element.getByRole('group', { name: 'Number of weights' }).getByRole('button', { name });
  }

  /** Drag the ball to a share of the chart's width. */
  async drop(from: number, to: number) {
    const box = (await this.ball.boundingBox())!;
    const y = box.y + box.height * 0.85;
    await this.page.mouse.move(box.x + from * box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + to * box.width, y, { steps: 6 });
    await this.page.mouse.up();
  }

  async summary(): Promise<Record<string, number>> {
    return JSON.parse(await this.export()).summary;
  }
}

const test = base.extend<{ valley: Valley }>({
  valley: async ({ page }, use) => {
    const valley = new Valley(page);
    await use(valley);
    expect(valley.errors, 'the console').toEqual([]);
  },
});

test('it is not there before the reader comes near, and the first figure is not disturbed', async ({ page, valley }) => {
  await page.goto('./');
  await expect(page.locator('alleyway-lab')).toHaveAttribute('data-state', 'complete');
  expect(await page.locator('alleyway-lab').count()).toBe(1);
  await page.getByRole('heading', { name: 'A valley, and a way out' }).scrollIntoViewIfNeeded();
  await valley.complete();
  expect(await page.locator('alleyway-lab').count()).toBe(2);
  expect(new URL(page.url()).hash).toBe('');
});

test('the ball is dragged into the wrong valley, a dimension is added, and it leaves', async ({ valley }) => {
  await valley.open('figure=one-weight&preset=bumps&stage=1&start=2.2');
  expect((await valley.summary()).stuck_position).toBeCloseTo(1.168, 2);
  await valley.drop(0.9, 0.2);
  await valley.complete();
  await expect.poll(async () => (await valley.summary()).stuck_position).toBeCloseTo(-1.11576, 3);
  const stuck = await valley.summary();
  expect(stuck.stuck_loss).toBeCloseTo(0.060357, 5);
  expect(stuck.stuck_curvature).toBeCloseTo(0.0716, 3);
  await expect(valley.ball).toHaveAttribute('aria-valuetext', /loss 0\.060, curvature \+0\.072/);
  const curve = await valley.picture(valley.ball);

  await valley.button('Add a dimension').click();
  await valley.complete();
  await expect.poll(async () => (await valley.summary()).escaped_loss).toBeLessThan(0.002);
  const { split_eigenvalue_min, split_eigenvalue_max } = await valley.summary();
  expect(split_eigenvalue_min).toBeCloseTo(-0.0833, 3);
  expect(split_eigenvalue_max).toBeCloseTo(0.0358, 3);
  await expect(valley.stage('Two weights')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => valley.picture(valley.ball)).not.toBe(curve);
  await expect(valley.element.getByRole('img', { name: /^Curvature\. one weight: \+0\.072\. two weights: \+0\.036, −0\.083/ })).toBeVisible();

  await valley.button('Add a dimension').click();
  await valley.complete();
  await expect.poll(async () => (await valley.summary()).freed_loss).toBeLessThan(1e-12);
  await expect(valley.element.getByRole('img', { name: /zero loss.*: 0, 0, \+0\.035/ })).toBeVisible();
  await expect(valley.button('Add a dimension')).toHaveCount(0);
});

test('arrow keys move the ball, as far as the data go', async ({ valley }) => {
  await valley.open('figure=one-weight&preset=bumps&stage=1');
  await valley.ball.focus();
  await valley.ball.press('ArrowRight');
  await expect.poll(async () => Number((await valley.config()).start)).toBeCloseTo(-1.9, 1);
  await valley.ball.press('Home');
  await expect.poll(async () => (await valley.config()).start).toBe(-2.56);
  await valley.ball.press('End');
  await expect.poll(async () => (await valley.config()).start).toBe(2.6);
  await valley.complete();
  await expect(valley.refusal).toHaveCount(0);
});

test('a link restores the ball and the stage, and back undoes a drop', async ({ valley, page }) => {
  await valley.open('figure=one-weight&preset=bumps&stage=2&start=-1.7');
  const before = await valley.export();
  await valley.drop(0.3, 0.8);
  await expect.poll(() => valley.fragment().get('start')).not.toBe('-1.7');
  await valley.complete();
  await expect.poll(() => valley.export()).not.toBe(before);
  const after = await valley.export();
  const hash = new URL(page.url()).hash.slice(1);
  await page.goBack();
  await expect.poll(() => valley.export()).toBe(before);
  await valley.open(hash);
  expect(await valley.export()).toBe(after);
});

test('each figure follows its own addresses only', async ({ valley, page }) => {
  await valley.open('figure=one-weight&preset=sines&stage=2');
  const first = page.locator('alleyway-lab').first();
  await expect(first).toHaveAttribute('figure', 'double-descent');
  await expect(first).toHaveAttribute('data-state', 'complete');
  const sine = await valley.export();
  await page.evaluate(() => {
    location.hash = 'figure=double-descent&preset=step';
  });
  await expect(first.getByRole('button', { name: 'Step', exact: true, pressed: true })).toBeVisible();
  await page.goBack();
  await expect.poll(() => valley.export()).toBe(sine);
});

test('the sine stays trapped, and the figure says so', async ({ valley }) => {
  await valley.open('figure=one-weight&preset=bumps&stage=2');
  await valley.preset(/sine/i).click();
  await valley.complete();
  await expect.poll(async () => (await valley.config()).model).toBe('sines');
  expect(JSON.parse(await valley.export()).verdict.holds).toBe(false);
  await expect(valley.element.locator('.verdict')).toContainText('no way out');
  await expect(valley.stage('Two weights')).toHaveAttribute('aria-pressed', 'true');
});

test('what is refused says why, and a rate that diverges is reported', async ({ valley }) => {
  await valley.load('figure=one-weight&preset=bumps&start=2.7');
  await expect(valley.refusal).toContainText(/start must be/);
  await valley.button('Use the default').click();
  await valley.complete();
  await valley.open('figure=one-weight&preset=bumps&rate=60');
  await expect(valley.element.locator('.verdict')).toContainText(/diverged at step \d+/);
});

test('without a wish for less motion the ball rolls, and ends where descent does', async ({ valley, page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await valley.open('figure=one-weight&preset=bumps&stage=2');
  await expect(valley.button('Pause')).toBeVisible();
  const early = await valley.picture(valley.ball);
  await expect(valley.button('Play')).toBeVisible({ timeout: 15_000 });
  expect(await valley.picture(valley.ball)).not.toBe(early);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in ${colorScheme}`, async ({ valley, page }) => {
    await page.emulateMedia({ colorScheme });
    await valley.open('figure=one-weight&preset=bumps&stage=2');
    await valley.button('More').click();
    await valley.button('Data table').click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px the second figure does not scroll sideways`, async ({ valley, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await valley.open('figure=one-weight&preset=bumps&stage=3');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}
