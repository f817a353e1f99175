// A talk: beat by beat on the whole screen, by keys and by itself; what its captions claim is held against the numbers of their runs.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
// Another reader than the writer: the code is held against it.
import jsQR from 'jsqr';
import { collisions, watchDrawing } from './labels.ts';
import { expect, test } from './page.ts';

interface Result {
  summary: Record<string, number>;
  series: { name: string; values: number[] }[];
  verdict: { holds: boolean | null; text: string };
}

interface StageElement extends HTMLElement {
  beats: { figure: string; preset: string | null; config: string; caption: string; answer: string; plays: boolean }[];
  at: number;
  asks: boolean;
  plays: boolean;
  speed: number;
  enough: number;
  lab: HTMLElement & { result: Result | null; playing: boolean };
  go(to: number): void;
  next(): void;
}

class Talk {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** From the figure that has the focus. */
  async open() {
    await this.page.keyboard.press('p');
    await expect(this.dialog).toBeVisible();
  }

  get dialog() {
    return this.page.getByRole('dialog', { name: 'Presentation' });
  }

  get caption() {
    return this.dialog.locator('.caption');
  }

  get count() {
    return this.dialog.locator('.count');
  }

  /** The figure of the beat. */
  get figure() {
    return this.dialog.locator('.place:not([hidden]) alleyway-lab');
  }

  read<T>(ask: (stage: StageElement) => T): Promise<T> {
    return this.page.locator('alleyway-stage').evaluate(ask as (stage: Element) => T);
  }

  async complete() {
    await expect(this.figure).toHaveAttribute('data-state', 'complete');
  }

  result(): Promise<Result> {
    return this.read(({ lab }) => lab.result as Result);
  }
}

async function opened(page: Page): Promise<Talk> {
  await page.goto('./');
  const lab = page.locator('alleyway-lab').first();
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await lab.locator('.card').focus();
  const talk = new Talk(page);
  await talk.open();
  await talk.complete();
  return talk;
}

const valueAt = ({ series }: Result, name: string, size: number) => {
  const find = (name: string) => series.find((one) => one.name === name)?.values ?? [];
  return find(name)[find('size').indexOf(size)] ?? Number.NaN;
};

/** What each caption says of its run, from the numbers; a caption that asks says nothing. */
const CLAIMS: Record<string, (result: Result) => boolean> = {
  'too stiff': (r) => valueAt(r, 'train_loss_median', 4) > 0.1,
  'of the small models it has the lowest loss': ({ summary }) => summary.best_small_size === 12,
  'one for each point, it must pass through all of them': (r) => r.summary.threshold === 15 && valueAt(r, 'train_loss_median', 15) < 1e-20 && valueAt(r, 'test_loss_median', 15) > 1,
  'Will the loss on new points be': () => true,
  'Training takes the one of smallest parameters, here nearer to the truth': (r) => valueAt(r, 'train_loss_median', 300) < 1e-20 && valueAt(r, 'norm_median', 300) < valueAt(r, 'norm_median', 15) / 2 && r.verdict.holds === true,
  'takes the peak away': ({ verdict }) => verdict.text.includes('there is no peak'),
  'where every feature is a random number, the best small model stays far ahead': ({ summary }) => (summary.large_over_small_low ?? 0) > 100,
  'Descent from zero arrives at the fit of least norm. From far away it does not': ({ summary }) => (summary.to_go_zero ?? 1) + (summary.aside_zero ?? 1) < 1e-6 && (summary.aside_far ?? 0) > 1,
  'comes to rest in the wrong valley': ({ summary }) => summary.stuck_kind === 0 && (summary.stuck_loss ?? 0) > 0.05,
  'Is it still trapped?': () => true,
  'here the point stays a minimum with two weights': ({ summary }) => summary.split_kind === 0 && (summary.split_eigenvalue_min ?? 0) > 0,
  'let go, and the loss goes down; three times, to zero': ({ summary }) => summary.splits_done === 3 && (summary.final_loss ?? 1) < 1e-10,
  'How many end in a trap?': () => true,
  'none of the two hundred is trapped': ({ summary }) => summary.runs === 200 && summary.trapped === 0,
  'It fits them at once, and is wrong on new ones; much later the test loss falls as well': ({ summary }) => {
    const [fitted = 0, found = 0] = [summary['step_train_below_1e-2'], summary['step_test_below_0.1']];
    return fitted < 20 && found > 20 * fitted && (summary.test_at_fit ?? 0) > 0.9 && (summary.test_G ?? 1) < 0.1;
  },
  'can be a way to something simpler, and need not be': ({ verdict }) => verdict.holds === true,
  'it stays with what it has memorised: the test loss never falls': ({ summary }) => (summary.test_G ?? 0) > 0.9 && (summary.lowest_test ?? 0) > 0.9 && (summary.data_G ?? 1) < 0.01,
};

for (const [width, height] of [[1280, 720], [1920, 1080]] as const) {
  test(`at ${width}x${height} every beat holds what it says, its text is large and its chart has half of the screen, and no word stands on another`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await watchDrawing(page);
    const talk = await opened(page);
    const beats = await talk.read(({ beats }) => beats);
    expect(Object.keys(CLAIMS).length).toBe(beats.length);
    for (const [index, beat] of beats.entries()) {
      await page.locator('alleyway-stage').evaluate((stage, index) => (stage as StageElement).go(index), index);
      await expect(talk.count).toHaveText(`${index + 1} / ${beats.length}`);
      await expect(talk.caption).toHaveText(beat.caption);
      if (await talk.read(({ asks }) => asks)) {
        // Nothing tells what is asked.
        await expect(talk.figure).not.toBeVisible();
        await page.keyboard.press('ArrowRight');
      }
      await talk.complete();
      await expect.poll(() => talk.read(({ lab }) => lab.playing)).toBe(false);
      const [words, claim] = Object.entries(CLAIMS).find(([words]) => beat.caption.includes(words)) ?? [];
      expect(words, `a rule for: ${beat.caption}`).toBeTruthy();
      expect(claim?.(await talk.result()), beat.caption).toBe(true);

      const sizes = await talk.dialog.evaluate((dialog) => {
        const small: string[] = [];
        const look = (root: ParentNode) => {
          for (const one of root.querySelectorAll('*')) {
            if (one.shadowRoot) look(one.shadowRoot);
            const said = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
            if (said && one instanceof HTMLElement && one.checkVisibility({ visibilityProperty: true }) && !one.closest('.hidden') && one.tagName !== 'STYLE' && Number.parseFloat(getComputedStyle(one).fontSize) < 24)
              small.push(`${one.className}: ${one.textContent?.trim().slice(0, 30)}`);
          }
        };
        look(dialog);
        return small;
      });
      expect(sizes, beat.caption).toEqual([]);
      const plots = await talk.figure.locator('.plot').evaluateAll((plots) => plots.map((plot) => ({ high: plot.getBoundingClientRect().height, text: Number.parseFloat(getComputedStyle(plot.querySelector('alleyway-chart') as Element).fontSize) })));
      expect.soft(Math.max(...plots.map(({ high }) => high)), `the chart of: ${beat.caption}`).toBeGreaterThanOrEqual(height / 2);
      for (const { text } of plots) expect(text).toBeGreaterThanOrEqual(24);
      const box = await talk.figure.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
      expect.soft(await collisions(page, 'alleyway-stage .place:not([hidden]) alleyway-chart'), beat.caption).toEqual([]);
    }
  });
}

test('the watch over words sees one that stands on another, and on a curve', async ({ page }) => {
  await watchDrawing(page);
  await page.goto('./');
  await page.evaluate(() => {
    const chart = document.body.appendChild(document.createElement('div'));
    chart.className = 'made-up';
    const context = chart.appendChild(document.createElement('canvas')).getContext('2d');
    if (!context) return;
    context.font = '20px sans-serif';
    for (const [text, x, y] of [['one', 20, 40], ['two', 40, 44], ['free', 200, 40], ['crossed', 20, 120]] as const) context.fillText(text, x, y);
    context.strokeStyle = '#ff0000';
    context.beginPath();
    context.moveTo(0, 100);
    for (let x = 5; x < 150; x += 5) context.lineTo(x, 100 + x / 5);
    context.stroke();
  });
  expect(await collisions(page, '.made-up')).toEqual(['"one" on "two"', '"crossed" on a curve of #ff0000']);
});

test('keys step, ask, answer, blank, jump, enlarge and leave', async ({ page }) => {
  const talk = await opened(page);
  const { keyboard } = page;
  // The argument has the figure as it stands, at the end of its story; the talk begins there.
  await expect(talk.count).toHaveText('5 / 17');
  await keyboard.press('4');
  await expect(talk.count).toHaveText('4 / 17');
  await expect(talk.figure).not.toBeVisible();
  await expect(talk.dialog.getByRole('button', { name: 'Answer' })).toBeVisible();
  await keyboard.press(' ');
  await expect(talk.figure).toBeVisible();
  await expect(talk.figure.locator('.verdict')).toContainText('bigger won');
  await keyboard.press('PageDown');
  await expect(talk.count).toHaveText('5 / 17');
  await expect(talk.figure.locator('.plot')).toHaveCount(2);
  await keyboard.press('z');
  await expect(talk.figure.locator('.plot')).toHaveCount(1);
  await expect(talk.caption).not.toBeVisible();
  const high = (await talk.figure.locator('.plot').boundingBox())?.height ?? 0;
  expect(high).toBeGreaterThan(0.75 * 720);
  await keyboard.press('z');
  await keyboard.press('z');
  await expect(talk.caption).toBeVisible();
  await expect(talk.figure.locator('.plot')).toHaveCount(2);
  await talk.figure.locator('.plot').nth(1).dblclick();
  await expect(talk.figure.locator('.plot')).toHaveCount(1);
  await keyboard.press('Escape');
  await expect(talk.figure.locator('.plot')).toHaveCount(2);
  await keyboard.press('b');
  await expect(talk.dialog.locator('.blank')).toBeVisible();
  // Whatever comes first brings it back.
  await keyboard.press('ArrowRight');
  await expect(talk.dialog.locator('.blank')).toHaveCount(0);
  await expect(talk.count).toHaveText('5 / 17');
  await keyboard.press('?');
  await expect(talk.dialog.locator('.keys')).toContainText('blank the screen');
  await keyboard.press('Escape');
  // All beats, by what is read with them.
  await keyboard.press('c');
  const list = talk.dialog.locator('.contents');
  await expect(list.getByRole('button')).toHaveCount(17);
  await expect(list.locator('[aria-current]')).toContainText('5');
  await list.getByRole('button', { name: /Is it still trapped/ }).click();
  await expect(list).toHaveCount(0);
  await expect(talk.count).toHaveText('10 / 17');
  await keyboard.press('1');
  await keyboard.press('6');
  await expect(talk.count).toHaveText('16 / 17');
  await keyboard.press('End');
  await keyboard.press('ArrowUp');
  await expect(talk.count).toHaveText('16 / 17');
  await keyboard.press('Home');
  await expect(talk.count).toHaveText('1 / 17');
  await keyboard.press('Escape');
  await expect(talk.dialog).toHaveCount(0);
  // Back where it was opened.
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('alleyway-lab');
});

test('on a slider the arrows are the slider’s, and what it moves is the figure of the beat', async ({ page }) => {
  const talk = await opened(page);
  await page.keyboard.press('6');
  await talk.complete();
  const slider = talk.figure.locator('input[type=range]');
  await expect(slider).toHaveCount(1);
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(talk.count).toHaveText('6 / 17');
  await expect(talk.figure.locator('.verdict')).toContainText('times as high');
  await page.keyboard.press('PageDown');
  await expect(talk.count).toHaveText('7 / 17');
});

test('a figure that was changed is itself the beginning of the talk', async ({ page }) => {
  await page.goto('./#figure=double-descent&preset=step&noise=0.3');
  const lab = page.locator('alleyway-lab').first();
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await lab.getByRole('button', { name: 'Present' }).click();
  const talk = new Talk(page);
  await expect(talk.count).toHaveText('1 / 18');
  await talk.complete();
  expect((await talk.result()).verdict.text).toBe((await lab.evaluate((lab) => (lab as unknown as { result: Result }).result)).verdict.text);
});

test('it plays by itself to its end, and a reader who minds motion is shown stills', async ({ page }) => {
  const talk = await opened(page);
  await page.keyboard.press('1');
  // The time to read is the talk's own clock, which a test may let run faster.
  await page.locator('alleyway-stage').evaluate((stage) => Object.assign(stage, { speed: 100 }));
  // What is heard is noted from before the key on.
  await talk.read((stage) => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    stage.addEventListener('alleyway-beat', (event) => {
      const { at, asks } = (event as CustomEvent<{ at: number; asks: boolean }>).detail;
      seen.push(`${at + 1}${asks ? '?' : ''}`);
    });
  });
  await page.keyboard.press('p');
  await expect.poll(() => talk.read((stage) => !stage.plays && stage.at === stage.beats.length - 1)).toBe(true);
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(['2', '3', '4?', '4', '5', '6', '7', '8', '9', '10?', '10', '11', '12', '13?', '13', '14', '15', '16', '17']);
  await expect(talk.dialog.getByRole('button', { name: 'Play by itself' })).toBeVisible();
});

test('to read all of it takes between two and four minutes', async ({ page }) => {
  const talk = await opened(page);
  // What is read, as it stands there: a question first, then the answer, with the sentence of its run.
  const enough = () => talk.read((stage) => stage.enough / 1000);
  const count = await talk.read(({ beats }) => beats.length);
  let seconds = 0;
  for (let index = 0; index < count; index++) {
    await page.locator('alleyway-stage').evaluate((stage, index) => (stage as StageElement).go(index), index);
    await talk.complete();
    seconds += await enough();
    if (!(await talk.read(({ asks }) => asks))) continue;
    await page.keyboard.press('ArrowRight');
    await talk.complete();
    seconds += await enough();
  }
  expect(seconds).toBeGreaterThan(120);
  expect(seconds).toBeLessThan(240);
});

test('a code leads phones to exactly what is shown', async ({ page }) => {
  const talk = await opened(page);
  await page.keyboard.press('6');
  await talk.complete();
  await page.keyboard.press('q');
  const code = talk.dialog.locator('.code svg');
  await expect(code).toBeVisible();
  const link = await talk.dialog.locator('.link a').getAttribute('href');
  expect(link).toContain('#figure=double-descent&preset=step&ridge=0.02&size=12');
  const pixels = await code.evaluate(async (svg) => {
    const side = 600;
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' }));
    image.width = side;
    image.height = side;
    await image.decode();
    const context = Object.assign(document.createElement('canvas'), { width: side, height: side }).getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(image, 0, 0, side, side);
    return { side, data: [...context.getImageData(0, 0, side, side).data] };
  });
  const read = (jsQR as unknown as { default?: typeof jsQR }).default ?? jsQR;
  expect((read as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null)(Uint8ClampedArray.from(pixels.data), pixels.side, pixels.side)?.data).toBe(link);
});

test('a talk of one’s own is put together, kept, ordered, undone and opened by its address', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('./#figure=double-descent&preset=step');
  const lab = page.locator('alleyway-lab').first();
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await lab.getByRole('button', { name: 'Share' }).click();
  await lab.getByRole('button', { name: 'Add it to my talk' }).click();
  await expect(lab.getByRole('status')).toHaveText('Added as beat 1');

  await page.goto('./present/');
  const list = page.locator('#talk');
  await expect(list.getByRole('heading')).toHaveText('Your talk: 1 beat');
  await list.getByLabel('Add a figure by its link').fill(`${new URL('./', page.url())}#figure=one-weight&preset=sines&stage=2`);
  await list.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(list.getByRole('heading')).toHaveText('Your talk: 2 beats');
  await list.getByLabel('Add a figure by its link').fill('nothing');
  await list.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(list.getByRole('status')).toContainText('no link to a figure');
  await list.getByLabel('What is read with it').nth(1).fill('Does it open?');
  await list.getByLabel('Charts').nth(1).fill('landscape');
  await list.getByLabel('Ask first').nth(1).check();
  await list.getByRole('button', { name: 'Beat 2 up' }).click();
  await expect(list.getByLabel('What is read with it').first()).toHaveValue('Does it open?');
  await list.getByRole('button', { name: 'Remove beat 1' }).click();
  await expect(list.getByRole('heading')).toHaveText('Your talk: 1 beat');
  await list.getByRole('button', { name: 'Undo' }).click();
  await expect(list.getByRole('heading')).toHaveText('Your talk: 2 beats');
  await list.getByRole('button', { name: 'Copy the address' }).click();
  const address = await page.evaluate(() => navigator.clipboard.readText());

  // On another machine.
  await page.evaluate(() => localStorage.clear());
  await page.goto('about:blank');
  await page.goto(address);
  const talk = new Talk(page);
  await expect(talk.caption).toHaveText('Does it open?');
  await expect(talk.figure).not.toBeVisible();
  await page.keyboard.press('ArrowRight');
  await talk.complete();
  await expect(talk.figure.locator('.verdict')).toContainText('no way out');
  await page.keyboard.press('ArrowRight');
  await talk.complete();
  await expect(talk.count).toHaveText('2 / 2');
});

test('a beat that cannot be shown says why', async ({ page }) => {
  const beat = (text: string) => `beat=${encodeURIComponent(text)}`;
  await page.goto(`./present/#${[beat('figure=double-descent&preset=wiggle&charts=nothing'), beat('figure=double-descent&noise=-1')].join('&')}`);
  const talk = new Talk(page);
  await talk.complete();
  await expect(talk.figure.getByRole('alert')).toHaveText(/^charts must be some of data, loss, .*got nothing$/);
  await page.keyboard.press('ArrowRight');
  await expect(talk.figure.getByRole('alert')).toContainText('noise must be');
});

test('in a page of somebody else an author shows the charts that are wanted', async ({ page }) => {
  await page.goto('./embed.html?figure=double-descent&preset=wiggle&charts=loss&controls=ridge');
  const lab = page.locator('alleyway-lab');
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await expect(lab.locator('.plot')).toHaveCount(1);
  await expect(lab.locator('.verdict')).toContainText('bigger won');
  // Its own button is among the controls that were not wanted; the key is there.
  await lab.locator('.card').focus();
  await page.keyboard.press('p');
  await expect(new Talk(page).dialog).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to blame in a talk, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const talk = await opened(page);
    const check = async () => expect((await new AxeBuilder({ page }).include('alleyway-stage').analyze()).violations).toEqual([]);
    await check();
    await page.keyboard.press('4');
    await check();
    await page.keyboard.press('?');
    await check();
    await page.keyboard.press('q');
    await expect(talk.dialog.locator('.code svg')).toBeVisible();
    await check();
    await page.keyboard.press('v');
    await expect(talk.dialog.getByRole('button', { name: 'Make the video' })).toBeVisible();
    await check();
    await page.keyboard.press('c');
    await expect(talk.dialog.locator('.contents')).toBeVisible();
    await check();
    await page.goto('./present/');
    await expect(page.locator('#talk li').first()).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}

for (const width of [320, 390, 640]) {
  test(`at ${width} px a talk and its page do not scroll sideways`, async ({ page }) => {
    await page.setViewportSize({ width, height: 640 });
    await page.goto('./present/#watch');
    const talk = new Talk(page);
    await expect(talk.dialog).toBeVisible();
    const within = (selector: string) => page.locator(selector).evaluateAll((all) => all.every((one) => one.getBoundingClientRect().right <= innerWidth + 1));
    await expect(talk.dialog.getByRole('button', { name: 'Close' })).toBeVisible();
    expect(await within('alleyway-stage .bar > *')).toBe(true);
    await page.keyboard.press('Escape');
    await expect(talk.dialog).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
}

test('from a file without a network the talk is there, of the figures that are in it', async ({ page }) => {
  const file = (name: string) => new URL(`../www/dist/offline/${name}.html`, import.meta.url).href;
  await page.goto(file('alleyway'));
  await expect(page.locator('alleyway-lab').first()).toHaveAttribute('data-state', 'complete');
  await page.getByRole('link', { name: 'watch it' }).click();
  const talk = new Talk(page);
  await talk.complete();
  expect(await talk.read(({ plays, beats }) => [plays, beats.length])).toEqual([true, 17]);
  await page.goto(file('split'));
  await expect(page.locator('alleyway-lab')).toHaveAttribute('data-state', 'complete');
  await page.locator('alleyway-lab .card').focus();
  await talk.open();
  await talk.complete();
  // Those of the first module are not in this file.
  expect(await talk.read(({ beats }) => beats.some(({ figure }) => figure === 'double-descent'))).toBe(false);
  await page.keyboard.press('Home');
  await talk.complete();
});

test('a host keeps its keys, and a talk keeps the colours of its figure and the place of the page', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto('./#figure=double-descent&preset=wiggle');
  const lab = page.locator('alleyway-lab').first();
  await expect(lab).toHaveAttribute('data-state', 'complete');
  // Slides turn by `p` and have the whole screen by `f`.
  await page.evaluate(() => {
    document.documentElement.dataset.heard = '';
    document.addEventListener('keydown', ({ key }) => {
      document.documentElement.dataset.heard += key;
    });
  });
  await lab.evaluate((lab) => lab.setAttribute('theme', 'dark'));
  await lab.locator('.card').focus();
  const talk = new Talk(page);
  await talk.open();
  await talk.complete();
  const paper = () => talk.dialog.evaluate((dialog) => getComputedStyle(dialog).backgroundColor);
  expect(await paper()).toBe(await lab.locator('.card').evaluate((card) => getComputedStyle(card).backgroundColor));
  expect(await paper()).not.toBe('rgb(255, 255, 255)');
  expect(await talk.figure.getAttribute('theme')).toBe('dark');
  const before = await page.evaluate(() => scrollY);
  await page.mouse.move(640, 300);
  await page.mouse.wheel(0, 400);
  await page.keyboard.press('ArrowRight');
  await talk.complete();
  expect(await page.evaluate(() => scrollY)).toBe(before);
  await page.keyboard.press('Escape');
  await expect(talk.dialog).toHaveCount(0);
  expect(await page.evaluate(() => [document.documentElement.style.overflow, document.documentElement.dataset.heard])).toEqual(['', '']);
});
