// What a reader takes away: tables, pictures in pixels and in lines, and a citation.

import { expect, type Lab, test } from './page.ts';

/** The same page at another of its figures, with nothing that plays. */
async function at(lab: Lab, figure: string, asked: string) {
  const element = lab.page.locator(`alleyway-lab[figure="${figure}"]`);
  Object.assign(lab, { element });
  await lab.load(asked);
  await lab.complete();
}

const FIGURES = [
  ['double-descent', 'figure=double-descent&preset=wiggle'],
  ['least-norm', 'figure=least-norm&preset=two-starts'],
  ['one-weight', 'figure=one-weight&preset=bumps&stage=2'],
  ['split', 'figure=split&preset=ladder&splits=1'],
  ['traps', 'figure=traps&preset=eight&runs=100'],
  ['landscape', 'figure=landscape&preset=thirty&width=5&steps=400&resolution=9'],
  ['memorise', 'figure=memorise&preset=ring'],
] as const;

/** Mean absolute difference of a channel, of 255. Letters and edges are smoothed in another way: the worst seen was 0.19. */
const ALIKE = 0.5;

for (const scheme of ['light', 'dark'] as const)
  for (const [figure, asked] of FIGURES)
    test(`the SVG of ${figure} is well formed, holds its text and looks as its PNG does, ${scheme}`, async ({ lab, page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await at(lab, figure, asked);
      await lab.atRest(lab.element.locator('.plot'));
      const [png, svg] = [await lab.save('PNG'), await lab.save('SVG')];
      const { title, words, wrong, difference, sizes } = await page.evaluate(
        async ([svg, png]) => {
          const of = async (type: string, base64: string) => {
            const image = new Image();
            image.src = `data:${type};base64,${base64}`;
            await image.decode();
            return image;
          };
          const [lines, pixels] = [await of('image/svg+xml', svg!), await of('image/png', png!)];
          const parts = [lines, pixels].map((image) => {
            const canvas = document.createElement('canvas');
            canvas.width = pixels.width;
            canvas.height = pixels.height;
            const context = canvas.getContext('2d')!;
            context.drawImage(image, 0, 0, pixels.width, pixels.height);
            return context.getImageData(0, 0, pixels.width, pixels.height).data;
          });
          const sum = parts[0]!.reduce((sum, value, index) => sum + Math.abs(value - parts[1]![index]!), 0);
          const text = new TextDecoder().decode(Uint8Array.from(atob(svg!), (one) => one.charCodeAt(0)));
          const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
          return {
            title: parsed.querySelector('title')?.textContent,
            words: [...parsed.querySelectorAll('text')].map((one) => one.textContent),
            wrong: parsed.querySelector('parsererror')?.textContent ?? null,
            difference: sum / parts[0]!.length,
            sizes: [lines.width, lines.height, pixels.width, pixels.height],
          };
        },
        [svg.bytes.toString('base64'), png.bytes.toString('base64')],
      );
      expect(wrong).toBe(null);
      expect(title).toBe(await lab.element.locator('.card').getAttribute('aria-label'));
      expect(sizes.slice(0, 2)).toEqual(sizes.slice(2));
      // The sentence line by line, and what stands on the charts.
      const sentence = (await lab.element.locator('.verdict').innerText()).replace(/\s+/g, '');
      expect(words.join('').replace(/\s+/g, '')).toContain(sentence);
      expect(words.length).toBeGreaterThan(8);
      expect(difference).toBeLessThan(ALIKE);
    });

test('of several tables one is chosen, and decimal commas, by keys', async ({ lab, page }) => {
  await at(lab, 'least-norm', 'figure=least-norm&preset=two-starts');
  await lab.button('Save').focus();
  await page.keyboard.press('Enter');
  const panel = lab.element.getByRole('group', { name: 'Save', exact: true });
  await expect(lab.button('Save')).toHaveAttribute('aria-expanded', 'true');
  const table = panel.getByLabel('CSV: table');
  await expect(table.getByRole('option')).toHaveText(['by moment', 'by x', 'by grid', 'by moment and grid', 'by weight', 'all, one below the other']);
  await panel.getByLabel('CSV: numbers').selectOption({ label: '1,5 with semicolons between' });
  await table.selectOption('moment,grid');
  const one = await lab.save('CSV');
  expect(one.name).toBe('alleyway-least-norm-two-starts-moment-grid.csv');
  expect(one.bytes.toString().split('\n', 2)[0]).toBe('moment;grid;fit_zero;fit_far');
  expect(one.bytes.toString().split('\n', 2)[1]).toMatch(/^0;-1;0;\d+,\d+$/);
  await panel.getByLabel('CSV: numbers').selectOption({ label: '1.5 with commas between' });
  await table.selectOption({ label: 'all, one below the other' });
  const all = await lab.save('CSV');
  expect(all.name).toBe('alleyway-least-norm-two-starts.csv');
  expect(all.bytes.toString()).toBe(await lab.export('csv'));
});

test('a citation says what, by whom, which version and where, as text and for BibTeX', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await at(lab, 'least-norm', 'figure=least-norm&preset=two-starts&n=12');
  await lab.button('Cite').click();
  const panel = lab.element.getByRole('group', { name: 'Cite', exact: true });
  const { version } = JSON.parse(await lab.export());
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  const link = `${new URL('./least-norm/two-starts/', page.url())}${new URL(page.url()).hash}`;
  for (const kind of ['Text', 'BibTeX']) {
    const shown = await panel.getByLabel(kind, { exact: true }).innerText();
    for (const part of ['The Alleyway authors', `version ${version}`, 'Which of the many fits', link, day]) expect(shown).toContain(part);
    await panel.getByRole('button', { name: `Copy ${kind}` }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  }
  expect(page.url()).toContain('n=12');
  expect(await panel.getByLabel('BibTeX', { exact: true }).innerText()).toMatch(/^@misc\{alleyway-least-norm,\n( {2}\w+ = \{.*\},\n)+\}$/);
});

for (const width of [390, 320])
  test(`what is saved and cited fits on a screen of ${width} pixels`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height: 844 });
    await at(lab, 'least-norm', 'figure=least-norm&preset=two-starts');
    for (const button of ['Save', 'Cite']) {
      await lab.button(button).click();
      await expect(lab.element.getByRole('group', { name: button, exact: true })).toBeVisible();
    }
    const tops = await lab.element.locator('.exports button').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const group of await lab.element.getByRole('group', { name: /^(Save|Cite)$/ }).all()) {
      const [whole, seen] = await group.evaluate((box) => [box.scrollWidth, box.clientWidth]);
      expect(whole).toBe(seen);
    }
  });
