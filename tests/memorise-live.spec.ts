// A run that takes seconds is watched: it grows, rests, goes a step further, and is cancelled. Its reports come by the hand
// of the test, one after the other, and are made after so many slices of work: no machine is too quick or too slow for it.

import { Frames, frame, Gate } from './gate.ts';
import { type Memorise, expect, preset as fragmentOf, test } from './memorise.ts';

const LONG = 'figure=memorise&preset=modular&steps=20000';

/** The newest step that is told while a run trains; null where none is. */
async function stepTold(memorise: Memorise): Promise<number | null> {
  const step = /\bstep ([\d,]+) of/i.exec((await memorise.sentence.textContent()) ?? '')?.[1];
  return step === undefined ? null : Number(step.replaceAll(',', ''));
}

/** Let reports through until a later step is told. */
async function further(memorise: Memorise, gate: Gate, than: number): Promise<number> {
  for (;;) {
    await gate.pass();
    await frame(memorise.page);
    const step = await stepTold(memorise);
    if (step !== null && step > than) return step;
  }
}

// How many of its steps are seen on the way at least, where there are so many slices of work.
for (const [preset, least] of [['ring', 0], ['hyperbola', 0], ['sparse', 3], ['product', 5], ['modular', 10], ['room', 5]] as const) {
  test(`${preset} completes on one worker, and grows while it trains`, async ({ memorise, page }) => {
    const gate = await Gate.build(page, ['part', 'progress'], true);
    await memorise.load(`figure=memorise&preset=${preset}`, 'workers=1');
    const steps: number[] = [];
    while (steps.length < least) steps.push(await further(memorise, gate, steps.at(-1) ?? 0));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    await gate.open();
    await memorise.complete();
    expect(JSON.parse(await memorise.export()).verdict.holds).toBe(true);
  });
}

test('it rests where it is paused, goes a little further step by step, and ends where it would have ended', async ({ memorise, page }) => {
  const short = 'figure=memorise&preset=modular&width=32&steps=400';
  const gate = await Gate.build(page, ['part', 'progress'], true);
  await memorise.load(LONG, 'workers=1');
  await further(memorise, gate, 0);
  await memorise.button('Pause').click();
  await expect(memorise.progress).toContainText('paused');
  // A worker that is told to rest reports where it stands, and then nothing more, however often it could have.
  await gate.settled();
  await gate.open();
  await expect.poll(() => gate.waiting()).toEqual([]);
  const rests = await memorise.lastStep();
  const heard = await gate.count('memorise');
  await gate.settled();
  expect(await gate.count('memorise')).toBe(heard);
  expect(await memorise.lastStep()).toBe(rests);
  await memorise.button('Step').click();
  await expect.poll(() => memorise.lastStep()).toBeGreaterThan(rests);
  const on = await memorise.lastStep();
  await gate.settled();
  expect(await memorise.lastStep()).toBe(on);
  await memorise.button('Play').click();
  await expect.poll(() => memorise.lastStep()).toBeGreaterThan(on);

  await memorise.load(short, 'workers=1');
  await gate.open();
  await memorise.complete();
  const whole = await memorise.export();
  await memorise.load(short, 'workers=1');
  await further(memorise, gate, 0);
  await memorise.button('Pause').click();
  await expect(memorise.progress).toContainText('paused');
  await memorise.button('Step').click();
  await memorise.button('Step').click();
  await memorise.button('Play').click();
  await gate.open();
  await memorise.complete();
  expect(await memorise.export()).toBe(whole);
});

test('a run that is cancelled keeps what was seen, says so, and can be run again', async ({ memorise, page }) => {
  const gate = await Gate.build(page, ['part', 'progress'], true);
  await memorise.load(LONG, 'workers=1');
  // Before there is anything there is nothing to export, and no way to.
  await expect(memorise.element.getByRole('progressbar', { name: 'Training' })).toBeVisible();
  await expect(memorise.button('Save')).toHaveCount(0);
  const seen = await further(memorise, gate, 0);
  await memorise.element.getByRole('button', { name: 'Cancel' }).click();
  await expect(memorise.element).toHaveAttribute('data-state', 'cancelled');
  const kept = await memorise.lastStep();
  expect(kept).toBeGreaterThanOrEqual(seen);
  expect(kept).toBeLessThan(20_000);
  expect(JSON.parse(await memorise.export()).verdict).toMatchObject({ holds: null });
  await expect(memorise.sentence).toContainText('of 20,000');
  await memorise.element.getByRole('button', { name: 'Run again' }).click();
  await expect(memorise.element).toHaveAttribute('data-state', 'running');
  await gate.open();
  await expect.poll(() => memorise.lastStep()).toBeGreaterThan(0);
});

test('what is best is marked on the slider of the penalty, and said', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=ring&penalty=0.2');
  const penalty = memorise.control('Penalty');
  await expect(penalty).toHaveAttribute('aria-valuetext', '0.2, best: 0.02');
  const [slider, mark] = await Promise.all([penalty.boundingBox(), memorise.element.locator('.control .mark').first().boundingBox()]);
  expect(mark!.x).toBeGreaterThan(slider!.x + 0.3 * slider!.width);
  expect(mark!.x).toBeLessThan(slider!.x + 0.9 * slider!.width);
});

test('a link to a moment of a run that is over in a blink opens at that moment', async ({ memorise, page }) => {
  const frames = await Frames.build(page, 'memorise');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await memorise.open('figure=memorise&preset=ring&moment=71');
  await expect(memorise.sentence).toContainText('After 100 steps');
  // All code that a story could wait for is there, and it does not begin.
  await page.waitForLoadState('networkidle');
  await frames.pass(100);
  await expect(memorise.button('Play')).toBeVisible();
  await expect(memorise.sentence).toContainText('After 100 steps');
  expect(memorise.fragment().get('moment')).toBe('71');
});

test('who has gone to a moment before the code of the surface is there stays at it', async ({ memorise, page }) => {
  let send = () => {};
  const sent = new Promise<void>((ready) => {
    send = ready;
  });
  await page.route(/relief-/, async (route) => {
    await sent;
    await route.continue();
  });
  await memorise.open('figure=memorise&preset=ring');
  await memorise.walk(20);
  const came = page.waitForResponse(/relief-/);
  send();
  await came;
  await expect(memorise.element.getByRole('button', { name: 'Surface', exact: true })).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(memorise.fragment().get('moment')).toBe('20');
  await memorise.button('Step').click();
  await expect.poll(() => memorise.fragment().get('moment')).toBe('30');
});

test('back, while a training is played, is the entry before, with an address of its own', async ({ memorise, page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await Frames.build(page, 'memorise');
  await memorise.open(fragmentOf('ring'));
  const pills = memorise.element.getByRole('group', { name: 'Presets' });
  await pills.getByRole('button', { name: 'Five of a hundred' }).click();
  await memorise.complete();
  await pills.getByRole('button', { name: 'A ring' }).click();
  await expect(memorise.button('Pause')).toBeVisible();
  await page.goBack();
  await memorise.complete();
  await expect(pills.getByRole('button', { name: 'Five of a hundred' })).toHaveAttribute('aria-pressed', 'true');
  // Longer than an address is held back, on the page's own clock.
  await page.evaluate(() => new Promise((later) => setTimeout(later, 300)));
  expect(memorise.fragment().get('preset')).toBe('sparse');
  await memorise.load(page.url().split('#')[1]);
  await memorise.complete();
  await expect(pills.getByRole('button', { name: 'Five of a hundred' })).toHaveAttribute('aria-pressed', 'true');
});

test('what a slider or a field sets and the trainer refuses can be mended in its place', async ({ memorise }) => {
  await memorise.open(fragmentOf('ring'));
  await memorise.button('More').click();
  const rate = memorise.element.getByRole('textbox', { name: /^Learning rate/ });
  await rate.fill('-5');
  await rate.press('Enter');
  await expect(memorise.refusal).toContainText('rate must be');
  await rate.fill('0.05');
  await rate.press('Enter');
  await expect(memorise.refusal).toHaveCount(0);
  await memorise.complete();
  const steps = memorise.control(/^Steps/);
  await steps.press('Home');
  await memorise.complete();
  await expect(memorise.refusal).toHaveCount(0);
  expect((await memorise.config()).steps).toBe(300);
});
