/** The panel that shares a figure, fetched when it is first opened. */

import { nothing } from 'lit';
import { chunk } from '../worker/code.ts';
import type { Parts } from './parts.ts';
import type { SharePanel } from './share/panel.ts';

const code = chunk('What shares a figure', 'panel', () => import('./share/panel.ts'));

export class Sharing {
  open = false;
  private readonly parts: Parts;
  private panel: SharePanel | null = null;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Copies the link at once, and shows what else there is. */
  async toggle() {
    const { bench, place } = this.parts;
    this.open = !this.open;
    bench.update();
    if (!this.open) return;
    await place.copyLink();
    try {
      const { SharePanel } = await code.get();
      this.panel ??= new SharePanel(this.parts);
    } catch (error) {
      this.open = false;
      bench.say(error instanceof Error ? error.message : String(error));
    }
    bench.update();
  }

  render() {
    return this.open && this.panel ? this.panel.render() : nothing;
  }
}
