// Landscape: slices of the loss of a network that is trained in the page.

import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { Frames, frame, Gate } from './gate.ts';
import { Lab, expect, test as base } from './page.ts';
import { lossOf, numberOf, percentOf } from './words.ts';

/** The same page, seen at its slices. */
class Slices extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="landscape"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly sentence = this.element.locator('.verdict');
  readonly training = this.element.getByRole('slider', { name: 'The training: loss against steps' });
  readonly planes = this.element.getByRole('slider', { name: 'Which plane is drawn large' });
  readonly turn = this.element.getByRole('slider', { name: 'Turn the surface', exact: true });
  readonly main = this.element.locator('.panel.main .plot').first();

  override get fit(): Locator {
    return this.element.getByRole('img', { name: /^The 20 points, and the fit/ });
  }

  async summary(): Promise<Record<string, number>> {
    return JSON.parse(await this.export()).summary;
  }

  async series(name: string): Promise<number[]> {
    return JSON.parse(await this.export()).series.find((one: { name: string }) => one.name === name)?.values ?? [];
  }

  /** What all pictures show, once the surface has come to rest. */
  pictures(): Promise<string[]> {
    return this.atRest(this.element.locator('alleyway-chart'));
  }
}

const test = base.extend<{ slices: Slices }>({
  slices: async ({ page }, use) => {
    const slices = new Slices(page);
    await use(slices);
    expect(slices.errors, 'the console').toEqual([]);
  },
});

const THIRTY = 'figure=landscape&preset=thirty';
/** Small enough to be trained in a blink. */
const QUICK = `${THIRTY}&width=5&steps=400&resolution=21`;

test('it is not there before the reader comes near, and opens on three planes that say what they miss', async ({ page, slices }) => {
  await page.goto('./');
  await expect(page.locator('alleyway-lab').first()).toHaveAttribute('data-state', 'complete');
  await expect(slices.element).toHaveCount(0);
  await page.locator('#slices').scrollIntoViewIfNeeded();
  await slices.complete();
  expect(new URL(page.url()).hash).toBe('');
  const { missed_share_path, missed_share_random, missed_share_hessian, parameters } = await slices.summary();
  expect(parameters).toBe(90);
  // An independent implementation: under 4 %, over 90 %; of a random plane about 1 - 2/P.
  expect(missed_share_path).toBeLessThan(0.04);
  expect(Math.abs(missed_share_random! - (1 - 2 / 90))).toBeLessThan(0.1);
  for (const [key, plane, share] of [
    ['Home', /^the plane of its path: misses/, missed_share_path!],
    ['ArrowRight', /^a random plane: misses/, missed_share_random!],
    ['End', /^the plane of its curvature: misses/, missed_share_hessian!],
  ] as const) {
    await slices.planes.press(key);
    await expect(slices.planes).toHaveAttribute('aria-valuetext', plane);
    await expect(slices.planes).toHaveAttribute('aria-valuetext', new RegExp(`misses ${percentOf(share).replace('.', '\\.')} of the way`));
    await expect(slices.main).toHaveAttribute('aria-label', new RegExp(`misses ${percentOf(share).replace('.', '\\.')} of the way`));
    await expect(slices.sentence).toContainText(percentOf(share));
  }
  await expect(slices.element.getByRole('heading', { name: 'The loss in the plane of its curvature' })).toBeVisible();
});

test('another plane is looked at without training again, by a click, and the address keeps it', async ({ slices }) => {
  await slices.open(QUICK);
  const before = await slices.export();
  const picture = (await slices.pictures())[0];
  const box = (await slices.planes.boundingBox())!;
  await slices.planes.click({ position: { x: box.width / 2, y: box.height / 2 } });
  await expect.poll(() => slices.fragment().get('show.planes')).toBe('random');
  await expect(slices.element).toHaveAttribute('data-state', 'complete');
  expect(await slices.export()).toBe(before);
  expect((await slices.pictures())[0]).not.toBe(picture);
  // What a link asks the crate for is only where it begins.
  await slices.open(`${QUICK}&directions=hessian`);
  await expect(slices.planes).toHaveAttribute('aria-valuenow', '3');
});

test('the training is walked by keys: ball, maps, fit and loss go together', async ({ slices }) => {
  await slices.open(THIRTY);
  const steps = await slices.series('step');
  const losses = await slices.series('train_loss');
  const end = await slices.pictures();
  expect(end).toHaveLength(5);
  await slices.training.press('Home');
  await expect(slices.training).toHaveAttribute('aria-valuetext', `step 0 of 20,000, loss ${lossOf(losses[0]!)}`);
  await expect(slices.sentence).toContainText(lossOf(losses[0]!));
  const start = await slices.pictures();
  // All but the slices, which are through the end.
  for (const at of [0, 1, 2, 3]) expect(start[at], `picture ${at}`).not.toBe(end[at]);
  await slices.button('Step').click();
  await expect.poll(() => slices.fragment().get('moment')).toBe('10');
  await expect(slices.training).toHaveAttribute('aria-valuetext', `step ${steps[10]} of 20,000, loss ${lossOf(losses[10]!)}`);
  await expect(slices.main).toHaveAttribute('aria-label', new RegExp(`step ${steps[10]} of`));
  await expect(slices.fit).toHaveAttribute('aria-label', new RegExp(`step ${steps[10]} of`));
  await slices.training.press('End');
  await expect.poll(() => slices.fragment().get('moment')).toBeNull();
  expect(await slices.pictures()).toEqual(end);
});

test('a finger drags along the loss curve, a mouse that only passes does not', async ({ slices, page }) => {
  await slices.open(THIRTY);
  const box = (await slices.training.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await expect(slices.training).toHaveAttribute('aria-valuenow', '400');
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
  await page.mouse.up();
  await expect.poll(async () => Number(await slices.training.getAttribute('aria-valuenow'))).toBeLessThan(100);
  await expect.poll(() => slices.fragment().get('moment')).toMatch(/^\d+$/);
});

test('the surface is turned by a drag and by keys, and the map is a switch away', async ({ slices, page }) => {
  await slices.open(THIRTY);
  const before = (await slices.pictures())[0];
  const box = (await slices.main.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2);
  await page.mouse.up();
  await expect.poll(() => slices.fragment().get('turn.landscape')).toMatch(/^\d+(\.\d)?,52$/);
  await expect(slices.turn).toBeFocused();
  expect((await slices.pictures())[0]).not.toBe(before);
  await slices.turn.press('Home');
  await expect.poll(() => slices.fragment().get('turn.landscape')).toBeNull();
  expect((await slices.pictures())[0]).toBe(before);
  await slices.element.getByRole('button', { name: 'Map', exact: true }).click();
  await expect.poll(() => slices.fragment().get('show.landscape')).toBe('map');
  await expect(slices.turn).toHaveCount(0);
});

test('a link restores what was seen', async ({ slices, page }) => {
  await slices.open(`${QUICK}&show.planes=hessian&show.second=spectrum&turn.landscape=-30,60&moment=25`);
  const [run, pictures] = [await slices.export(), await slices.pictures()];
  await expect(slices.training).toHaveAttribute('aria-valuenow', '25');
  await slices.planes.press('Home');
  await slices.turn.press('Home');
  await slices.training.press('End');
  await expect.poll(() => slices.fragment().get('moment')).toBeNull();
  await slices.open(`${QUICK}&show.planes=hessian&show.second=spectrum&turn.landscape=-30,60&moment=25`);
  expect(await slices.export()).toBe(run);
  expect(await slices.pictures()).toEqual(pictures);
  await expect(page.locator('alleyway-lab[figure="landscape"]')).toHaveAttribute('data-state', 'complete');
});

test('a wide network meets less negative curvature than a narrow one, and the sentence says so', async ({ slices, page }) => {
  const gate = await Gate.build(page, ['part', 'progress']);
  await slices.load('figure=landscape&preset=narrow-wide');
  await expect(slices.element.getByRole('progressbar', { name: 'Training' })).toBeVisible();
  await slices.button('Cancel').click();
  await expect(slices.element).toHaveAttribute('data-state', 'cancelled');
  await slices.button('Run again').click();
  await gate.open();
  await slices.complete();
  const { eigenvalue_ratio, eigenvalue_ratio_beside, parameters, parameters_beside } = await slices.summary();
  expect([parameters, parameters_beside]).toEqual([9, 300]);
  expect(eigenvalue_ratio_beside).toBeLessThan(0.1 * eigenvalue_ratio!);
  const [narrow, wide] = await Promise.all(['ratio', 'ratio_beside'].map(async (name) => numberOf((await slices.series(name)).sort((a, b) => a - b)[40]!)));
  await expect(slices.sentence).toContainText(`In the median of 81 places the steepest way down curves ${narrow} times as much as the steepest way up with 3 neurons and ${wide} times with 100`);
  await expect(slices.sentence).toContainText(': in this pair the wider network meets less negative curvature.');
  const ratio = slices.element.getByRole('img', { name: /3 neurons, median .*100 neurons, median/ });
  await expect(ratio).toHaveAttribute('aria-label', new RegExp(`median ${narrow}; 100 neurons, median ${wide}`));
  // Two surfaces, turned by one hand.
  await expect(slices.element.locator('.handle')).toHaveCount(2);
  const before = await slices.pictures();
  await slices.turn.press('ArrowRight');
  await expect.poll(() => slices.fragment().get('turn.landscape')).toBe('33,52');
  const after = await slices.pictures();
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  await slices.training.press('Home');
  await expect(slices.training).toHaveAttribute('aria-valuetext', /^step 0 of 20,000, loss 0\.\d{2} and 0\.\d{2}$/);
});

test('from the sweep "See its landscape" opens the same network', async ({ slices, page }) => {
  const sweep = new Lab(page);
  Object.assign(sweep, { element: page.locator('alleyway-lab[figure="double-descent"]') });
  const ask = 'figure=double-descent&preset=tanh-network-lm&steps=12&draws=3&sizes=25,37,1441&size=37';
  const losses: number[] = [];
  for (const draw of [1, 2, 3]) {
    await sweep.load(`${ask}&draw=${draw}`);
    await expect(sweep.element).toHaveAttribute('data-state', 'complete');
    await sweep.element.getByRole('link', { name: 'See its landscape' }).click();
    await slices.complete();
    const asked = await slices.config();
    expect([asked.width, asked.dim, asked.training_set, asked.optimiser]).toEqual([3, 10, draw, 'lm']);
    losses.push((await slices.summary()).final_loss!);
  }
  await sweep.load(ask);
  await expect(sweep.element).toHaveAttribute('data-state', 'complete');
  const exported = await sweep.element.evaluate((lab) => (lab as unknown as { export(format: string): Promise<string> }).export('json'));
  const trained: number[] = JSON.parse(exported).series.find((one: { name: string }) => one.name === 'train_loss_median').values;
  // Of three training sets the median is one of them, and no two are alike.
  const median = [...losses].sort((a, b) => a - b)[1]!;
  expect(new Set(losses).size).toBe(3);
  expect(Math.abs(median - trained[1]!)).toBeLessThan(1e-9 * trained[1]!);
});

test('a network that is too large to be looked at leads nowhere, and says why', async ({ slices, page }) => {
  await slices.load('figure=double-descent&preset=tanh-network-lm&steps=2&draws=1&sizes=37,1441');
  const sweep = page.locator('alleyway-lab[figure="double-descent"]');
  await expect(sweep).toHaveAttribute('data-state', 'complete');
  const off = sweep.getByRole('button', { name: /^See its landscape: width must be at most 49/ });
  await expect(off).toHaveAttribute('aria-disabled', 'true');
  await expect(sweep.getByRole('link', { name: 'See its landscape' })).toHaveCount(0);
  // Fixed features have no such landscape.
  await slices.load('figure=double-descent&preset=wiggle');
  await expect(sweep).toHaveAttribute('data-state', 'complete');
  await expect(sweep.getByText('See its landscape')).toHaveCount(0);
});

test('a sweep of networks shows its progress, and its first curve before the last training set', async ({ slices, page }) => {
  const gate = await Gate.build(page, ['part']);
  await slices.load('figure=double-descent&preset=tanh-network');
  const sweep = page.locator('alleyway-lab[figure="double-descent"]');
  await expect(sweep.getByRole('progressbar', { name: 'Training' })).toBeVisible();
  // A training set comes in several parts; the page is given them one by one, until it has a curve.
  const curve = sweep.getByRole('heading', { name: /Test and train loss, [1-9]\d* of 12 training sets/ });
  while (!(await curve.isVisible())) {
    await gate.pass();
    await frame(page);
  }
  await expect(sweep).toHaveAttribute('data-state', 'running');
  await expect(sweep.getByRole('heading', { name: /^Predicted against true, 60 points, 1,441 parameters/ })).toBeVisible();
  await sweep.getByRole('button', { name: 'Cancel' }).click();
  await expect(sweep).toHaveAttribute('data-state', 'cancelled');
  // Of fourteen presets the chosen one is in view.
  const [pill, row] = await Promise.all(
    [sweep.getByRole('button', { name: 'Tanh network', exact: true }), sweep.getByRole('group', { name: 'Presets' })].map((one) => one.boundingBox()),
  );
  expect(pill!.x).toBeGreaterThanOrEqual(row!.x);
  expect(pill!.x + pill!.width).toBeLessThanOrEqual(row!.x + row!.width);
});

test('without WebGL2 the map stands alone', async ({ slices, page }) => {
  await page.addInitScript(() => {
    const given = HTMLCanvasElement.prototype.getContext as (kind: string, options?: object) => unknown;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
      return kind === 'webgl2' ? null : given.call(this, kind, options);
    } as typeof HTMLCanvasElement.prototype.getContext;
  });
  await slices.open(QUICK);
  await expect(slices.turn).toHaveCount(0);
  await expect(slices.element.getByRole('group', { name: 'What is drawn' })).toHaveCount(0);
  const end = (await slices.pictures())[0];
  await slices.training.press('Home');
  expect((await slices.pictures())[0]).not.toBe(end);
});

test('what is refused says why', async ({ slices }) => {
  for (const [asked, told] of [
    ['width=129', /width must be/],
    ['task=linear&width=100', /width must be at most 49 with 10 inputs/],
    ['moment=soon', /moment must be a whole number/],
    ['directions=up', /directions must be/],
    ['show.planes=up', /show.planes must be one of path, random, hessian/],
  ] as const) {
    await slices.load(`${THIRTY}&${asked}`);
    await expect(slices.refusal).toContainText(told);
    await slices.button('Use the default').click();
    await slices.complete();
  }
});

test('of a training that diverges the sentence says so, and no plane is drawn through an end that it has not', async ({ slices }) => {
  await slices.open('figure=landscape&preset=narrow-wide&rate=0.3&resolution=21');
  await expect(slices.sentence).toContainText('the training with 100 neurons diverges');
  await expect(slices.element.getByRole('img', { name: /^The training diverged at step [\d,]+: there is no end/ })).toBeVisible();
  await expect(slices.planes).toHaveAttribute('aria-valuetext', /^the plane of its path: misses [\d.]+ % of the way$/);
  expect(await slices.element.locator('[aria-label*="NaN"], [aria-valuetext*="NaN"]').count()).toBe(0);
  await slices.training.press('PageUp');
  await expect(slices.training).toHaveAttribute('aria-valuetext', /loss 0\.\d+ and beyond all bounds$/);
  await slices.open('figure=landscape&preset=thirty&rate=10');
  await expect(slices.sentence).toContainText('In this run the training diverges: at a learning rate of 10');
  await expect(slices.planes).toHaveCount(0);
  expect(await slices.element.locator('[aria-label*="NaN"], [aria-valuetext*="NaN"]').count()).toBe(0);
});

test('of a training that did not move no plane is said to miss nothing', async ({ slices }) => {
  for (const asked of ['steps=1', 'steps=200&rate=0.000001']) {
    await slices.open(`figure=landscape&preset=thirty&width=3&resolution=21&${asked}`);
    const summary = await slices.summary();
    expect(Object.keys(summary).filter((name) => name.startsWith('missed_share'))).toEqual([]);
    await expect(slices.sentence).toContainText('too short to say what a plane misses of it');
    await expect(slices.planes).toHaveAttribute('aria-valuetext', 'the plane of its path: too short a path to say what it misses');
    await expect(slices.main).toHaveAttribute('aria-label', /its path is too short to say what a plane misses of it\.$/);
    expect(await slices.element.locator('[aria-label*="misses 0"], [aria-label*="NaN"], [aria-valuetext*="NaN"]').count()).toBe(0);
  }
});

test('while a network trains only its progress changes: the surface is not drawn again', async ({ slices, page }) => {
  const gate = await Gate.build(page, [], true);
  await slices.open(`${THIRTY}&width=100&steps=8000`);
  await slices.pictures();
  await page.evaluate(() => {
    const lab = document.querySelector<HTMLElement>('alleyway-lab[figure=landscape]')!;
    const seen = { copies: 0, progress: new Set<string>(), copiesInTraining: -1 };
    Object.assign(window, { seen });
    const { drawImage } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (...given: unknown[]) {
      if (this.canvas.closest('.panel.main')) seen.copies++;
      return Reflect.apply(drawImage, this, given);
    };
    new MutationObserver(() => {
      seen.progress.add(lab.shadowRoot!.querySelector('.percent')?.textContent ?? '');
      if (lab.dataset.state === 'complete' && seen.copiesInTraining < 0) seen.copiesInTraining = seen.copies;
    }).observe(lab.shadowRoot!, { subtree: true, childList: true, characterData: true });
  });
  await gate.close('part', 'progress');
  await slices.button('New seed').click();
  const shown = () => page.evaluate(() => (window as unknown as { seen: { progress: Set<string> } }).seen.progress.size);
  while ((await shown()) <= 4) {
    await gate.pass();
    await frame(page);
  }
  await gate.open();
  await slices.complete();
  await slices.pictures();
  const seen = await page.evaluate(() => {
    const { copies, copiesInTraining, progress } = (window as unknown as { seen: { copies: number; copiesInTraining: number; progress: Set<string> } }).seen;
    return { copies, copiesInTraining, progress: progress.size };
  });
  expect(seen.progress, 'steps of the progress').toBeGreaterThan(3);
  expect(seen.copiesInTraining, 'while it trained').toBe(0);
  expect(seen.copies, 'of the new run').toBeGreaterThan(0);
});

test('without a wish for less motion the training is played, and ends where it was', async ({ slices, page }) => {
  const frames = await Frames.build(page, 'landscape');
  await slices.open(QUICK);
  const end = await slices.pictures();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await slices.button('Play').click();
  await expect(slices.button('Pause')).toBeVisible();
  await frames.until(() => slices.button('Play').isVisible());
  await expect(slices.training).toHaveAttribute('aria-valuenow', '400');
  expect(await slices.pictures()).toEqual(end);
});

test('on the whole screen the text is large, and the pictures and the sentence are on it', async ({ slices }) => {
  for (const preset of ['thirty', 'narrow-wide']) {
    await slices.load(`figure=landscape&preset=${preset}`);
    await slices.complete();
    await slices.pressFull();
    await expect(slices.button('Leave full screen')).toBeVisible();
    const small = await slices.element.evaluate((lab) => {
      const parts = [...lab.shadowRoot!.querySelectorAll('alleyway-chart, h2, .verdict, .toolbar button')];
      return parts.filter((part) => parseFloat(getComputedStyle(part).fontSize) < 24).map((part) => part.outerHTML);
    });
    expect(small).toEqual([]);
    for (const part of await slices.element.locator('alleyway-chart:visible, .verdict').all()) {
      const box = (await part.boundingBox())!;
      expect(box.y + box.height).toBeLessThanOrEqual(720);
      expect(box.height).toBeGreaterThan(60);
    }
    await slices.pressFull();
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in ${colorScheme}`, async ({ slices, page }) => {
    await page.emulateMedia({ colorScheme });
    await slices.open(QUICK);
    await slices.button('More').click();
    await slices.button('Data table').click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px it does not scroll sideways, alone and with a second network`, async ({ slices, page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const beside of ['0', '4']) {
      await slices.open(`${QUICK}&beside=${beside}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over).toBeLessThanOrEqual(0);
    }
  });
}
