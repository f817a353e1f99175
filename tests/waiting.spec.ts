// What a reader sees while there is nothing to see yet: never a blank.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Route } from '@playwright/test';
import { frame, Gate } from './gate.ts';
import { Lab, expect, test } from './page.ts';

const ALL = ['part', 'progress', 'viewed'] as const;

/** The same lab, at another of the page's figures. */
function at(lab: Lab, figure: string): Lab {
  const element = lab.page.locator(`alleyway-lab[figure="${figure}"]`);
  return Object.assign(lab, { element, refusal: element.getByRole('alert') });
}

/** The names of the buttons that would save something or show its numbers, and whether they are off. */
const saving = (lab: Lab) =>
  lab.element.locator('.exports button').evaluateAll((buttons) =>
    buttons.map((button) => [button.textContent!.trim(), button.getAttribute('aria-disabled'), button.getAttribute('title')]),
  );
const OFF = ['Data table', 'Save', 'Cite'].map((name) => [name, 'true', 'When the first numbers are in']);

const begun = (page: Page) => page.evaluate(() => performance.getEntriesByName('alleyway:begin').length);

for (const [figure, asked] of [
  ['double-descent', ''],
  ['double-descent', 'figure=double-descent&preset=digits'],
  ['double-descent', `figure=double-descent&n=2&sizes=${Array.from({ length: 200 }, (_, index) => 4801 + index).join(',')}`],
  ['least-norm', 'figure=least-norm&preset=two-starts'],
  ['one-weight', 'figure=one-weight&preset=bumps&stage=2'],
  ['split', 'figure=split&preset=ladder&splits=1'],
  ['traps', 'figure=traps&preset=eight'],
  ['landscape', 'figure=landscape&preset=thirty&width=5&steps=400&resolution=9'],
  ['memorise', 'figure=memorise&preset=ring'],
] as const) {
  test(`before anything is in, ${asked.slice(0, 60) || 'the first screen'} has a bar and Cancel, which acts at once and leaves a way to run again`, async ({ lab, page }) => {
    const gate = await Gate.build(page, ALL);
    at(lab, figure);
    await lab.load(asked);
    const bar = lab.element.getByRole('progressbar', { name: 'Training' });
    const run = lab.element.getByRole('button', { name: 'Run', exact: true });
    await expect(bar.or(run)).toBeVisible();
    if (await run.isVisible()) await run.click();
    await expect(bar).toBeVisible();
    await expect(lab.element.locator('.percent')).toHaveText('0 %');
    expect(await saving(lab)).toEqual(OFF);
    // In the task of the click itself: whatever the workers are at, the page does not wait for it.
    const state = await lab.button('Cancel').evaluate((button) => {
      (button as HTMLElement).click();
      return (button.getRootNode() as ShadowRoot).host.getAttribute('data-state');
    });
    expect(state).toBe('cancelled');
    await expect(lab.element).toContainText(/Cancelled before (the first training set|the first run|anything) was in/);
    await expect(bar).toHaveCount(0);
    expect(await saving(lab)).toEqual(OFF);
    await lab.button('Run again').click();
    await expect(lab.element).toHaveAttribute('data-state', 'running');
    // What was under way when it was cancelled is not of this run.
    await gate.open();
    if (asked.includes('4801') || asked.includes('digits')) return;
    await lab.complete();
    expect((await saving(lab)).map(([, off]) => off)).toEqual(['false', 'false', 'false']);
  });
}

test('a run that is cancelled before its first numbers does not leave those of an older one under its controls', async ({ lab, page }) => {
  const gate = await Gate.build(page, []);
  await lab.open();
  await gate.close(...ALL);
  await lab.preset(/^step/i).click();
  // Until then the older picture stays, and cannot be saved as the newer one.
  await expect(lab.button('Cancel')).toBeVisible();
  await expect(lab.curve).toBeVisible();
  expect(await saving(lab)).toEqual(OFF);
  await lab.button('Save').press('Enter');
  await expect(lab.element.getByRole('status')).toHaveText('When the first numbers are in');
  await lab.button('Cancel').focus();
  await page.keyboard.press('Enter');
  await expect(lab.element).toContainText('Cancelled before the first training set was in');
  await expect(lab.curve).toHaveCount(0);
  // Who goes on by keys is where the way on is.
  await expect(lab.button('Run again')).toBeFocused();
  await page.keyboard.press('Enter');
  await gate.open();
  await lab.complete();
  expect((await lab.config()).target).toBe('step');
});

test('Cancel does not wait for a worker that is in the middle of a training set of 5,000 features', async ({ lab }) => {
  await lab.load('figure=double-descent&n=500&draws=2&sizes=4000,5000');
  const run = lab.element.getByRole('button', { name: 'Run', exact: true });
  await expect(lab.button('Cancel').or(run)).toBeVisible();
  if (await run.isVisible()) await run.click();
  await expect(lab.button('Cancel')).toBeVisible();
  const state = await lab.button('Cancel').evaluate((button) => {
    (button as HTMLElement).click();
    return (button.getRootNode() as ShadowRoot).host.getAttribute('data-state');
  });
  expect(state).toBe('cancelled');
  await expect(lab.element).toContainText('Cancelled before the first training set was in');
  await lab.preset(/^wiggle/i).click();
  await lab.complete();
});

test('the time that is left is told once it can be, and not before', async ({ lab, page }) => {
  const gate = await Gate.build(page, ['part', 'progress']);
  await lab.load('figure=double-descent&preset=digits&draws=10', 'workers=1');
  await expect(lab.element.getByRole('progressbar', { name: 'Training' })).toBeVisible();
  const left = lab.element.locator('.left');
  await expect(left).toHaveCount(0);
  // Of one report nothing can be told yet; of two it can, a moment later.
  const percent = async () => Number.parseInt((await lab.element.locator('.percent').textContent()) ?? '', 10);
  for (let grown = 0; grown < 2; grown++) {
    const before = await percent();
    while ((await percent()) <= before) {
      await gate.pass();
      await frame(page);
    }
  }
  await expect(left).toHaveText(/^about \d+ (s|minutes?) left$/);
});

/** Keeps what is asked of a server until it is let go, or refuses it. */
async function held(page: Page, what: string) {
  const waiting: Route[] = [];
  const keep = (route: Route) => void waiting.push(route);
  await page.route(what, keep);
  return async () => {
    await page.unroute(what, keep);
    for (const route of waiting.splice(0)) await route.continue().catch(() => {});
  };
}

for (const [what, files, asked, said] of [
  ['the module', '**/*.wasm', '', 'Loading the trainer'],
  ['the code of a figure', '**/traps-*.js', 'figure=traps&preset=eight&runs=20', 'Loading the trainer'],
  ['a data set', '**/diabetes*', 'figure=double-descent&preset=diabetes&draws=2', 'Loading the diabetes data'],
] as const) {
  test(`while ${what} loads there is a bar and Cancel; then it can be run again`, async ({ lab, page }) => {
    const letGo = await held(page, files);
    if (asked.includes('traps')) at(lab, 'traps');
    await page.goto(`./#${asked}`, { waitUntil: 'commit' });
    const bar = lab.element.getByRole('progressbar', { name: 'Loading' });
    await expect(bar).toBeVisible();
    await expect(lab.element).toContainText(said);
    // Of what has not begun to come nobody can tell when it will be there.
    await expect(lab.element.locator('.left')).toHaveCount(0);
    await lab.button('Cancel').click();
    await expect(lab.element).toHaveAttribute('data-state', 'cancelled');
    await expect(lab.element).toContainText(/Cancelled before the .* had been loaded/);
    await letGo();
    await lab.button('Run again').click();
    await lab.complete();
  });
}

test('what is asked for while a data set loads is run instead of it', async ({ lab, page }) => {
  await lab.open();
  const letGo = await held(page, '**/digits*');
  await lab.preset(/^digits/i).click();
  await expect(lab.element.getByRole('progressbar', { name: 'Loading' })).toBeVisible();
  await lab.preset(/^step/i).click();
  await lab.complete();
  await letGo();
  expect((await lab.config()).target).toBe('step');
});

test.describe('a run that takes long', () => {
  /** As if a run took so many seconds for each of a key; a minute is asked about. */
  const priced = (page: Page, key: string, seconds: number) =>
    page.addInitScript(
      ({ key, seconds }) => {
        const { parse } = JSON;
        JSON.parse = (text: string, reviver?: (key: string, value: unknown) => unknown) => {
          const value = parse(text, reviver);
          if (value && typeof value === 'object' && 'preset' in value && typeof value.config === 'object') {
            const takes = seconds * Number(value.config[key]);
            value.cost = { seconds: takes, ask: takes > 60 };
          }
          return value;
        };
      },
      { key, seconds },
    );
  const question = (lab: Lab) => lab.element.getByRole('group', { name: 'This run takes long' });

  test('asks first, in the reader\'s own link too; nothing is trained in its place, and it is started by a key', async ({ lab, page }) => {
    await priced(page, 'draws', 2.4);
    await lab.load('figure=double-descent&preset=wiggle&draws=100');
    await expect(lab.element).toHaveAttribute('data-state', 'asking');
    await expect(question(lab)).toContainText('This run takes about 4 minutes of one processor core.');
    await expect(lab.element.locator('[aria-live="polite"]').first()).toContainText('This run takes about 4 minutes');
    expect(await begun(page)).toBe(0);
    await expect(lab.curve).toHaveCount(0);
    expect(await saving(lab)).toEqual(OFF);
    const { violations } = await new AxeBuilder({ page }).include('alleyway-lab').analyze();
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
    // From the last button above it by the tab key, and no further.
    await lab.button('Full screen').focus();
    await page.keyboard.press('Tab');
    await expect(lab.button('Run')).toBeFocused();
    await page.keyboard.press('Enter');
    await lab.complete();
    expect((await lab.config()).draws).toBe(100);
    expect(await begun(page)).toBe(1);
    // Who has agreed to it is not asked again, but for another run.
    await lab.button('New seed').click();
    await expect(lab.element).toHaveAttribute('data-state', 'asking');
    await page.goBack();
    await lab.complete();
  });

  test('asks also where the usual value of a control would be refused as too long', async ({ lab }) => {
    // Without a penalty one run is trained, with one another beside it for comparison, which is more than a page runs.
    const costly = 'figure=memorise&preset=modular&modulus=23&share=0.95&width=256&steps=200000&noise=1';
    at(lab, 'memorise');
    await lab.load(`${costly}&penalty=auto`);
    await expect(lab.refusal).toContainText('at most');
    await lab.load(`${costly}&penalty=0`);
    await expect(lab.element).toHaveAttribute('data-state', 'asking');
    await expect(question(lab)).toBeVisible();
    await expect(lab.button('Run')).toBeVisible();
  });

  test('says what to lower, and how far', async ({ lab, page }) => {
    await priced(page, 'draws', 2.4);
    await lab.load('figure=double-descent&preset=wiggle&draws=100');
    const lower = question(lab).getByRole('listitem');
    await expect(lower).toHaveCount(1);
    await expect(lower).toHaveText(/Training sets: 25\s+about 1 minute/);
    await lower.getByRole('button').click();
    await lab.complete();
    expect((await lab.config()).draws).toBe(25);
    expect(lab.fragment().get('draws')).toBe('25');
  });

  test('is not started by a slider that passes over it', async ({ lab, page }) => {
    await priced(page, 'n', 3.1);
    await lab.open('figure=double-descent&preset=wiggle&n=15');
    const points = lab.control(/points/i);
    await points.focus();
    for (let press = 0; press < 4; press++) await points.press('ArrowRight');
    await expect.poll(() => lab.fragment().get('n')).toBe('19');
    await lab.complete();
    const before = await begun(page);
    for (let press = 0; press < 3; press++) {
      await points.press('ArrowRight');
      await expect(lab.element).toHaveAttribute('data-state', 'asking');
    }
    await expect(question(lab)).toContainText('This run takes about 1 minute');
    await expect(points).toBeFocused();
    expect(await begun(page)).toBe(before);
    for (let press = 0; press < 3; press++) await points.press('ArrowLeft');
    await lab.complete();
    expect((await lab.config()).n).toBe(19);
  });
});

for (const width of [320, 390, 1280]) {
  test(`at ${width} px how far it is has room beside the picture, which does not move for it`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height: 844 });
    const gate = await Gate.build(page, []);
    await lab.open();
    const before = await lab.curve.boundingBox();
    await gate.close(...ALL);
    await lab.preset(/^step/i).click();
    await expect(lab.button('Cancel')).toBeVisible();
    // As it will be once the time can be told.
    await lab.element.evaluate((element) => {
      const percent = element.shadowRoot!.querySelector('.head .percent')!;
      percent.insertAdjacentHTML('afterend', '<span class="left">about 25 minutes left</span>');
    });
    const now = (await lab.curve.boundingBox())!;
    expect(Math.abs(now.height - before!.height)).toBeLessThan(1);
    expect(Math.abs(now.x - before!.x)).toBeLessThan(1);
    const [cancel, card] = await Promise.all([lab.button('Cancel').boundingBox(), lab.element.boundingBox()]);
    expect(cancel!.x + cancel!.width).toBeLessThanOrEqual(card!.x + card!.width);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}

test('a lab that is moved to another place of the page shows its run there', async ({ lab }) => {
  await lab.open('figure=double-descent&preset=wiggle&draws=5');
  const before = await lab.export();
  await lab.element.evaluate((element) => document.querySelector('main')!.append(element));
  await lab.complete();
  await expect(lab.curve).toBeVisible();
  expect(await lab.export()).toBe(before);
});

test('at 320 px nothing scrolls sideways at any frame while a run comes in', async ({ lab, page }) => {
  await page.setViewportSize({ width: 320, height: 844 });
  await page.addInitScript(() => {
    const wide: number[] = [];
    const look = () => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth > clientWidth) wide.push(scrollWidth);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { wide });
  });
  const gate = await Gate.build(page, ALL);
  at(lab, 'traps');
  await lab.load('figure=traps&preset=eight&runs=40');
  await expect(lab.element.locator('.percent')).toHaveText('0 %');
  // Until the first runs are in, and there is a picture with the bar beside it.
  const percent = lab.element.locator('.head .percent');
  while ((await percent.count()) === 0) {
    await gate.pass();
    await frame(page);
  }
  // In the place of what a slow machine says there by itself.
  await percent.evaluate((element) => {
    element.insertAdjacentHTML('afterend', '<style>.left:not(.long) { display: none; }</style><span class="left long">about 25 minutes left</span>');
  });
  await frame(page);
  await gate.open();
  await lab.complete();
  expect(await page.evaluate(() => (window as unknown as { wide: number[] }).wide)).toEqual([]);
});
