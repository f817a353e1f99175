/** When a figure begins, and that it rests while nobody sees it. */

import type { Bench } from './bench.ts';
import type { Runs } from './runs.ts';
import type { Story } from './story.ts';

/** Begun a little before it is seen. */
const NEAR = '60px';

export class Start {
  private readonly bench: Bench;
  private readonly runs: Runs;
  private readonly story: Story;
  private sight: IntersectionObserver | null = null;
  private seen = false;
  /** What was played when the figure went out of sight. */
  private played = false;

  constructor(bench: Bench, runs: Runs, story: Story) {
    this.bench = bench;
    this.runs = runs;
    this.story = story;
  }

  /** The element is on the page. */
  open() {
    const { bench } = this;
    if (bench.author.start === 'now') return this.go();
    bench.mark('waiting');
    this.sight = new IntersectionObserver(
      entries => this.moved(entries[entries.length - 1]?.isIntersecting ?? false),
      { rootMargin: NEAR },
    );
    this.sight.observe(bench.element);
  }

  close() {
    this.sight?.disconnect();
    this.sight = null;
    this.seen = false;
    this.played = false;
    this.bench.begun = false;
  }

  /** Begin, if that has not been. */
  go() {
    const { bench } = this;
    if (bench.begun) return;
    bench.begun = true;
    void this.runs.open();
  }

  private moved(seen: boolean) {
    if (seen === this.seen) return;
    this.seen = seen;
    const { bench, story } = this;
    if (!bench.begun) {
      if (seen && bench.author.start === 'view') this.go();
      return;
    }
    bench.session?.rest(!seen);
    if (!seen) {
      this.played = story.moves;
      story.stop();
    } else if (this.played) {
      this.played = false;
      story.play();
    }
  }
}
