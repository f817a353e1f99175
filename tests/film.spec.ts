// The video of a talk, or of one figure's story: made in the page, played back, and looked at frame by frame.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './page.ts';

// What moves is drawn, unless a reader minds it.
test.use({ contextOptions: { reducedMotion: 'no-preference' } });

const own = (...beats: Record<string, string>[]) => `./present/#${new URLSearchParams(beats.map((beat): [string, string] => ['beat', new URLSearchParams(beat).toString()]))}`;

const QUESTION = { figure: 'double-descent', preset: 'wiggle', charts: 'loss', caption: 'Will the loss fall again?', answer: 'hidden' };
const STORY = { figure: 'double-descent', preset: 'wiggle', charts: 'data loss', caption: 'From 1 to 300 parameters.', plays: 'yes' };

/** Seconds, as a text of cues has them. */
const secondsOf = (moment: string) => moment.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);

interface Cue {
  from: number;
  to: number;
  lines: string[];
}

function cuesOf(text: string): Cue[] {
  const [head, ...blocks] = text.trimEnd().split('\n\n');
  expect(head).toBe('WEBVTT');
  return blocks.map((block) => {
    const [moments = '', ...lines] = block.split('\n');
    const [from = '', to = ''] = moments.split(' --> ');
    return { from: secondsOf(from), to: secondsOf(to), lines };
  });
}

class Film {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get dialog() {
    return this.page.getByRole('dialog', { name: 'Presentation' });
  }

  async make() {
    await this.dialog.getByRole('button', { name: 'Make the video' }).click();
  }

  /** Both files, as they are saved. */
  async saved() {
    const save = async (name: RegExp) => {
      const link = this.dialog.getByRole('link', { name });
      await expect(link).toBeVisible({ timeout: 500_000 });
      const [file] = await Promise.all([this.page.waitForEvent('download'), link.click()]);
      return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
    };
    const video = await save(/^Save the video/);
    const lines = await save(/^Save its lines/);
    return { video, lines, cues: cuesOf(lines.bytes.toString('utf8')) };
  }

  /** How long the player of the page finds it, and what share of its dark and coloured pixels a third of its height has, moment by moment. */
  look(moments: number[]): Promise<{ seconds: number; size: number[]; inks: { upper: number; middle: number; lower: number; sum: number }[] }> {
    return this.dialog.locator('video').evaluate(async (element, moments) => {
      const video = element as HTMLVideoElement;
      if (video.readyState < 1) await new Promise((done) => video.addEventListener('loadedmetadata', done, { once: true }));
      const canvas = Object.assign(document.createElement('canvas'), { width: video.videoWidth, height: video.videoHeight });
      const pen = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
      const inks = [];
      for (const moment of moments) {
        const there = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
        // The frame may come after that; where it is the one that is shown already none does.
        const shown = new Promise((done) => video.requestVideoFrameCallback(done));
        video.currentTime = moment;
        await there;
        await Promise.race([shown, new Promise((done) => setTimeout(done, 5_000))]);
        pen.drawImage(video, 0, 0);
        const third = (part: number) => {
          const { data } = pen.getImageData(0, (part * canvas.height) / 3, canvas.width, canvas.height / 3);
          let inked = 0;
          for (let at = 0; at < data.length; at += 4) if (Math.min(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0) < 160) inked++;
          return inked / (data.length / 4);
        };
        const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
        let sum = 0;
        for (let at = 0; at < data.length; at += 4) sum += ((at % 8191) + 1) * (data[at] ?? 0);
        inks.push({ upper: third(0), middle: third(1), lower: third(2), sum });
      }
      return { seconds: video.duration, size: [video.videoWidth, video.videoHeight], inks };
    }, moments);
  }
}

test('the video of a talk plays, is as long as what is told in it, and shows every beat', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(own(QUESTION, STORY, { figure: 'one-weight', preset: 'bumps', stage: '2', charts: 'landscape', caption: 'A second weight.' }));
  const film = new Film(page);
  await expect(film.dialog).toBeVisible();
  await page.keyboard.press('v');
  await expect(film.dialog.getByText('This talk of 3 beats')).toBeVisible();
  await film.make();
  await expect(film.dialog.getByRole('status')).toContainText(/Drawing the video: \d+ %/);
  const { video, lines, cues } = await film.saved();
  expect(video.name).toMatch(/^alleyway-talk\.(?:mp4|webm)$/);
  expect(lines.name).toBe('alleyway-talk.vtt');

  // One after the other, without a gap; the question first, and the sentence of the run with its answer.
  expect(cues.map(({ lines }) => lines[0])).toEqual([QUESTION.caption, QUESTION.caption, STORY.caption, 'A second weight.']);
  expect(cues.map(({ from }) => from)).toEqual([0, ...cues.slice(0, -1).map(({ to }) => to)]);
  expect(cues[0]?.lines).toHaveLength(1);
  expect(cues[1]?.lines[1]).toContain('bigger won in');
  const end = cues.at(-1)?.to ?? 0;
  const middle = ({ from, to }: Cue) => (from + to) / 2;
  const [asked, answered, told, opened] = cues as [Cue, Cue, Cue, Cue];
  const moments = [middle(asked), middle(answered), told.from + 1, told.from + 3, told.to - 0.5, opened.from + 0.3, opened.to - 0.5];
  const { seconds, size, inks } = await film.look(moments);
  expect(Math.abs(seconds - end)).toBeLessThan(0.1);
  expect(size).toEqual([1280, 720]);
  const [question, answer, early, later, over, closed, surface] = inks as [(typeof inks)[0], ...typeof inks];
  // A question stands alone in the middle.
  expect(question.middle).toBeGreaterThan(0.005);
  expect(question.upper + question.lower).toBe(0);
  for (const one of [answer, early, later, over, surface]) for (const part of [one?.upper, one?.middle, one?.lower]) expect(part).toBeGreaterThan(0.002);
  // The story moves, and so does the surface that opens.
  expect(new Set([early?.sum, later?.sum, over?.sum]).size).toBe(3);
  expect(closed?.sum).not.toBe(surface?.sum);
  expect((surface?.middle ?? 0) - (closed?.middle ?? 0)).toBeGreaterThan(0.05);

  // The talk is where it was.
  await film.dialog.getByRole('button', { name: 'Back to the talk' }).click();
  await expect(film.dialog.locator('.count')).toHaveText('1 / 3');
  expect(errors).toEqual([]);
});

test('the story of one figure is saved from the figure', async ({ page }) => {
  await page.goto('./embed.html?figure=least-norm&preset=two-starts');
  const lab = page.locator('alleyway-lab');
  await expect(lab).toHaveAttribute('data-state', 'complete');
  // It tells its story by itself, to who does not mind motion.
  await expect.poll(() => lab.evaluate((lab) => (lab as HTMLElement & { playing: boolean }).playing)).toBe(false);
  const said = (await lab.locator('.verdict').innerText()).replace(/\s+/g, ' ').trim();
  await lab.getByRole('button', { name: 'Save', exact: true }).click();
  await lab.getByRole('button', { name: 'Its story' }).click();
  const film = new Film(page);
  await expect(film.dialog.getByText('This story')).toBeVisible();
  await film.make();
  const { video, cues } = await film.saved();
  expect(video.name).toMatch(/^alleyway-least-norm\.(?:mp4|webm)$/);
  expect(cues).toHaveLength(1);
  expect(cues[0]?.lines[1]).toBe(said);
  const { seconds, inks } = await film.look([0.3, (cues[0]?.to ?? 0) - 0.5]);
  expect(Math.abs(seconds - (cues[0]?.to ?? 0))).toBeLessThan(0.1);
  expect(inks[0]?.sum).not.toBe(inks[1]?.sum);
  for (const { middle } of inks) expect(middle).toBeGreaterThan(0.002);
  await film.dialog.getByRole('button', { name: 'Back to the page' }).click();
  await expect(film.dialog).toHaveCount(0);
});

test('it is stopped by Escape and by its button, and can be made after that', async ({ page }) => {
  await page.goto(own(STORY, QUESTION));
  const film = new Film(page);
  await expect(film.dialog).toBeVisible();
  for (const stop of [() => page.keyboard.press('Escape'), () => film.dialog.getByRole('button', { name: 'Stop' }).click()]) {
    if (!(await film.dialog.getByRole('button', { name: 'Make the video' }).isVisible())) await page.keyboard.press('v');
    await film.make();
    await expect(film.dialog.getByRole('status')).toContainText('Drawing the video');
    await stop();
    await expect(film.dialog.getByRole('button', { name: 'Make the video' })).toBeVisible();
    await expect(film.dialog.getByRole('alert')).toHaveCount(0);
  }
  await film.make();
  const { cues } = await film.saved();
  expect(cues).toHaveLength(3);
});

test('a beat that cannot be shown ends it with its number, and a browser that writes no video says so', async ({ page }) => {
  await page.goto(own(QUESTION, { figure: 'double-descent', noise: '-1', caption: 'This is refused.' }));
  const film = new Film(page);
  await expect(film.dialog).toBeVisible();
  await page.keyboard.press('v');
  await film.make();
  await expect(film.dialog.getByRole('alert')).toHaveText(/^Beat 2 cannot be shown: noise must be/);
  await page.addInitScript(() => Object.assign(window, { VideoEncoder: undefined }));
  await page.reload();
  await expect(film.dialog).toBeVisible();
  await page.keyboard.press('v');
  await expect(film.dialog.getByRole('alert')).toHaveText('This browser writes no video; newer ones do.');
  await expect(film.dialog.getByRole('button', { name: 'Make the video' })).toHaveCount(0);
  // Another has the encoder and no codec for it.
  await page.addInitScript(() => Object.assign(window, { VideoEncoder: class { static async isConfigSupported(): Promise<object> { return { supported: false }; }; } }));
  await page.reload();
  await expect(film.dialog).toBeVisible();
  await page.keyboard.press('v');
  await film.make();
  await expect(film.dialog.getByRole('alert')).toHaveText('This browser writes no video; newer ones do.');
});

test('a reader who minds motion saves stills, and a file that needs no network names the page that makes videos', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(own(STORY));
  const film = new Film(page);
  await expect(film.dialog).toBeVisible();
  await page.keyboard.press('v');
  await film.make();
  const { cues } = await film.saved();
  const end = cues[0]?.to ?? 0;
  const { inks } = await film.look([1, end / 2, end - 0.5]);
  const middles = inks.map(({ middle }) => middle);
  expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(0.001);

  await page.goto(new URL('../www/dist/offline/least-norm.html', import.meta.url).href);
  await expect(page.locator('alleyway-lab')).toHaveAttribute('data-state', 'complete');
  await page.locator('alleyway-lab .card').focus();
  await page.keyboard.press('p');
  await page.keyboard.press('v');
  await expect(film.dialog.getByRole('alert')).toContainText('makes no video');
});

test('the argument of the page, whole', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto('./present/');
  await page.getByRole('button', { name: 'Present', exact: true }).first().click();
  const film = new Film(page);
  await expect(film.dialog).toBeVisible();
  await page.keyboard.press('v');
  await film.make();
  const { video, cues } = await film.saved();
  // Seventeen beats, three of them asked first.
  expect(cues).toHaveLength(20);
  const { seconds, inks } = await film.look(cues.map(({ to }) => to - 0.4));
  expect(Math.abs(seconds - (cues.at(-1)?.to ?? 0))).toBeLessThan(0.1);
  expect(seconds).toBeGreaterThan(120);
  expect(seconds).toBeLessThan(300);
  for (const [index, { upper, middle, lower }] of inks.entries()) expect(upper + middle + lower, cues[index]?.lines[0]).toBeGreaterThan(0.005);
  console.log(`the video of the argument: ${seconds.toFixed(1)} s, ${(video.bytes.length / 1e6).toFixed(1)} MB`);
  expect(errors).toEqual([]);
});
