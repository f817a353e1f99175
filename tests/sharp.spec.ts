// Charts are sharp and right whatever the host does to the page: zoom, transforms, another screen, print.

import { inflateSync } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { type Lab, expect, test } from './page.ts';

/** Of every chart that is wholly or partly in view: pixels of its canvas for one of the screen's, across and down, and how far it is from its box. */
const fineness = (lab: Lab) =>
  lab.element.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll('alleyway-chart')]
      .filter((chart) => {
        const { top, bottom, width } = chart.getBoundingClientRect();
        return top < innerHeight && bottom > 0 && width > 0;
      })
      .map((chart) => {
        const canvas = chart.querySelector('canvas')!;
        const [seen, box] = [canvas.getBoundingClientRect(), chart.getBoundingClientRect()];
        return {
          across: canvas.width / (seen.width * devicePixelRatio),
          down: canvas.height / (seen.height * devicePixelRatio),
          missing: Math.max(box.width - seen.width, box.height - seen.height) * devicePixelRatio,
          over: Math.max(seen.width - box.width, seen.height - box.height) * devicePixelRatio,
        };
      }),
  );

/** One pixel of a canvas is one of the screen, and the canvas fills its box but for a part of a pixel. */
async function sharp(lab: Lab) {
  await expect(async () => {
    const charts = await fineness(lab);
    expect(charts.length).toBeGreaterThan(0);
    for (const { across, down, missing, over } of charts) {
      expect(Math.abs(across - 1)).toBeLessThan(0.01);
      expect(Math.abs(down - 1)).toBeLessThan(0.01);
      expect(missing).toBeLessThan(1.6);
      expect(over).toBeLessThan(0.1);
    }
  }).toPass();
}

/** The size that a mouse chooses at a share of the width of the curve, as it is seen. */
async function chosen(lab: Lab, share: number): Promise<number> {
  // What is still being laid out moves under the hand.
  await lab.picture(lab.curve);
  const box = (await lab.curve.boundingBox())!;
  await lab.page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
  await lab.page.mouse.down();
  await lab.page.mouse.up();
  // A mouse that stays is a glance at whatever comes under it, and no longer a choice.
  await lab.page.mouse.move(0, 0);
  await expect.poll(() => lab.fragment().get('size')).not.toBeNull();
  await expect.poll(async () => lab.fragment().get('size') === String(await lab.size())).toBe(true);
  return lab.size();
}

const style = (page: Page, selector: string, text: string) =>
  page.evaluate(({ selector, text }) => document.querySelector(selector)!.setAttribute('style', text), { selector, text });

test('on another screen, and at another zoom of the browser, a chart has the pixels of the screen', async ({ lab, page }) => {
  await lab.open();
  await sharp(lab);
  const client = await page.context().newCDPSession(page);
  // The window keeps its size, and only its screen is another; then a zoom by half and by 110 %, where it does not.
  for (const [width, deviceScaleFactor] of [[1280, 2], [1280, 1.25], [853, 1.5], [1164, 1.1], [1280, 1]] as const) {
    await client.send('Emulation.setDeviceMetricsOverride', { width, height: 720, deviceScaleFactor, mobile: false });
    await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBeCloseTo(deviceScaleFactor, 5);
    await sharp(lab);
  }
});

for (const [what, text] of [
  ['a transform that enlarges', 'transform: scale(1.5); transform-origin: 0 0'],
  ['a transform that reduces', 'transform: scale(0.6); transform-origin: 0 0'],
  ['a CSS zoom', 'zoom: 1.5'],
  ['a CSS zoom within a transform', 'zoom: 1.25; transform: scale(1.2); transform-origin: 0 0'],
] as const) {
  test(`under ${what} a chart is sharp, and a hand chooses what it points at`, async ({ lab, page }) => {
    await lab.open('figure=double-descent&preset=wiggle');
    // Narrow enough that all of it is on the screen when it is enlarged.
    const plain = 'width: 780px; margin: 0';
    await style(page, 'main', plain);
    await sharp(lab);
    // Well within the reach of a size: the margins of a smaller chart are another share of it.
    const places = [0.33, 0.55, 0.74];
    const sizes: number[] = [];
    for (const share of places) sizes.push(await chosen(lab, share));
    expect(new Set(sizes).size).toBe(3);
    // The host scales an ancestor, and no event tells of it.
    await style(page, 'main', `${plain}; ${text}`);
    await sharp(lab);
    const scaled: number[] = [];
    for (const share of places) scaled.push(await chosen(lab, share));
    expect(scaled).toEqual(sizes);
    await style(page, 'main', '');
    await sharp(lab);
  });
}

test('under a transform the saved picture is as large as without', async ({ lab, page }) => {
  await lab.open();
  const picture = async () => {
    const { bytes: file } = await lab.save('PNG 2x');
    return [file.readUInt32BE(16), file.readUInt32BE(20)];
  };
  const [width, height] = await picture();
  const { width: wide } = (await page.locator('main').boundingBox())!;
  await style(page, 'main', `width: ${wide}px; margin: 0; transform: scale(0.7); transform-origin: 0 0`);
  await sharp(lab);
  const [across, down] = await picture();
  expect(Math.abs(across! - width!)).toBeLessThanOrEqual(4);
  expect(Math.abs(down! - height!)).toBeLessThanOrEqual(4);
});

test('a surface is turned as far by a hand on a page that is scaled', async ({ lab, page }) => {
  const figure = page.locator('alleyway-lab[figure="one-weight"]');
  Object.assign(lab, { element: figure });
  const turn = figure.getByRole('slider', { name: 'Turn the surface' });
  const turned = async () => {
    const box = (await figure.locator('.panel.main .plot').first().boundingBox())!;
    const [x, y] = [box.x + 0.5 * box.width, box.y + 0.93 * box.height];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 0.2 * box.width, y, { steps: 4 });
    await page.mouse.up();
    const azimuth = Number(await turn.getAttribute('aria-valuenow'));
    await turn.press('Home');
    return azimuth;
  };
  await lab.open('figure=one-weight&preset=bumps&stage=2');
  await expect(turn).toBeVisible();
  const usual = await turned();
  const { width } = (await page.locator('main').boundingBox())!;
  await style(page, 'main', `width: ${width}px; margin: 0; transform: scale(0.6); transform-origin: 0 0`);
  await figure.scrollIntoViewIfNeeded();
  await sharp(lab);
  expect(Math.abs((await turned()) - usual)).toBeLessThan(1);
});

/** Of what is drawn on a canvas: pixels for one of CSS, and the share of its pixels that are lighter than they could be on white paper. */
const inkOf = (chart: Locator) =>
  chart.locator('canvas').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let [drawn, dark] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3]! < 250) continue;
      drawn++;
      if (data[at]! + data[at + 1]! + data[at + 2]! < 3 * 110) dark++;
    }
    return { fine: canvas.width / canvas.getBoundingClientRect().width, drawn: drawn / (data.length / 4), dark: dark / drawn };
  });

for (const figure of ['double-descent', 'memorise'] as const) {
  test(`printed from a dark screen ${figure} is dark on white, in the pixels of a printer, and no wider than the sheet`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    Object.assign(lab, { element: page.locator(`alleyway-lab[figure="${figure}"]`) });
    await lab.open(figure === 'memorise' ? 'figure=memorise&preset=ring' : '');
    const charts = await lab.element.locator('alleyway-chart').all();
    const before = await Promise.all(charts.map((chart) => lab.picture(chart)));
    // A sheet of A4 with its margins, at 96 to the inch.
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(async () => {
      for (const chart of charts) {
        const { fine, drawn, dark } = await inkOf(chart);
        expect(fine).toBeGreaterThan(3);
        // No chart is empty, and none is written in light ink.
        expect(drawn).toBeGreaterThan(0.001);
        expect(dark).toBeGreaterThan(0.05);
      }
    }).toPass();
    expect(await lab.element.evaluate((element) => getComputedStyle(element.shadowRoot!.querySelector('.card')!).backgroundColor)).toBe('rgb(255, 255, 255)');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
    for (const chart of charts) {
      const [box, canvas] = await Promise.all([chart.boundingBox(), chart.locator('canvas').boundingBox()]);
      expect(canvas!.width).toBeLessThanOrEqual(box!.width + 0.1);
      expect(canvas!.x + canvas!.width).toBeLessThanOrEqual(718);
    }
    // Afterwards the screen is as it was. (The first chart may be a map, whose colours, once finer, stay so.)
    await page.emulateMedia({ media: null, colorScheme: 'dark' });
    await page.setViewportSize({ width: 1280, height: 720 });
    await charts[1]!.scrollIntoViewIfNeeded();
    await expect.poll(async () => (await lab.picture(charts[1]!)) === before[1]).toBe(true);
  });
}

/** The colours that a PDF sets for filling and drawing, each as three numbers between 0 and 1. */
function coloursOf(pdf: Buffer): number[][] {
  const text = pdf.toString('latin1');
  const colours = new Set<string>();
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const from = match.index + match[0].length;
    try {
      const content = inflateSync(pdf.subarray(from, text.indexOf('endstream', from))).toString('latin1');
      for (const [, colour] of content.matchAll(/([\d.]{1,16} [\d.]{1,16} [\d.]{1,16}) (?:rg|RG)\b/g)) colours.add(colour!);
    } catch {
      // What is not packed holds no drawing.
    }
  }
  return [...colours].map((colour) => colour.split(' ').map(Number));
}

test('what goes to a printer has every chart of the figures that were opened, below the screen too, and a picture of those that were not', async ({ lab, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await lab.open();
  const count = await lab.element.locator('alleyway-chart').count();
  expect(count).toBe(4);
  // What is written on the charts in a printer's pixels, by canvas, with its colour.
  await page.evaluate(() => {
    const written = new Map<HTMLCanvasElement, Set<string>>();
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (...given: unknown[]) {
      const { canvas } = this;
      if (canvas.width > 3 * canvas.offsetWidth) written.set(canvas, (written.get(canvas) ?? new Set()).add(String(this.fillStyle)));
      return Reflect.apply(fillText, this, given);
    };
    Object.assign(window, { written });
  });
  const colours = coloursOf(await page.pdf({ format: 'A4', printBackground: true }));
  const written = await page.evaluate(() => {
    const { written } = window as unknown as { written: Map<HTMLCanvasElement, Set<string>> };
    return [...written.values()].map((inks) => [...inks]);
  });
  expect(written).toHaveLength(count);
  const light = (parts: number[]) => Math.min(...parts) > 0.6;
  for (const ink of written.flat()) expect(light([1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16) / 255)), ink).toBe(false);
  // The ink and the orange of a light page are there; the ink and the paper of the dark one are not.
  const has = (hex: string) =>
    colours.some((colour) => [1, 3, 5].every((at, part) => Math.abs(colour[part]! - parseInt(hex.slice(at, at + 2), 16) / 255) < 0.003));
  for (const there of ['#1b1c22', '#5b616d', '#c5481a', '#0b66ad']) expect(has(there), there).toBe(true);
  for (const not of ['#f1f0eb', '#191b21', '#111217', '#f68d50', '#a5abb6']) expect(has(not), not).toBe(false);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const chart of await lab.element.locator('alleyway-chart').all())
    await expect(async () => expect((await inkOf(chart)).drawn).toBeGreaterThan(0.001)).toPass();
  const places = await page.locator('alleyway-later').all();
  expect(places.length).toBeGreaterThan(0);
  for (const place of places) {
    const picture = place.locator('img');
    await expect(picture).toBeVisible();
    await expect(picture).toHaveAttribute('alt', /\d/);
    // Far down the page it comes when it is printed, which is not done here a second time.
    const width = picture.evaluate(async (image) => {
      const one = image as HTMLImageElement;
      one.loading = 'eager';
      await one.decode();
      return one.naturalWidth;
    });
    expect(await width).toBe(1200);
    await expect(place.getByText('What it showed when this page was made.')).toBeVisible();
  }
});
