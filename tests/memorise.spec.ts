// The last figure: its pictures of what has been learnt.

import { Lab, expect, test as base } from './page.ts';

/** The same page, seen at its last figure. */
class Memories extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="memorise"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly main = this.element.locator('.panel.main .plot').first();
  readonly turn = this.element.getByRole('slider', { name: 'Turn the surface', exact: true });

  /** A run ends with a search for a curve with one bend, and takes seconds where others work too. */
  override complete(timeout = 60_000) {
    return super.complete(timeout);
  }

  async run() {
    const { summary, series } = JSON.parse(await this.export());
    const of = (name: string): number[] => series.find((one: { name: string }) => one.name === name)?.values ?? [];
    return { summary: summary as Record<string, number>, of };
  }

  /** From the end to a moment, which is a multiple of ten. */
  async walk(moment: number) {
    await this.button('Step').click();
    for (let at = 0; at < moment; at += 10) await this.button('Step').click();
    await expect.poll(() => this.fragment().get('moment')).toBe(String(moment));
  }

  /** The numbers that the picture is told with, after these words. */
  async told(words: string): Promise<number> {
    const label = (await this.main.getAttribute('aria-label')) ?? '';
    const found = new RegExp(`${words} (−?[\\d.,]+\\d|\\d)(?:·?10(⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?`).exec(label);
    expect(found, `${words} in: ${label}`).not.toBeNull();
    const power = [...(found![2] ?? '')].slice(1).map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)).join('');
    return Number(found![1]!.replace('−', '-').replaceAll(',', '')) * 10 ** -Number(power || 0);
  }

  /** How much of the picture has the colour of the lowest losses. */
  async lowest(): Promise<number> {
    return this.main.locator('canvas').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
      let count = 0;
      // Viridis begins with (68, 1, 84).
      for (let at = 0; at < data.length; at += 4) if (data[at] === 68 && data[at + 1] === 1 && data[at + 2] === 84) count += 1;
      return count / (width * height);
    });
  }
}

const test = base.extend<{ memories: Memories }>({
  memories: async ({ page }, use) => {
    const memories = new Memories(page);
    await use(memories);
    expect(memories.errors, 'the console').toEqual([]);
  },
});

test('the ball on the ring is where the notes and the rule are, and M is told when it is passed', async ({ memories }) => {
  await memories.open('figure=memorise&preset=ring');
  const { summary, of } = await memories.run();
  await expect(memories.main).toHaveAttribute('aria-label', /G: generalises\./);
  expect(await memories.told('straight line between them:')).toBeCloseTo(summary.barrier_on_the_line!, 3);
  const end = await memories.picture(memories.main);
  for (const moment of [0, 60, 130]) {
    await memories.walk(moment);
    const cells = of('picture').slice(6 * moment, 6 * moment + 6);
    await expect(memories.main).toHaveAttribute('aria-label', new RegExp(`step ${of('step')[moment]}:`));
    expect(await memories.told('u')).toBeCloseTo(cells.slice(0, 5).reduce((sum, note) => sum + note) / 5, 2);
    expect(await memories.told('v')).toBeCloseTo(cells[5]!, 2);
    // Three digits.
    expect(Math.abs((await memories.told('loss')) / of('total_loss')[moment]! - 1)).toBeLessThan(0.005);
    const label = await memories.main.getAttribute('aria-label');
    expect(/M: memorised at step 100,/.test(label!)).toBe(of('step')[moment]! >= 100);
    expect(label).not.toContain('generalises');
    expect(await memories.picture(memories.main)).not.toBe(end);
    await memories.open('figure=memorise&preset=ring');
  }
});

test('without a penalty the ring is one level; the penalty tilts it, and the colours show it', async ({ memories }) => {
  await memories.open('figure=memorise&preset=no-penalty');
  await expect(memories.element.getByRole('heading', { name: 'Loss, no penalty' })).toBeVisible();
  await expect(memories.main).toHaveAttribute('aria-label', /G: the end\./);
  const level = await memories.lowest();
  // Where r^2 is .9 to 1.1 the loss is under .01: a third of that ring is a twentieth of the map, and a thirtieth of the picture.
  expect(level).toBeGreaterThan(0.015);
  await memories.open('figure=memorise&preset=ring');
  await expect(memories.element.getByRole('heading', { name: 'Loss with its penalty' })).toBeVisible();
  expect(await memories.lowest()).toBeLessThan(level / 5);
});

test('the ring is a surface too, which a link turns; without WebGL2 the map stands alone', async ({ memories, page }) => {
  await memories.open('figure=memorise&preset=ring');
  const map = await memories.picture(memories.main);
  await memories.element.getByRole('button', { name: 'Surface', exact: true }).click();
  await expect.poll(() => memories.fragment().get('show.picture')).toBe('surface');
  await memories.turn.press('ArrowRight');
  await expect.poll(() => memories.fragment().get('turn.picture')).toBe('33,58');
  await memories.open('figure=memorise&preset=ring&show.picture=surface&turn.picture=33,58');
  await expect(memories.turn).toHaveAttribute('aria-valuetext', /33° round, 58° up/);
  await memories.element.getByRole('button', { name: 'Map', exact: true }).click();
  await expect.poll(() => memories.picture(memories.main)).toBe(map);
  await page.addInitScript(() => {
    const given = HTMLCanvasElement.prototype.getContext as (kind: string, options?: object) => unknown;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, options?: object) {
      return kind === 'webgl2' ? null : given.call(this, kind, options);
    } as typeof HTMLCanvasElement.prototype.getContext;
  });
  await memories.open('figure=memorise&preset=ring&show.picture=surface');
  await expect(memories.element.getByRole('group', { name: 'What is drawn' })).toHaveCount(0);
  await expect(memories.turn).toHaveCount(0);
  expect(await memories.picture(memories.main)).toBe(map);
});

test('of 225 products two are left, and of sixty neurons two', async ({ memories }) => {
  await memories.open('figure=memorise&preset=product');
  const { of } = await memories.run();
  const last = of('step').length - 1;
  const check = async (moment: number) => {
    const q = of('picture').slice(225 * moment, 225 * (moment + 1));
    const others = Math.max(...q.map((value, cell) => (cell === 1 || cell === 15 ? 0 : Math.abs(value))));
    expect(await memories.told('x1 times x2 has')).toBeCloseTo(2 * q[1]!, 1);
    expect(await memories.told('the largest has')).toBeCloseTo(2 * others, 1);
    expect(await memories.told('where the rule has 1.*\\.')).toBe(of('neurons_in_use')[moment]);
    return { rule: 2 * q[1]!, others: 2 * others };
  };
  const end = await check(last);
  expect(end.rule).toBeGreaterThan(0.95);
  expect(end.others).toBeLessThan(0.05);
  expect(of('neurons_in_use')[last]).toBe(2);
  const after = await memories.picture(memories.main);
  await memories.walk(90);
  const memorised = await check(90);
  expect(memorised.others).toBeGreaterThan(0.2);
  expect(of('neurons_in_use')[90]).toBeGreaterThan(40);
  expect(await memories.picture(memories.main)).not.toBe(after);
});

test('a hundred weights become five, and neurons waves', async ({ memories }) => {
  await memories.open('figure=memorise&preset=sparse');
  let { of } = await memories.run();
  expect(await memories.told('hundred weights at .*:')).toBeCloseTo(of('effective_features').at(-1)!, 1);
  expect(await memories.told('the largest of the others is')).toBeLessThan(0.05);
  await memories.walk(100);
  expect(await memories.told('hundred weights at .*:')).toBeCloseTo(of('effective_features')[100]!, 0);
  expect(await memories.told('the largest of the others is')).toBeGreaterThan(0.2);

  await memories.open('figure=memorise&preset=modular');
  ({ of } = await memories.run());
  expect(await memories.told('on the mean')).toBeCloseTo(of('single_frequency_share').at(-1)!, 2);
  await memories.walk(80);
  expect(await memories.told('on the mean')).toBeCloseTo(of('single_frequency_share')[80]!, 2);
});

test('the plane through M and G tells the wall on the line and the way around it, and a link opens it', async ({ memories }) => {
  await memories.open('figure=memorise&preset=product');
  await memories.element.getByRole('button', { name: 'Plane', exact: true }).click();
  await expect.poll(() => memories.fragment().get('show.picture')).toBe('plane');
  const { summary } = await memories.run();
  expect(await memories.told('up to')).toBeCloseTo(summary.barrier_on_the_line!, 2);
  expect(await memories.told('straight line, up to')).toBeCloseTo(summary.one_bend_curve!, 4);
  const plane = await memories.picture(memories.main);
  await memories.open('figure=memorise&preset=product&show.picture=plane');
  expect(await memories.picture(memories.main)).toBe(plane);
  await memories.load('figure=memorise&preset=product&show.picture=everything');
  await expect(memories.refusal).toContainText(/show.picture must be one of map, surface, solution, plane/);
});
