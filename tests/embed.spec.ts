// Figures in pages of another origin: by script, in a frame, under policies, in a sandbox.

import { readFileSync } from 'node:fs';
import { expect, type Page, test as base } from '@playwright/test';
import { serveHosts } from './hosts.mjs';

type Hosts = Awaited<ReturnType<typeof serveHosts>>;

interface LabElement extends HTMLElement {
  export(format: 'json' | 'csv'): Promise<string>;
  run(): Promise<{ figure: string; summary: Record<string, number> }>;
  pause(): void;
  step(): void;
  reset(): void;
  config: object;
  result: { summary: Record<string, number> } | null;
}

const GUIDE = readFileSync(new URL('../docs/embedding.md', import.meta.url), 'utf8');

/** A page of somebody else's in which figures are to be shown. */
class Blog {
  readonly page: Page;
  /** The top of the lab's site. */
  readonly site: string;
  readonly errors: string[] = [];
  readonly requests: string[] = [];
  private readonly hosts: Hosts;

  constructor(page: Page, site: string, hosts: Hosts) {
    this.page = page;
    this.site = site;
    this.hosts = hosts;
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('request', (request) => this.requests.push(request.url()));
  }

  /** The least policy of a page that shows this lab: the one that the guide for authors gives. */
  get policy() {
    return GUIDE.match(/^default-src .*$/m)![0].replaceAll('https://alleyway.example', new URL(this.site).origin);
  }

  async open(body: string, headers: Record<string, string> = {}) {
    const address = this.hosts.page(body, headers);
    await this.page.goto(address);
    return address;
  }

  script(attributes: string, children = '') {
    return `<script type="module" crossorigin src="${this.site}embed.js"></script><alleyway-lab ${attributes}>${children}</alleyway-lab>`;
  }

  frame(query: string, attributes = '') {
    return `<iframe title="A figure" src="${this.site}embed.html?${query.replaceAll('&', '&amp;')}" ${attributes}></iframe>`;
  }

  get labs() {
    return this.page.locator('alleyway-lab');
  }

  get framed() {
    return this.page.frameLocator('iframe').locator('alleyway-lab');
  }

  async complete(lab = this.labs.first()) {
    await expect(lab).toHaveAttribute('data-state', 'complete');
  }

  exported(lab = this.labs.first()) {
    return lab.evaluate((element) => (element as LabElement).export('json'));
  }

  /** What the lab's own page has for an address. */
  async own(fragment: string) {
    const page = await this.page.context().newPage();
    await page.goto(`${this.site}#${fragment}`);
    const lab = page.locator(`alleyway-lab[figure="${new URLSearchParams(fragment).get('figure')}"]`);
    await this.complete(lab);
    const json = await this.exported(lab);
    await page.close();
    return json;
  }

  /** Nothing was asked of anyone but the blog and the lab. */
  expectNoOthers(address: string) {
    const own = [new URL(address).origin, new URL(this.site).origin];
    const others = this.requests.filter((url) => !url.startsWith('blob:') && !own.includes(new URL(url).origin));
    expect(others).toEqual([]);
  }
}

const test = base.extend<{ blog: Blog }>({
  blog: async ({ page, baseURL }, use) => {
    const hosts = await serveHosts();
    const blog = new Blog(page, baseURL!, hosts);
    await use(blog);
    expect(blog.errors, 'the console').toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
    hosts.close();
  },
});

const WIGGLE = 'figure="double-descent" preset="wiggle" config="noise=0.2&amp;draws=20"';

test('by script, under the least policy and trusted types, a figure has the bits of the lab, and asks nobody else', async ({ blog }) => {
  const address = await blog.open(blog.script(WIGGLE), {
    'content-security-policy': `${blog.policy}; require-trusted-types-for 'script'; trusted-types alleyway lit-html`,
  });
  await blog.complete();
  expect(await blog.exported()).toBe(await blog.own('figure=double-descent&preset=wiggle&noise=0.2&draws=20'));
  expect(blog.requests.some((url) => url.endsWith('.wasm'))).toBe(true);
  blog.expectNoOthers(address);
});

test('in a frame the same, and the host is told how high it is as often as that changes', async ({ blog, page }) => {
  const address = await blog.open(
    `${blog.frame('figure=double-descent&preset=wiggle&noise=0.2&draws=20', 'width="700" height="300" style="border: 0"')}
     <script nonce="host">
       window.heard = [];
       addEventListener('message', ({ data, source }) => {
         const frame = document.querySelector('iframe');
         if (source !== frame.contentWindow) return;
         heard.push(data);
         if (data.alleyway === 'height') frame.height = data.height;
       });
     </script>`,
    { 'content-security-policy': `${blog.policy}; script-src-elem 'nonce-host'; style-src 'unsafe-inline'` },
  );
  await blog.complete(blog.framed);
  expect(await blog.exported(blog.framed)).toBe(await blog.own('figure=double-descent&preset=wiggle&noise=0.2&draws=20'));
  const height = () => page.locator('iframe').evaluate((frame) => Number((frame as HTMLIFrameElement).height));
  const content = () => blog.framed.evaluate((lab) => Math.ceil(lab.getBoundingClientRect().height));
  const follows = () => expect.poll(async () => (await height()) - (await content())).toBe(0);
  await follows();
  const before = await height();
  await blog.framed.getByRole('button', { name: 'Data table' }).click();
  await expect.poll(height).toBeGreaterThan(before);
  await follows();
  // Nothing in it is taller than what the host was told, however long one waits.
  expect(await page.frames()[1]!.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
  const kinds = await page.evaluate(() => (window as unknown as { heard: { alleyway: string; state?: string }[] }).heard.map(({ alleyway, state }) => state ?? alleyway));
  expect(kinds).toContain('complete');
  blog.expectNoOthers(address);
});

test('a narrow frame does not scroll sideways', async ({ blog, page }) => {
  for (const figure of ['double-descent', 'least-norm', 'one-weight']) {
    await blog.open(blog.frame(`figure=${figure}`, 'width="358" height="1500"'));
    await blog.complete(blog.framed);
    expect(await page.frames()[1]!.evaluate(() => document.documentElement.scrollWidth - innerWidth), figure).toBeLessThanOrEqual(0);
  }
});

test('at the corners of a frame its host is seen, in whichever colours it and the reader are', async ({ blog, page }) => {
  for (const theme of ['auto', 'light', 'dark'])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const corners: Buffer[] = [];
      for (const ground of ['white', 'green']) {
        await blog.open(
          `<body style="background: ${ground}">${blog.frame(`figure=double-descent&start=never&theme=${theme}`, `width="700" height="900" style="border: 0; color-scheme: ${theme === 'auto' ? 'light dark' : theme}"`)}`,
        );
        await expect(blog.framed).toHaveAttribute('data-state', 'waiting');
        const { x, y } = (await page.locator('iframe').boundingBox())!;
        corners.push(await page.screenshot({ clip: { x, y, width: 2, height: 2 } }));
      }
      expect(corners[0]!.equals(corners[1]!), `${theme}, ${colorScheme}`).toBe(false);
    }
});

test('a frame without an origin trains on workers, and answers WordPress with its secret', async ({ blog, page }) => {
  await blog.open(
    `<script>window.heard = []; addEventListener('message', ({ data }) => heard.push(data));</script>
     ${blog.frame('figure=one-weight&preset=bumps&stage=2#?secret=k7Qx', 'sandbox="allow-scripts" width="800" height="900"')}`,
  );
  await blog.complete(blog.framed);
  expect(await blog.framed.evaluate(() => self.origin)).toBe('null');
  await expect(blog.framed.getByText('which is slower')).toHaveCount(0);
  const told = await page.evaluate(() => (window as unknown as { heard: { message?: string; secret?: string; value?: number }[] }).heard.filter(({ message }) => message === 'height').at(-1));
  expect(told).toEqual({ message: 'height', secret: 'k7Qx', value: await blog.framed.evaluate((lab) => Math.ceil(lab.getBoundingClientRect().height)) });
  // What needs an origin is done without.
  await blog.framed.getByRole('button', { name: 'Share' }).click();
  await expect(blog.framed.getByRole('textbox', { name: 'Link' })).toHaveValue(`${blog.site}one-weight/bumps/#figure=one-weight&preset=bumps&stage=2`);
  await expect(blog.framed.getByRole('button', { name: 'Full screen' })).toHaveCount(0);
});

test('a frame adds nothing to the history of its host, takes no key and moves nothing', async ({ blog, page }) => {
  const before = await blog.open('<p>The page before</p>');
  await blog.open(`<p style="height: 400px">Text</p>${blog.frame('figure=double-descent&preset=wiggle&draws=20', 'width="800" height="1400"')}<p style="height: 3000px">More</p>`);
  await blog.complete(blog.framed);
  await blog.framed.getByRole('button', { name: 'Step', exact: true }).last().click();
  await blog.framed.getByRole('button', { name: 'Digits' }).click();
  await blog.complete(blog.framed);
  await blog.framed.getByRole('button', { name: 'Step', exact: true }).first().click();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.locator('body').press('f');
  expect(await page.evaluate(() => document.fullscreenElement)).toBeNull();
  // Over the figure the wheel is the host's.
  const box = (await blog.framed.locator('.plot').first().boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, 500);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
  await page.goBack();
  expect(page.url()).toBe(before);
});

test('two elements share a module, a pool and a page with both isolation headers', async ({ blog, page }) => {
  await blog.open(`${blog.script('figure="double-descent" preset="wiggle" config="draws=20" start="now"')}<alleyway-lab figure="double-descent" preset="step" config="draws=20" start="now" theme="dark"></alleyway-lab>`, {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  await blog.complete(blog.labs.nth(0));
  await blog.complete(blog.labs.nth(1));
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(blog.requests.filter((url) => url.endsWith('.wasm'))).toHaveLength(1);
  expect(page.workers().length).toBeLessThanOrEqual(8);
  const paper = (at: number) => blog.labs.nth(at).locator('.card').evaluate((card) => getComputedStyle(card).backgroundColor);
  expect(await paper(0)).toBe('rgb(255, 255, 255)');
  expect(await paper(1)).toBe('rgb(25, 27, 33)');
});

test('its text is set as in the lab, however the text around it is set', async ({ blog }) => {
  const set = () => blog.labs.locator('.verdict').evaluate((verdict) => {
    const { fontSize, letterSpacing, lineHeight, textAlign, textIndent, textShadow, textTransform, whiteSpace, wordSpacing } = getComputedStyle(verdict);
    return { fontSize, letterSpacing, lineHeight, textAlign, textIndent, textShadow, textTransform, whiteSpace, wordSpacing };
  });
  await blog.open(blog.script(WIGGLE));
  await blog.complete();
  const plain = await set();
  await blog.open(
    `<div style="font: bold 42px/2 serif; letter-spacing: 3px; text-align: center; text-indent: 2em; text-shadow: 1px 1px red; text-transform: uppercase; white-space: pre; word-spacing: 1em">${blog.script(WIGGLE)}</div>`,
  );
  await blog.complete();
  expect(await set()).toEqual(plain);
});

test('keys that are for what has the focus in a figure are kept from the page, and no others', async ({ blog, page }) => {
  await blog.open(`<script>window.keys = []; addEventListener('keydown', ({ key }) => keys.push(key));</script>${blog.script(WIGGLE)}<p tabindex="0">A text</p>`);
  await blog.complete();
  const heard = () => page.evaluate(() => (window as unknown as { keys: string[] }).keys.splice(0));
  await blog.labs.locator('input[type=range]').first().press('ArrowRight');
  await blog.complete();
  await blog.labs.getByRole('slider', { name: 'Number of parameters' }).press('ArrowLeft');
  await blog.labs.getByRole('button', { name: 'New seed' }).press(' ');
  expect(await heard()).toEqual([]);
  await blog.labs.getByRole('button', { name: 'New seed' }).press('ArrowRight');
  await blog.labs.locator('input[type=range]').first().press('Escape');
  await page.getByText('A text').press('ArrowLeft');
  expect(await heard()).toEqual(['ArrowRight', 'Escape', 'ArrowLeft']);
});

test('where no worker may start the page does the work, says so, and has the same bits', async ({ blog }) => {
  await blog.open(blog.script(WIGGLE), { 'content-security-policy': blog.policy.replace('worker-src blob:', "worker-src 'none'") });
  await blog.complete();
  await expect(blog.labs.locator('.notes')).toContainText('this page does the work itself, which is slower');
  expect(await blog.exported()).toBe(await blog.own('figure=double-descent&preset=wiggle&noise=0.2&draws=20'));
  // That workers are not allowed is on the console, in the browser's own words.
  expect(blog.errors.splice(0).every((text) => text.includes("worker-src 'none'"))).toBe(true);
});

test('what cannot start ends in the poster, a sentence and a way on', async ({ blog }) => {
  const poster = '<a href="https://blog.example/elsewhere">A picture of it</a>';
  await blog.open(blog.script(WIGGLE, poster), { 'content-security-policy': blog.policy.replace("'wasm-unsafe-eval'", '') });
  await expect(blog.labs.getByRole('alert')).toContainText('The trainer could not be loaded: the security policy of this page does not allow WebAssembly.');
  await expect(blog.labs.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(blog.labs.getByText('A picture of it')).toBeVisible();
  blog.errors.splice(0);
  // Without its script what was put into the element is simply there.
  await blog.open(`<script type="module" src="${blog.site}nothing.js"></script><alleyway-lab>${poster}</alleyway-lab>`);
  await expect(blog.page.getByText('A picture of it')).toBeVisible();
  blog.errors.splice(0);
});

test('its author chooses when it begins, what may be changed, and whether the answer is hidden', async ({ blog, page }) => {
  await blog.open(
    `${blog.script('figure="double-descent" preset="step" config="draws=20" start="click" controls="noise seed" answer="hidden" title="A step" caption="From 12 points."', '<em>A poster</em>')}`,
  );
  const lab = blog.labs;
  await expect(lab).toHaveAttribute('data-state', 'waiting');
  await expect(lab.getByText('A poster')).toBeVisible();
  await expect(lab.getByRole('heading', { name: 'A step' })).toBeVisible();
  expect(blog.requests.filter((url) => url.endsWith('.wasm'))).toHaveLength(0);
  await lab.getByRole('button', { name: 'Run' }).click();
  await blog.complete();
  await expect(lab.getByText('A poster')).toBeHidden();
  await expect(lab.getByText('From 12 points.')).toBeVisible();
  await expect(lab.locator('input')).toHaveCount(1);
  await expect(lab.getByRole('group', { name: 'Presets' }).getByRole('button')).toHaveCount(0);
  await expect(lab.getByRole('button', { name: 'New seed' })).toBeVisible();
  await expect(lab.locator('.verdict')).toHaveCount(0);
  await expect(lab.getByRole('slider', { name: 'Number of parameters' })).toHaveCount(0);
  await expect(lab.locator('[aria-live]')).toHaveText('');
  await lab.getByRole('button', { name: 'Show the answer' }).click();
  await expect(lab.locator('.verdict')).toContainText('At 12');
  await expect(lab.getByRole('slider', { name: 'Number of parameters' })).toBeVisible();

  for (const [attributes, said] of [
    ['theme="drak"', 'theme must be one of auto, light, dark, got drak'],
    ['start="later"', 'start must be one of view, click, never, now, got later'],
    ['controls="noise nois"', /^controls must be none, or some of .*noise.*, got nois$/],
  ] as const) {
    await blog.open(blog.script(`figure="double-descent" config="draws=20" ${attributes}`));
    await expect(page.getByRole('alert')).toHaveText(said);
    await blog.complete();
  }
});

test('an author may have readers guess; the reader is asked once', async ({ blog, page }) => {
  const guessed = blog.script('figure="double-descent" preset="step" config="draws=20" answer="guessed"');
  await blog.open(guessed);
  await blog.complete();
  const question = blog.labs.getByRole('group', { name: 'What do you expect?' });
  await expect(question).toContainText('12 parameters');
  // Styles of its own are not refused by a strict policy.
  expect(await question.evaluate((box) => getComputedStyle(box).display)).toBe('flex');
  await page.reload();
  await blog.complete();
  await expect(blog.labs.locator('.verdict')).toContainText('At 12');
  await expect(question).toHaveCount(0);
});

test('the chosen example is in view in a column of any width, and not under the name of the counterexamples', async ({ page }) => {
  for (const width of [300, 704, 1280])
    for (const preset of ['step', 'diabetes']) {
      await page.setViewportSize({ width, height: 720 });
      await page.goto(`./embed.html?figure=double-descent&preset=${preset}`);
      const chosen = page.locator('[aria-label="Presets"] [aria-pressed="true"]');
      const free = () =>
        chosen.evaluate((pill) => {
          const row = pill.parentElement!;
          const name = row.querySelector('.between')!;
          const [at, room] = [pill.getBoundingClientRect(), row.getBoundingClientRect()];
          const before = pill.compareDocumentPosition(name) & Node.DOCUMENT_POSITION_FOLLOWING;
          const right = before ? Math.min(room.right, name.getBoundingClientRect().left) : room.right;
          return Math.min(at.left - room.left, right - at.right);
        });
      await expect.poll(free, { message: `${preset} at ${width}` }).toBeGreaterThanOrEqual(0);
    }
});

test('it begins when it comes into view, and rests out of it', async ({ blog, page }) => {
  await blog.open(`<div id="above" style="height: 3000px"></div>${blog.script('figure="memorise" preset="modular"')}<div style="height: 3000px"></div>`);
  await expect(blog.labs).toHaveAttribute('data-state', 'waiting');
  expect(blog.requests.filter((url) => url.endsWith('.wasm'))).toHaveLength(0);
  await blog.labs.scrollIntoViewIfNeeded();
  await expect(blog.labs).toHaveAttribute('data-state', 'running');
  const share = async () => Number(await blog.labs.locator('progress').getAttribute('value'));
  await expect.poll(async () => ((await blog.labs.locator('progress[value]').count()) > 0 ? await share() : 0)).toBeGreaterThan(0);
  await page.evaluate(() => scrollTo(0, 0));
  // Every worker is asked whether it still works: only what was under way when it went out of sight is finished.
  let before = -1;
  await expect
    .poll(async () => {
      const now = await share();
      const rests = now === before;
      before = now;
      return rests;
    }, { intervals: [500] })
    .toBe(true);
  await expect(blog.labs).toHaveAttribute('data-state', 'running');
  await blog.labs.scrollIntoViewIfNeeded();
  await expect.poll(share).toBeGreaterThan(before);
});

test('a script runs it, steps, resets, reads and is told; attributes and properties are the same', async ({ blog }) => {
  await blog.open(blog.script('figure="double-descent" preset="wiggle" config="draws=20" start="never"'));
  const seen = await blog.labs.evaluate(async (element) => {
    const lab = element as LabElement;
    const states: string[] = [];
    lab.addEventListener('alleyway-state', (event) => states.push((event as CustomEvent).detail.state));
    const first = await lab.run();
    lab.config = { draws: 20, noise: 0.4 };
    const told = new Promise<{ config: { noise: number } }>((done) => lab.addEventListener('alleyway-result', (event) => done((event as CustomEvent).detail), { once: true }));
    const second = await told;
    const attribute = lab.getAttribute('config');
    const same = (await lab.run()).summary.best_small_loss === lab.result!.summary.best_small_loss;
    const refused = new Promise<{ key: string; message: string }>((done) => lab.addEventListener('alleyway-error', (event) => done((event as CustomEvent).detail), { once: true }));
    lab.setAttribute('config', 'noise=-1');
    const error = await refused;
    // What is refused after that is told as well, also to who asks for a run of it.
    const retried = await lab.run().then(() => 'ran', ({ message }: Error) => message);
    const once = new Promise<{ message: string }>((done) => lab.addEventListener('alleyway-error', (event) => done((event as CustomEvent).detail), { once: true }));
    lab.setAttribute('config', 'noise=-2');
    const next = (await once).message;
    return { first: first.summary.best_small_loss, second: second.config.noise, attribute, same, error, states, retried, next };
  });
  expect(seen.second).toBe(0.4);
  expect(seen.attribute).toBe('draws=20&noise=0.4');
  expect(seen.same).toBe(true);
  expect(seen.error.key).toBe('noise');
  expect(seen.error.message).toMatch(/^noise must be .*, got -1$/);
  expect(seen.retried).toBe(seen.error.message);
  expect(seen.next).toMatch(/^noise must be .*, got -2$/);
  expect(seen.states).toEqual(expect.arrayContaining(['loading', 'running', 'complete', 'error']));
  const { summary } = JSON.parse(await blog.own('figure=double-descent&preset=wiggle&draws=20'));
  expect(seen.first).toBe(summary.best_small_loss);
});

test('what Share offers works as it is copied: a frame that follows its height, and the element', async ({ blog, page }) => {
  await page.goto(`${blog.site}#figure=double-descent&preset=wiggle&noise=0.2&draws=20&size=20`);
  await blog.complete();
  await blog.labs.first().getByRole('button', { name: 'Share' }).click();
  await blog.labs.first().getByLabel('Colours').selectOption('dark');
  await blog.labs.first().getByLabel('Controls').selectOption('none');
  const text = (name: string) => blog.labs.first().getByRole('textbox', { name, exact: true }).inputValue();
  const [frame, element, json] = [await text('Frame'), await text('Script'), await blog.exported()];

  await blog.open(frame);
  await blog.complete(blog.framed);
  expect(await blog.exported(blog.framed)).toBe(json);
  await expect(blog.framed).toHaveAttribute('theme', 'dark');
  await expect(blog.framed.locator('input')).toHaveCount(0);
  const heights = () => Promise.all([page.locator('iframe').evaluate((one) => one.clientHeight), blog.framed.evaluate((lab) => Math.ceil(lab.getBoundingClientRect().height))]);
  await expect.poll(async () => (await heights()).reduce((a, b) => a - b)).toBe(0);

  await blog.open(element);
  await blog.complete();
  expect(await blog.exported()).toBe(json);
  await expect(blog.labs.getByText('20 parameters')).toBeVisible();
});
