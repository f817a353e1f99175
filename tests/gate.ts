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
  /** How many reports of a training came, by its figure, and not of pictures that the page has asked for beside it. */
  trained: Record<string, number>;
  pass(): void;
  settled(): Promise<void>;
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
          trained: {},
          pass() {
            const first = hook.waiting.shift();
            first?.worker.dispatchEvent(new MessageEvent('message', { data: first.data }));
          },
          settled: async () => {},
        };
        const workers = new Set<Worker>();
        /** The figure of each run, and of the jobs that are pieces of its training. */
        const runs = new Map<number, string>();
        const pieces = new Map<number, string>();
        /** A question that every worker answers between two slices of work, so that what it sent before is here. */
        hook.settled = async () => {
          for (const worker of workers) {
            const answered = new Promise<void>((done) => {
              const heard = (event: MessageEvent) => {
                if (event.data.type !== 'pong') return;
                worker.removeEventListener('message', heard);
                done();
              };
              worker.addEventListener('message', heard);
            });
            worker.postMessage({ type: 'ping' });
            await answered;
          }
        };
        const script = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
        const slowed = (url: string | URL) => {
          const clock = script('let now = 0; performance.now = () => (now += 1);');
          return script(`import ${JSON.stringify(clock)}; import ${JSON.stringify(new URL(url, document.baseURI).href)};`);
        };
        (window as unknown as { Worker: unknown }).Worker = class extends Given {
          override postMessage(
            message: { type: string; job: number; run: number; request: string },
            transfer: Transferable[] & StructuredSerializeOptions = [],
          ) {
            if (message.type === 'run') runs.set(message.run, JSON.parse(message.request).figure);
            if (message.type === 'pieces') pieces.set(message.job, runs.get(message.run) ?? '');
            super.postMessage(message, transfer);
          }

          override terminate() {
            workers.delete(this);
            super.terminate();
          }

          constructor(url: string | URL, options?: WorkerOptions) {
            super(counted ? slowed(url) : url, options);
            workers.add(this);
            // Before any listener of the page's own; what the gate lets through is no longer trusted.
            this.addEventListener('message', (event) => {
              if (!event.isTrusted) return;
              const { type, job } = event.data;
              hook.heard[type] = (hook.heard[type] ?? 0) + 1;
              const figure = pieces.get(job);
              if (figure !== undefined) hook.trained[figure] = (hook.trained[figure] ?? 0) + 1;
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

  /** How many reports of its training came from workers; the first figure of the page trains beside it. */
  count(figure: string): Promise<number> {
    return this.page.evaluate((figure) => (window as unknown as Hooked).gate.trained[figure] ?? 0, figure);
  }

  /** Wait until workers have answered what the page has told them until now, and nothing of it is under way any more. */
  async settled() {
    await this.page.evaluate(() => (window as unknown as Hooked).gate.settled());
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

/** Wait until the page has drawn what it has: what comes in is shown with the next frame. */
export const frame = (page: Page) => page.evaluate(() => new Promise<void>((next) => requestAnimationFrame(() => setTimeout(next))));

interface FramesHook {
  pass(count: number): void;
}

/** Runs in the page. */
function hold(figure: string) {
  const given = window.requestAnimationFrame.bind(window);
  const takeBack = window.cancelAnimationFrame.bind(window);
  let waiting = new Map<number, FrameRequestCallback>();
  let last = 0;
  let count = 0;
  const hook: FramesHook = {
    pass(frames) {
      for (let frame = 0; frame < frames; frame++) {
        const due = [...waiting.values()];
        waiting = new Map();
        last = Math.max(last + 1000 / 60, performance.now());
        for (const act of due) act(last);
      }
    },
  };
  window.requestAnimationFrame = (act) => {
    const lab = document.querySelector<HTMLElement>(`alleyway-lab[figure="${figure}"]`);
    if (lab?.dataset['state'] !== 'complete') return given(act);
    // No number of the browser's own.
    const name = 1e9 + count++;
    waiting.set(name, act);
    return name;
  };
  window.cancelAnimationFrame = (name) => {
    if (!waiting.delete(name)) takeBack(name);
  };
  Object.assign(window, { frames_: hook });
}

/** The frames of a page, of which a story is made, in the hands of a test. */
export class Frames {
  private readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** From the next page on its frames wait whenever a figure is complete: what is told of it goes no further than the test lets it. */
  static async build(page: Page, figure = 'double-descent'): Promise<Frames> {
    await page.addInitScript(hold, figure);
    return new Frames(page);
  }

  /** Let so many frames pass, each of at least a sixtieth of a second. */
  async pass(count: number) {
    await this.page.evaluate((count) => (window as unknown as { frames_: FramesHook }).frames_.pass(count), count);
  }

  /** Let frames pass until something is so. */
  async until(so: () => Promise<boolean>) {
    while (!(await so())) await this.pass(10);
  }
}
