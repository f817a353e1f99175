// A link reproduces exactly what its sender saw.

import { expect, test } from './page.ts';

test('a link restores the config, the size and the training set, to the bit', async ({ lab, page }) => {
  await lab.open('figure=double-descent&preset=step&noise=0.35&n=12&seed=77');
  await lab.curve.focus();
  for (let press = 0; press < 4; press++) await lab.curve.press('ArrowLeft');
  await lab.element.getByRole('button', { name: /training set 1/i }).click();
  await expect.poll(() => lab.fragment().get('draw')).toBe('2');
  await expect.poll(() => lab.fragment().get('size')).toBe(String(await lab.size()));
  await page.mouse.move(0, 0);
  const seen = { run: await lab.export(), csv: await lab.export('csv'), size: await lab.size() };

  await expect(async () => {
    const fit = await lab.picture(lab.fit);
    await lab.page.waitForTimeout(100);
    expect(await lab.picture(lab.fit)).toBe(fit);
  }).toPass();
  const pictures = { fit: await lab.picture(lab.fit), curve: await lab.picture(lab.curve) };

  await lab.open(new URL(page.url()).hash.slice(1));
  expect(await lab.export()).toBe(seen.run);
  expect(await lab.export('csv')).toBe(seen.csv);
  expect(await lab.size()).toBe(seen.size);
  await expect.poll(() => lab.picture(lab.fit)).toBe(pictures.fit);
  await expect.poll(async () => (await lab.picture(lab.curve)) === pictures.curve).toBe(true);
});

test('the address names only what differs from the preset', async ({ lab }) => {
  await lab.open();
  await lab.button('More').click();
  const seed = lab.element.getByRole('textbox', { name: /seed/i });
  await seed.fill('5');
  await seed.press('Enter');
  await lab.complete();
  await expect.poll(() => Object.fromEntries(lab.fragment())).toEqual({ figure: 'double-descent', preset: 'wiggle', seed: '5' });
});

test('back and forward go through what was done, one gesture a step', async ({ lab, page }) => {
  await lab.open();
  const runs = [await lab.export()];
  await lab.preset(/^step/i).click();
  await lab.complete();
  runs.push(await lab.export());
  const ridge = lab.control(/ridge/i);
  const box = (await ridge.boundingBox())!;
  await page.mouse.move(box.x + 8, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 10 });
  await page.mouse.up();
  await lab.complete();
  runs.push(await lab.export());
  expect(new Set(runs).size).toBe(3);

  for (const [go, run] of [['goBack', 1], ['goBack', 0], ['goForward', 1], ['goForward', 2]] as const) {
    await page[go]();
    await lab.complete();
    await expect.poll(async () => (await lab.export()) === runs[run], { message: `${go} to run ${run}` }).toBe(true);
  }
});

test('the share button copies the address of what is seen', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.open('figure=double-descent&preset=chirp&noise=0.1&size=30');
  await lab.button('Share').click();
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(Object.fromEntries(new URLSearchParams(copied.hash.slice(1)))).toMatchObject({ preset: 'chirp', size: '30' });
});

test('a link restores what the charts below show, and refuses what they cannot', async ({ lab }) => {
  await lab.open('figure=double-descent&preset=wiggle');
  const chooser = lab.element.getByRole('combobox', { name: 'What is drawn here' });
  await expect(chooser.first()).toHaveValue('norm');
  await chooser.first().selectOption('singular');
  expect(lab.fragment().get('show.first')).toBe('singular');
  await lab.open(new URL(lab.page.url()).hash.slice(1));
  await expect(chooser.first()).toHaveValue('singular');
  await chooser.first().selectOption('norm');
  expect(lab.fragment().get('show.first')).toBeNull();
  await lab.load('figure=double-descent&show.first=beauty');
  await expect(lab.refusal).toContainText(/show\.first must be one of norm, roughness/);
  await lab.button('Use the default').click();
  await lab.complete();
});
