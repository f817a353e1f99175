// Memorise: its pictures of what has been learnt.

import { expect, test } from './memorise.ts';
import { lossOf } from './words.ts';

test('the ball on the ring is where the notes and the rule are, and M is told when it is passed', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=ring');
  const { summary, of } = await memorise.numbers();
  await expect(memorise.main).toHaveAttribute('aria-label', /G: generalises\./);
  await expect(memorise.main).toHaveAttribute('aria-label', new RegExp(`straight line between them: ${lossOf(summary.barrier_on_the_line!)}\\.$`));
  const end = await memorise.picture(memorise.main);
  for (const moment of [0, 60, 130]) {
    await memorise.walk(moment);
    const cells = of('picture').slice(6 * moment, 6 * moment + 6);
    await expect(memorise.main).toHaveAttribute('aria-label', new RegExp(`step ${of('step')[moment]}:`));
    expect(await memorise.told('u')).toBeCloseTo(cells.slice(0, 5).reduce((sum, note) => sum + note) / 5, 2);
    expect(await memorise.told('v')).toBeCloseTo(cells[5]!, 2);
    const label = await memorise.main.getAttribute('aria-label');
    expect(label).toContain(`, loss ${lossOf(of('total_loss')[moment]!)}.`);
    expect(/M: memorised at step 100,/.test(label!)).toBe(of('step')[moment]! >= 100);
    expect(label).not.toContain('generalises');
    expect(await memorise.picture(memorise.main)).not.toBe(end);
    await memorise.open('figure=memorise&preset=ring');
  }
});

test('without a penalty the ring is one level; the penalty tilts it, and the colours show it', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=no-penalty');
  await expect(memorise.element.getByRole('heading', { name: 'Loss, no penalty' })).toBeVisible();
  await expect(memorise.main).toHaveAttribute('aria-label', /G: the end\./);
  const level = await memorise.lowest();
  // Where r^2 is .9 to 1.1 the loss is under .01: a third of that ring is a twentieth of the map, and a thirtieth of the picture.
  expect(level).toBeGreaterThan(0.015);
  await memorise.open('figure=memorise&preset=ring');
  await expect(memorise.element.getByRole('heading', { name: 'Loss with its penalty' })).toBeVisible();
  expect(await memorise.lowest()).toBeLessThan(level / 5);
});

test('the ring is a surface too, which a link turns; without WebGL2 the map stands alone', async ({ memorise, page }) => {
  await memorise.open('figure=memorise&preset=ring');
  const map = await memorise.picture(memorise.main);
  await memorise.element.getByRole('button', { name: 'Surface', exact: true }).click();
  await expect.poll(() => memorise.fragment().get('show.picture')).toBe('surface');
  await memorise.turn.press('ArrowRight');
  await expect.poll(() => memorise.fragment().get('turn.picture')).toBe('33,58');
  await memorise.open('figure=memorise&preset=ring&show.picture=surface&turn.picture=33,58');
  await expect(memorise.turn).toHaveAttribute('aria-valuetext', /33° round, 58° up/);
  await memorise.element.getByRole('button', { name: 'Map', exact: true }).click();
  await expect.poll(() => memorise.picture(memorise.main)).toBe(map);
  await page.addInitScript(() => {
    const given = HTMLCanvasElement.prototype.getContext as (kind: string, options?: object) => unknown;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
      return kind === 'webgl2' ? null : given.call(this, kind, options);
    } as typeof HTMLCanvasElement.prototype.getContext;
  });
  await memorise.open('figure=memorise&preset=ring&show.picture=surface');
  await expect(memorise.element.getByRole('group', { name: 'What is drawn' })).toHaveCount(0);
  await expect(memorise.turn).toHaveCount(0);
  expect(await memorise.picture(memorise.main)).toBe(map);
});

test('of 225 products two are left, and of sixty neurons two', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=product');
  const { of } = await memorise.numbers();
  const last = of('step').length - 1;
  const check = async (moment: number) => {
    const q = of('picture').slice(225 * moment, 225 * (moment + 1));
    const others = Math.max(...q.map((value, cell) => (cell === 1 || cell === 15 ? 0 : Math.abs(value))));
    expect(await memorise.told('x1 times x2 has')).toBeCloseTo(2 * q[1]!, 1);
    expect(await memorise.told('the largest has')).toBeCloseTo(2 * others, 1);
    expect(await memorise.told('where the rule has 1.*\\.')).toBe(of('neurons_in_use')[moment]);
    return { rule: 2 * q[1]!, others: 2 * others };
  };
  const end = await check(last);
  expect(end.rule).toBeGreaterThan(0.95);
  expect(end.others).toBeLessThan(0.05);
  expect(of('neurons_in_use')[last]).toBe(2);
  const after = await memorise.picture(memorise.main);
  await memorise.walk(90);
  const memorised = await check(90);
  expect(memorised.others).toBeGreaterThan(0.2);
  expect(of('neurons_in_use')[90]).toBeGreaterThan(40);
  expect(await memorise.picture(memorise.main)).not.toBe(after);
});

test('a hundred weights become five, and neurons waves', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=sparse');
  let { of } = await memorise.numbers();
  expect(await memorise.told('hundred weights at .*:')).toBeCloseTo(of('effective_features').at(-1)!, 1);
  expect(await memorise.told('the largest of the others is')).toBeLessThan(0.05);
  await memorise.walk(100);
  expect(await memorise.told('hundred weights at .*:')).toBeCloseTo(of('effective_features')[100]!, 0);
  expect(await memorise.told('the largest of the others is')).toBeGreaterThan(0.2);

  await memorise.open('figure=memorise&preset=modular');
  ({ of } = await memorise.numbers());
  expect(await memorise.told('on the mean')).toBeCloseTo(of('single_frequency_share').at(-1)!, 2);
  await memorise.walk(80);
  expect(await memorise.told('on the mean')).toBeCloseTo(of('single_frequency_share')[80]!, 2);
});

test('the plane through M and G tells the wall on the line and the way around it, and a link opens it', async ({ memorise }) => {
  await memorise.open('figure=memorise&preset=product');
  await memorise.element.getByRole('button', { name: 'Plane', exact: true }).click();
  await expect.poll(() => memorise.fragment().get('show.picture')).toBe('plane');
  const { summary } = await memorise.numbers();
  const label = (await memorise.main.getAttribute('aria-label'))!;
  expect(label).toContain(`up to ${lossOf(summary.barrier_on_the_line!)} on the straight line`);
  expect(label).toContain(`up to ${lossOf(summary.one_bend_curve!)} on the curve`);
  const plane = await memorise.picture(memorise.main);
  await memorise.open('figure=memorise&preset=product&show.picture=plane');
  expect(await memorise.picture(memorise.main)).toBe(plane);
  await memorise.load('figure=memorise&preset=product&show.picture=everything');
  await expect(memorise.refusal).toContainText(/show.picture must be one of map, surface, solution, plane/);
});
