// One weight: a ball in the wrong valley, a dimension more, and the way out.

import { createHash } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { Frames } from './gate.ts';
import { Lab, expect, test as base } from './page.ts';

/** The same page, seen at this figure. */
class Valley extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="one-weight"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly ball = this.element.getByRole('slider', { name: 'Where the ball is dropped' });

  /** What turns the surface; there is none where there is no surface. */
  readonly turn = this.element.getByRole('slider', { name: 'Turn the surface' });

  constructor(page: Page) {
    super(page);
  }

  shown(kind: 'Surface' | 'Map') {
    return this.element.getByRole('group', { name: 'What is drawn' }).getByRole('button', { name: kind });
  }

  /** Load the second weight and wait for the surface. */
  async openSurface(fragment = 'figure=one-weight&preset=bumps&stage=2') {
    await this.open(fragment);
    await expect(this.turn).toBeVisible();
    await this.still(this.ball);
  }

  /** Wait until a picture has come to rest, and return what tells it from any other. */
  async still(plot: Locator): Promise<string> {
    const [picture] = await this.atRest(plot);
    return createHash('sha256').update(picture!).digest('hex');
  }

  /** Drag where there is nothing but the surface: by shares of its width and height. */
  async swing(across: number, down = 0) {
    const box = (await this.ball.boundingBox())!;
    const from = [box.x + 0.5 * box.width, box.y + 0.93 * box.height] as const;
    await this.page.mouse.move(...from);
    await this.page.mouse.down();
    await this.page.mouse.move(from[0] + across * box.width, from[1] + down * box.height, { steps: 6 });
    await this.page.mouse.up();
  }

  /** A point of the page where a hand would take hold of the front edge: at a share of the width, feeling upwards. */
  async edge(across: number): Promise<{ x: number; y: number; value: number }> {
    const place = await this.ball.locator('alleyway-chart').evaluate((element, across) => {
      const chart = element as HTMLElement & { pick(x: number, y: number): number | null };
      const { left, top, width, height } = chart.getBoundingClientRect();
      const x = left + across * width;
      const held: [number, number][] = [];
      for (let y = top; y < top + height; y++) {
        const value = chart.pick(x, y);
        if (value !== null) held.push([y, value]);
      }
      const [first, last] = [held[0], held.at(-1)];
      return first && last ? { x, y: (first[0] + last[0]) / 2, value: first[1] } : null;
    }, across);
    expect(place, 'the front edge').not.toBeNull();
    return place!;
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
  await page.locator('#a-way-out').scrollIntoViewIfNeeded();
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
  await valley.open('figure=one-weight&preset=bumps&stage=2&start=-1.7&show.landscape=map');
  await expect(valley.shown('Map')).toHaveAttribute('aria-pressed', 'true');
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

test('a flat direction is told as flat, and what the third weight does as well', async ({ valley }) => {
  const sentence = valley.element.locator('.verdict');
  await valley.open('figure=one-weight&preset=bumps&stage=2&gamma=1');
  await expect(sentence).toContainText('the second order does not tell');
  await expect(sentence).not.toContainText('no way out');
  await expect(valley.element.getByRole('img', { name: /^Curvature\. one weight: \+0\.072\. two weights: \+0\.072, 0\./ })).toBeVisible();
  await valley.open('figure=one-weight&preset=bumps&stage=3&gamma=1');
  await expect(sentence).toContainText('With the share free as well it does leave');
  // Hardly a saddle, by the same measure in the sentence and in the bars.
  await valley.open('figure=one-weight&preset=bumps&stage=2&gamma=0.999999');
  await expect(sentence).toContainText('−1.7e−7');
  await expect(valley.element.getByRole('img', { name: /two weights: \+0\.072, −1\.7e−7/ })).toBeVisible();
});

test('a walk that is too slow is told to take larger steps, one that jumps smaller ones', async ({ valley }) => {
  const sentence = valley.element.locator('.verdict');
  await valley.open('figure=one-weight&preset=bumps&start=-1.38&rate=0.001&stage=1');
  await expect(sentence).toContainText('Try a larger rate');
  await expect(valley.ball).toHaveAttribute('aria-valuetext', /, not at rest$/);
  await valley.open('figure=one-weight&preset=bumps&rate=40&stage=1');
  await expect(sentence).toContainText('Try a smaller rate');
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
  const frames = await Frames.build(page, 'one-weight');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await valley.open('figure=one-weight&preset=bumps&stage=2');
  await expect(valley.button('Pause')).toBeVisible();
  const early = await valley.glimpse(valley.ball);
  await frames.until(() => valley.button('Play').isVisible());
  await expect.poll(() => valley.picture(valley.ball)).not.toBe(early);
});

test('the surface is turned by a drag, and the address says from where it is seen, the run nothing', async ({ valley }) => {
  await valley.openSurface();
  await expect(valley.turn).toHaveAttribute('aria-valuetext', 'seen from the right front, 24° round, 34° up');
  const run = await valley.export();
  const before = await valley.still(valley.ball);
  await valley.swing(0.3);
  await expect.poll(() => valley.fragment().get('turn.landscape')).toMatch(/^-2\d(\.\d)?,34$/);
  expect(await valley.still(valley.ball)).not.toBe(before);
  await valley.swing(0, 0.05);
  await expect.poll(() => Number(valley.fragment().get('turn.landscape')?.split(',')[1])).toBeGreaterThan(36);
  expect(await valley.export()).toBe(run);
});

test('arrow keys turn the surface where a drag has left it, and Home turns it back', async ({ valley }) => {
  await valley.openSurface();
  const usual = await valley.still(valley.ball);
  await valley.swing(0.2);
  await expect(valley.turn).toBeFocused();
  const dragged = Number(await valley.turn.getAttribute('aria-valuenow'));
  await valley.page.keyboard.press('ArrowLeft');
  await expect(valley.turn).toHaveAttribute('aria-valuenow', String(Math.round((dragged - 5) * 10) / 10));
  await valley.page.keyboard.press('ArrowUp');
  await expect(valley.turn).toHaveAttribute('aria-valuetext', /39° up$/);
  for (let press = 0; press < 5; press++) await valley.page.keyboard.press('PageDown');
  await expect(valley.turn).toHaveAttribute('aria-valuetext', /, 5° up$/);
  await valley.page.keyboard.press('Home');
  await expect.poll(() => valley.fragment().get('turn.landscape')).toBeNull();
  expect(await valley.still(valley.ball)).toBe(usual);
});

test('a link restores what was looked at, and what it cannot mean is refused', async ({ valley, page }) => {
  await valley.openSurface('figure=one-weight&preset=bumps&stage=2&turn.landscape=-40,22.5');
  await expect(valley.turn).toHaveAttribute('aria-valuetext', 'seen from the left front, 40° round, 23° up');
  const seen = await valley.still(valley.ball);
  await valley.turn.press('ArrowRight');
  await expect.poll(() => valley.fragment().get('turn.landscape')).toBe('-35,22.5');
  await valley.turn.press('ArrowLeft');
  await expect.poll(() => valley.fragment().get('turn.landscape')).toBe('-40,22.5');
  expect(await valley.still(valley.ball)).toBe(seen);

  await valley.shown('Map').click();
  expect(valley.fragment().get('show.landscape')).toBe('map');
  await expect(valley.turn).toHaveCount(0);
  await page.goBack();
  await expect(valley.turn).toBeVisible();
  expect(await valley.still(valley.ball)).toBe(seen);

  for (const [look, said] of [
    ['turn.landscape=90,30', /turn\.landscape must be an azimuth between -75 and 75/],
    ['turn.landscape=-20,-10', /turn\.landscape must be an azimuth/],
    ['show.landscape=globe', /show\.landscape must be one of surface, map, got globe/],
    ['turn.fit=20,30', /there is nothing called turn\.fit/],
  ] as const) {
    await valley.load(`figure=one-weight&preset=bumps&stage=2&${look}`);
    await expect(valley.refusal).toContainText(said);
    await valley.button('Use the default').click();
    await valley.complete();
    expect([...valley.fragment().keys()]).not.toContain(look.split('=')[0]);
  }
});

test('on the surface, too, the ball is dropped where it is dragged to', async ({ valley, page }) => {
  for (const [view, grip, goal] of [
    ['20,30', 0.3, 0.55],
    ['-40,50', 0.6, 0.8],
  ] as const) {
    await valley.openSurface(`figure=one-weight&preset=bumps&stage=2&turn.landscape=${view}`);
    const from = await valley.edge(grip);
    const to = await valley.edge(goal);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, from.y, { steps: 3 });
    // Whatever is held follows the hand, also off the edge.
    await page.mouse.move(to.x, to.y - 60, { steps: 3 });
    await page.mouse.up();
    await expect.poll(async () => Number((await valley.config()).start)).toBeCloseTo(to.value, 2);
    expect(valley.fragment().get('turn.landscape')).toBe(view);
  }
});

test.describe('by touch', () => {
  test.use({ hasTouch: true });

  test('a finger that goes sideways turns the surface, one that goes up scrolls the page', async ({ valley, page }) => {
    await valley.openSurface();
    const client = await page.context().newCDPSession(page);
    const swipe = async (dx: number, dy: number) => {
      const box = (await valley.ball.boundingBox())!;
      const [x, y] = [box.x + 0.5 * box.width, box.y + 0.93 * box.height];
      await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      for (let part = 1; part <= 8; part++)
        await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + (dx * part) / 8, y: y + (dy * part) / 8 }] });
      await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    const scrolled = await page.evaluate(() => scrollY);
    await swipe(160, 0);
    await expect.poll(() => valley.fragment().get('turn.landscape')).not.toBeNull();
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
    const turned = await valley.turn.getAttribute('aria-valuetext');
    await swipe(0, -200);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(scrolled + 50);
    await expect(valley.turn).toHaveAttribute('aria-valuetext', turned!);
  });
});

test('without WebGL2 the map stands alone, and all the rest is as it was', async ({ valley, page }) => {
  await page.addInitScript(() => {
    const given = HTMLCanvasElement.prototype.getContext as (kind: string, options?: object) => unknown;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
      return kind === 'webgl2' ? null : given.call(this, kind, options);
    } as typeof HTMLCanvasElement.prototype.getContext;
  });
  await valley.open('figure=one-weight&preset=bumps&stage=1');
  const curve = await valley.still(valley.ball);
  await valley.button('Add a dimension').click();
  await valley.complete();
  await expect.poll(async () => (await valley.summary()).escaped_loss).toBeLessThan(0.002);
  expect(await valley.still(valley.ball)).not.toBe(curve);
  await expect(valley.turn).toHaveCount(0);
  await expect(valley.shown('Surface')).toHaveCount(0);
  await valley.drop(0.3, 0.8);
  await expect.poll(async () => (await valley.config()).start).toBeGreaterThan(0.5);
});

test('a context that the browser takes away leaves the map, and gives the surface back', async ({ valley, page }) => {
  await page.addInitScript(() => {
    const given = HTMLCanvasElement.prototype.getContext as (kind: string, options?: object) => unknown;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
      const context = given.call(this, kind, options);
      if (kind === 'webgl2') Object.assign(window, { losing: (context as WebGL2RenderingContext).getExtension('WEBGL_lose_context') });
      return context;
    } as typeof HTMLCanvasElement.prototype.getContext;
  });
  await valley.openSurface();
  const surface = await valley.still(valley.ball);
  const call = (name: 'loseContext' | 'restoreContext') =>
    page.evaluate((name) => (window as unknown as { losing: WEBGL_lose_context }).losing[name](), name);
  await call('loseContext');
  await expect(valley.turn).toHaveCount(0);
  await call('restoreContext');
  await expect(valley.turn).toBeVisible();
  expect(await valley.still(valley.ball)).toBe(surface);
});

test.describe('pictures', () => {
  // Without words: fonts are a machine's own, and all that is drawn stands where words are measured.
  test.beforeEach(({ page }) =>
    page.addInitScript(() => {
      const canvas = CanvasRenderingContext2D.prototype;
      canvas.fillText = () => {};
      canvas.strokeText = () => {};
      canvas.measureText = function (this: CanvasRenderingContext2D, text: string) {
        return { width: 0.5 * text.length * Number.parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? '10') } as TextMetrics;
      };
    }),
  );
  // A share of the pixels that is smaller than the ball: a ball that is missing is seen.
  const tolerance = { maxDiffPixelRatio: 0.0005, threshold: 0.2 };

  /** On whole pixels and of a size of its own: where the page would put it depends on how high its words are. */
  async function looksAs(valley: Valley, plot: Locator, name: string, width: number, height: number) {
    await plot.evaluate(
      (element, size) => Object.assign((element as HTMLElement).style, { position: 'fixed', left: '0', top: '0', zIndex: '9', background: 'white', ...size }),
      { width: `${width}px`, height: `${height}px` },
    );
    await valley.still(plot);
    await expect(plot).toHaveScreenshot(name, tolerance);
    await plot.evaluate((element) => element.removeAttribute('style'));
  }

  for (const stage of [1, 2, 3]) {
    test(`stage ${stage} looks as it did`, async ({ valley }) => {
      await valley.open(`figure=one-weight&preset=bumps&stage=${stage}`);
      if (stage > 1) await expect(valley.turn).toBeVisible();
      await looksAs(valley, valley.ball, `stage-${stage}.png`, 684, 392);
      // The third weight has no axis on the surface: what it does is seen in the fit.
      const fit = valley.element.getByRole('img', { name: /^The data, and the fit/ });
      if (stage === 3) await looksAs(valley, fit, 'stage-3-fit.png', 208, 150);
    });
  }

  test('the curve that swings open, half way, and the map', async ({ valley }) => {
    await valley.openSurface();
    await looksAs(valley, valley.element.getByRole('img', { name: /map from above/ }), 'map.png', 428, 200);
    for (let step = 0; step < 10; step++) await valley.button('Step').click();
    await looksAs(valley, valley.ball, 'opening.png', 684, 392);
  });
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
  test(`at ${width} px the figure of one weight does not scroll sideways`, async ({ valley, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await valley.open('figure=one-weight&preset=bumps&stage=3');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}
