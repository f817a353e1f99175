// Memorise as a test sees it.

import type { Locator } from '@playwright/test';
import { Lab, expect, test as base } from './page.ts';

export class Memorise extends Lab {
  override readonly element = this.page.locator('alleyway-lab[figure="memorise"]');
  override readonly refusal = this.element.getByRole('alert');
  readonly main = this.element.locator('.panel.main .plot').first();
  readonly training = this.element.getByRole('slider', { name: /^The training: / });
  readonly turn = this.element.getByRole('slider', { name: 'Turn the surface', exact: true });
  readonly progress = this.element.locator('.progress');
  readonly sentence = this.element.locator('.verdict');

  panel(name: RegExp): Locator {
    return this.element.getByRole('img', { name });
  }

  async numbers(): Promise<{ summary: Record<string, number>; of(series: string): number[] }> {
    const { summary, series } = JSON.parse(await this.export());
    const known = new Map<string, number[]>(series.map((one: { name: string; values: number[] }) => [one.name, one.values]));
    return { summary, of: (name) => known.get(name) ?? [] };
  }

  /** The last step that is known. */
  async lastStep(): Promise<number> {
    return (await this.numbers()).of('step').at(-1) ?? -1;
  }

  /** The panels on the right, as they are drawn. */
  pictures(): Promise<string[]> {
    return this.atRest(this.element.locator('.panel.side alleyway-chart'));
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
    const found = new RegExp(`${words} (−?[\\d.,]+(?:e−?\\d+)?)`).exec(label);
    expect(found, `${words} in: ${label}`).not.toBeNull();
    // A comma or full stop behind the number is the sentence's.
    return Number(found![1]!.replaceAll('−', '-').replace(/[.,]$/, '').replaceAll(',', ''));
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

export const test = base.extend<{ memorise: Memorise }>({
  memorise: async ({ page }, use) => {
    const memorise = new Memorise(page);
    await use(memorise);
    expect(memorise.errors, 'the console').toEqual([]);
  },
});

export const preset = (name: string, more = '') => `figure=memorise&preset=${name}${more}`;

export { expect };
