// The page as a test sees it: by what is on it for anyone, its roles and labels.

import { readFile } from 'node:fs/promises';
import { type Locator, type Page, test as base, expect } from '@playwright/test';

/** What the element offers to tests beside what anyone sees. */
interface LabElement extends HTMLElement {
  export(format: 'json' | 'csv'): Promise<string>;
}

export class Lab {
  readonly page: Page;
  readonly element: Locator;
  /** The loss curve; it is moved like a slider. */
  readonly curve: Locator;
  readonly refusal: Locator;
  /** What the page has said on the console that it should not have. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    // The first of the page: those further down come when a reader, or a click, comes near.
    this.element = page.locator('alleyway-lab').first();
    this.curve = this.element.getByRole('slider', { name: 'Number of parameters' });
    this.refusal = this.element.getByRole('alert');
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  /** Load the page anew: with the same address but another fragment a browser would only move. */
  async load(fragment = '', query = '') {
    await this.page.goto('about:blank');
    await this.page.goto(`./${query && `?${query}`}${fragment && `#${fragment}`}`);
  }

  /** Load the page and wait for the whole curve. */
  async open(fragment = '', query = '') {
    await this.load(fragment, query);
    await this.complete();
  }

  async complete(timeout?: number) {
    await expect(this.element).toHaveAttribute('data-state', 'complete', timeout === undefined ? {} : { timeout });
  }

  /** A control by its label. Charts are sliders too, and the label of one may hold the same word. */
  control(name: RegExp | string): Locator {
    return this.element.locator('input').and(this.element.getByRole('slider', { name }));
  }

  /** A button by its name; the first, because one of the presets is called Step too. */
  button(name: string): Locator {
    return this.element.getByRole('button', { name, exact: true }).first();
  }

  /** The key of the whole screen: a figure's only while the focus is in it. */
  async pressFull() {
    await this.element.locator('.card').focus();
    await this.page.keyboard.press('f');
  }

  preset(name: RegExp): Locator {
    return this.element.getByRole('group', { name: 'Presets' }).getByRole('button', { name });
  }

  /** What was asked for last, as soon as any of it is in; before that the page has nothing to export, and says so. */
  export(format: 'json' | 'csv' = 'json'): Promise<string> {
    return this.element.evaluate(async (element, format) => {
      for (;;) {
        try {
          return await (element as LabElement).export(format);
        } catch (error) {
          if (!String(error).includes('nothing to export yet')) throw error;
        }
        // Not with a frame: a page out of sight has none, and one of the tests takes them away.
        await new Promise((later) => setTimeout(later, 20));
      }
    }, format);
  }

  /** What a button of the panel Save saves, which is opened for it. */
  async save(button: string): Promise<{ name: string; bytes: Buffer }> {
    const panel = this.element.getByRole('group', { name: 'Save', exact: true });
    if (!(await panel.isVisible())) await this.button('Save').click();
    const saved = this.page.waitForEvent('download');
    await panel.getByRole('button', { name: button, exact: true }).click();
    const file = await saved;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  }

  async config(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.export()).config;
  }

  /** The chosen number of parameters. */
  async size(): Promise<number> {
    return Number(await this.curve.getAttribute('aria-valuenow'));
  }

  /** What a canvas shows now, at rest or not: equal strings, equal pixels. */
  glimpse(plot: Locator): Promise<string> {
    return plot.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }

  /** What a canvas shows once it has come to rest. */
  async picture(plot: Locator): Promise<string> {
    return (await this.atRest(plot))[0] ?? '';
  }

  /**
   * What pictures show, once they have come to rest: nothing is being drawn, and what was drawn stays as it is
   * for longer than the page ever waits before it draws something again more finely. The page's own clock is
   * asked: on a busy machine it is late by as much as what it waits for.
   */
  atRest(plots: Locator): Promise<string[]> {
    return plots.evaluateAll(async (elements) => {
      interface Chart extends Element {
        pending: boolean;
        waiting: boolean;
        late: boolean;
      }
      const charts = () => elements.flatMap((element) => [element, ...element.querySelectorAll('*')]).filter((one) => one.matches('alleyway-chart')) as Chart[];
      const REST = 320;
      for (let before: string[] = []; ; ) {
        await new Promise((later) => setTimeout(later, REST));
        const busy = charts().some(({ pending, waiting, late }) => pending || waiting || late);
        const now = busy ? [] : elements.map((element) => element.querySelector('canvas')!.toDataURL());
        if (!busy && now.every((picture, index) => picture === before[index])) return now;
        before = now;
      }
    });
  }

  /** The data and the fit. */
  get fit(): Locator {
    return this.element.locator('.panel.data .plot');
  }

  /** What stands in the fragment. */
  fragment(): URLSearchParams {
    return new URLSearchParams(new URL(this.page.url()).hash.slice(1));
  }
}

/** Every test ends with a clean console, unless it says which errors it expects. */
export const test = base.extend<{ lab: Lab }>({
  lab: async ({ page }, use) => {
    const lab = new Lab(page);
    await use(lab);
    expect(lab.errors, 'the console').toEqual([]);
  },
});

export { expect };
