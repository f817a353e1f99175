// Time in the hands of a test: what workers send to the page waits until it is let through, and their clock counts how
// often they look at it. So no test is quicker or slower than the page, on any machine. None of this is in the page that
// is shipped: it is put around `Worker` before the page's own scripts run.

import type { Page } from '@playwright/test';

/** The kinds of message that can be kept waiting. */
type Kind = 'part' | 'progress' | 'viewed';

interface Hook {
  hold: Set<string>;
  waiting: { worker: Worker; data: { type: string } }[];
  /** What came from workers, by kind, whether let through or not. */
  heard: Record<string, number>;
  pass(): void;
}

type Hooked = Window & { gate: Hook };

export class Gate {
  private readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /**
   * From the next page on. `counted`: in a worker every look at the clock takes a millisecond, so that it reports after so
   * many slices of work, not after so much time.
   */
  static async build(page: Page, hold: readonly Kind[], counted = false): Promise<Gate> {
    await page.addInitScript(
      ({ hold, counted }) => {
        const Given = window.Worker;
        const hook: Hook = {
          hold: new Set(hold),
          waiting: [],
          heard: {},
          pass() {
            const first = hook.waiting.shift();
            first?.worker.dispatchEvent(new MessageEvent('message', { data: first.data }));
          },
        };
        const script = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
        const slowed = (url: string | URL) => {
          const clock = script('let now = 0; performance.now = () => (now += 1);');
          return script(`import ${JSON.stringify(clock)}; import ${JSON.stringify(new URL(url, document.baseURI).href)};`);
        };
        (window as unknown as { Worker: unknown }).Worker = class extends Given {
          constructor(url: string | URL, options?: WorkerOptions) {
            super(counted ? slowed(url) : url, options);
            // Before any listener of the page's own; what the gate lets through is no longer trusted.
            this.addEventListener('message', (event) => {
              if (!event.isTrusted) return;
              const { type } = event.data;
              hook.heard[type] = (hook.heard[type] ?? 0) + 1;
              if (!hook.hold.has(type)) return;
              event.stopImmediatePropagation();
              hook.waiting.push({ worker: this, data: event.data });
            });
          }
        };
        Object.assign(window, { gate: hook });
      },
      { hold, counted },
    );
    return new Gate(page);
  }

  /** Let so many messages through, one after the other; waits until there are so many. */
  async pass(count = 1) {
    for (let passed = 0; passed < count; passed++) {
      await this.page.waitForFunction(() => (window as unknown as Hooked).gate.waiting.length > 0, null, { polling: 20 });
      await this.page.evaluate(() => (window as unknown as Hooked).gate.pass());
    }
  }

  /** The kinds of what waits, in order. */
  waiting(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as Hooked).gate.waiting.map(({ data }) => data.type));
  }

  /** Wait until workers have sent so much of a kind. */
  async heard(kind: Kind, least = 1) {
    await this.page.waitForFunction(
      ({ kind, least }) => ((window as unknown as Hooked).gate.heard[kind] ?? 0) >= least,
      { kind, least },
      { polling: 20 },
    );
  }

  /** Let everything through from now on, what waits first. */
  async open() {
    await this.page.evaluate(() => {
      const { gate } = window as unknown as Hooked;
      gate.hold.clear();
      while (gate.waiting.length > 0) gate.pass();
    });
  }

  /** Keep what comes from now on. */
  async close(...kinds: Kind[]) {
    await this.page.evaluate((kinds) => {
      for (const kind of kinds) (window as unknown as Hooked).gate.hold.add(kind);
    }, kinds);
  }
}
