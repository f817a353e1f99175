/** What hands the phones of a class the state that is shown: a code of its link. */

import { html, type TemplateResult } from 'lit';
import { SITE } from '../lab/site.ts';
import { chunk } from '../worker/code.ts';
import type { Staged } from './parts.ts';

const codes = chunk('What draws the code', 'qr', () => import('./qr.ts'));

export class Phones {
  private readonly stage: Staged;
  private code: { link: string; picture: Element | string } | null = null;

  constructor(stage: Staged) {
    this.stage = stage;
  }

  /** The code of what is shown now, drawn here. */
  async draw() {
    const link = this.stage.lab?.place.link ?? SITE.href;
    this.code = { link, picture: '' };
    try {
      const { codeOf } = await codes.get();
      if (this.code?.link === link) this.code = { link, picture: codeOf(link) };
    } catch (error) {
      this.code = { link, picture: error instanceof Error ? error.message : String(error) };
    }
    this.stage.requestUpdate();
  }

  panel(): TemplateResult {
    return html`<div class="phones">
        <p>Point a phone at it: the same figure, the same numbers.</p>
        <div class="code">${this.code?.picture}</div>
        <p class="link"><a href=${this.code?.link ?? ''} target="_blank" rel="noopener">${this.code?.link}</a></p>
      </div>`;
  }
}
