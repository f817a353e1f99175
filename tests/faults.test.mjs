// Whatever the page needs can fail to come, and any worker can die. Then the page says in a plain
// sentence what is missing and why, and once the cause is gone "Try again" ends in the same bits as
// if nothing had been. The faults are the host's: nothing of them is in the page.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { engines, lab, until } from './engines.mjs';
import { serveFaulty } from './faulty.mjs';
import { complete, provideData, start } from './module.mjs';

const wiggle = { figure: 'double-descent', preset: 'wiggle', config: { draws: '5' } };
const oneWeight = { figure: 'one-weight', preset: 'bumps', config: { stage: '3', start: '-1.5' } };
const diabetes = { figure: 'double-descent', preset: 'diabetes', config: { draws: '2' } };
const digits = { figure: 'double-descent', preset: 'digits', config: { draws: '1' } };

/** What is fetched: the file, a run that needs it, and what the page calls it. */
const files = {
  'the module': [/double-descent-[^/]*\.wasm$/, wiggle, /^The trainer could not be loaded: /],
  'the module of another figure': [/others-[^/]*\.wasm$/, oneWeight, /^The trainer could not be loaded: /],
  'the script of the workers': [/worker-[^/]*\.js$/, wiggle, /^The code that trains could not be loaded: /],
  'the code of a figure': [/one-weight-[^/]*\.js$/, oneWeight, /^The code of this figure could not be loaded: /],
  'what that code imports': [/fits-[^/]*\.js$/, oneWeight, /^The code of this figure could not be loaded: /],
  'a table of data': [/diabetes-[^/]*\.csv$/, diabetes, /^The diabetes data could not be loaded: /],
  'a packed table of data': [/digits[^/]*\.gz$/, digits, /^The digits data could not be loaded: /],
};

const damages = {
  missing: /the host answered 404\.$/,
  cut: /./,
  half: /./,
  wrong: /the host sent a web page in its place\.$/,
  disguised: /./,
  empty: /./,
};

/** Of a host that falls silent, which takes the page's patience. */
const silences = {
  hung: 'does not come at all',
  stuck: 'comes by half, and then no more',
};

/** What a worker can do instead of its work, as text before its own. */
const onWork = (act) => `addEventListener('message', ({ data }) => { if (data.type === 'pieces') { ${act} } });`;
const illnesses = {
  'throws as it starts': "throw new Error('out of order');",
  'throws when it gets work': onWork("throw new Error('out of order');"),
  'traps at its work': `const { Instance } = WebAssembly;
    WebAssembly.Instance = function (...all) {
      const { exports } = new Instance(...all);
      return { exports: { ...exports, run_advance() { throw new WebAssembly.RuntimeError('unreachable'); } } };
    };`,
  'is killed at its work': onWork('close();'),
  'never says a word': 'self.postMessage = () => {};',
  'is stuck in its work': onWork('for (;;);'),
};
/** Of these nothing is heard any more: that takes the page's patience, which a quick clock shortens. */
const silent = ['is killed at its work', 'is stuck in its work'];
/** Where every worker is ill in this way none is ever ready, as where a page may start none: it does the work itself. */
const unready = ['throws as it starts', 'never says a word'];

/** So many pages one browser is given. */
const PAGES = 20;

let expected;

before(async () => {
  await start();
  await provideData();
  expected = new Map([wiggle, oneWeight, diabetes, digits].map((request) => [request, complete(request).json]));
});

/**
 * Five seconds of the page's own pass in one, so that its patience ends sooner: at once, or from the first word of a
 * worker, for to begin may take one long; until `calm`. Before and after, all that is well has as much time as it has in any page,
 * on a machine that is as busy as it may be.
 */
function quickClock(from) {
  const { setTimeout, performance } = window;
  const now = performance.now.bind(performance);
  let hurry = 5;
  let rate = from === 'start' ? hurry : 1;
  let [before, since] = [0, 0];
  performance.now = () => before + rate * (now() - since);
  window.setTimeout = (act, milliseconds = 0, ...all) => setTimeout.call(window, act, milliseconds / rate, ...all);
  const go = (next) => {
    [before, since] = [performance.now(), now()];
    rate = next;
  };
  window.calm = () => {
    hurry = 1;
    go(hurry);
  };
  window.lost = 0;
  const { terminate, postMessage } = Worker.prototype;
  Worker.prototype.terminate = function () {
    window.lost += 1;
    terminate.call(this);
  };
  Worker.prototype.postMessage = function (...all) {
    this.heard ??= this.addEventListener('message', () => go(hurry), { once: true }) ?? true;
    postMessage.apply(this, all);
  };
}

function addressOf({ address }, { figure, preset, config }) {
  return `${address}?workers=2#${new URLSearchParams({ figure, preset, ...config })}`;
}

// Most of it is waiting: the two browsers wait at the same time.
describe('faults', { concurrency: 2 }, () => {
  for (const name of ['Chromium', 'Firefox']) describe(name, { concurrency: 1 }, () => faultsIn(name));
});

function faultsIn(name) {
  const open = engines[name];
  const options = { skip: open ? false : `no ${name} here`, timeout: 180_000 };
  /** Each test has a page of its own, and now and then there is a new browser: workers that are stuck are left behind in it. */
  let browser = null;
  let opened = [];
  let count = 0;
  async function normal() {
    if (count++ % PAGES === 0) {
      await browser?.close();
      browser = await open.launch();
    }
    const page = await browser.page();
    opened.push(page);
    return page;
  }
  /** One whose clock hurries where nothing comes. */
  async function quick(from) {
    const page = await normal();
    await page.beforehand(quickClock, from);
    return page;
  }

  /** Opens a run on a host of its own, so that no cache knows anything of it. */
  async function visit(page, request, spoil) {
    const host = await serveFaulty();
    spoil(host);
    await page.goto('about:blank');
    page.leaveFor(addressOf(host, request));
    return host;
  }

  /** What the figure says in place of its pictures. */
  const alert = (page, { figure }) => read(page, `${lab(figure)}?.shadowRoot?.querySelector('[role=alert] .sentence')?.innerText ?? null`);
  const press = (page, { figure }) => page.evaluate(`[...${lab(figure)}.shadowRoot.querySelectorAll('[role=alert] button')].find((one) => one.innerText === 'Try again').click()`);
  const calm = (page) => page.evaluate('window.calm?.()');
  /** While a page comes or goes nothing can be read of it. */
  const read = (page, expression) => page.evaluate(expression).catch(() => null);

  async function completes(page, signal, request) {
    const state = await until(signal, () => page.state(request.figure).catch(() => null), (state) => state === 'complete' || state === 'error');
    assert.equal(state, 'complete', await alert(page, request));
    assert.equal(await page.exported(request.figure), expected.get(request));
  }

  /** The sentence that is shown, which must be one for a reader; then the cause ends, and one press helps. */
  async function told(page, t, request, spoil) {
    const began = performance.now();
    const host = await visit(page, request, spoil);
    try {
      const sentence = await until(t.signal, () => alert(page, request), (text) => text !== null);
      t.diagnostic(`${((performance.now() - began) / 1000).toFixed(1)} s: ${sentence}`);
      if (process.env.PICTURES) await page.picture(`${process.env.PICTURES}/${name} ${t.name.replace(/\W+/g, ' ')}.png`);
      assert.equal(await page.state(request.figure), 'error');
      assert.ok(sentence.length <= 140, `${sentence.length} characters`);
      assert.doesNotMatch(sentence, /[<>\n]|Welcome|undefined|null|\[object/);
      assert.match(sentence, /^[A-Z].*[a-z0-9)]\.$/);
      host.heal();
      await calm(page);
      await press(page, request);
      await completes(page, t.signal, request);
      return { sentence, asked: host.asked };
    } finally {
      host.close();
    }
  }

  afterEach(async () => {
    await Promise.all(opened.map((page) => page.close()));
    opened = [];
  });

  after(() => browser?.close());

  for (const [what, [pattern, request, starts]] of Object.entries(files)) {
    for (const [damage, why] of Object.entries(damages)) {
      test(`${name}: ${what} is ${damage}: it is said, and can be tried again`, options, async (t) => {
        const { sentence } = await told(await normal(), t, request, (host) => host.spoil(pattern, damage));
        assert.match(sentence, starts);
        assert.match(sentence, why);
      });
    }

    for (const [fault, how] of Object.entries(silences)) {
      test(`${name}: ${what} ${how}: it is said, and can be tried again`, options, async (t) => {
        const { sentence } = await told(await quick('start'), t, request, (host) => host.spoil(pattern, fault));
        assert.match(sentence, starts);
        assert.match(sentence, /nothing came for \d+ seconds\.$/);
      });
    }

    test(`${name}: the page is left while ${what} comes: that is no error`, options, async ({ signal }) => {
      const page = await normal();
      const host = await visit(page, request, (host) => host.spoil(pattern, 'stuck'));
      try {
        await until(signal, () => host.asked.some((path) => pattern.test(path)), (asked) => asked);
        // What was sent is under way, and what is made of it has begun.
        await setTimeout(300);
        await page.goto('about:blank');
        assert.equal(await page.evaluate('location.href'), 'about:blank');
        assert.deepEqual(page.errors, []);
      } finally {
        host.close();
      }
    });

    test(`${name}: ${what} is slow: there is a bar until it comes`, options, async ({ signal }) => {
      const page = await normal();
      const host = await visit(page, request, (host) => host.spoil(pattern, 'slow'));
      try {
        const bar = `!!${lab(request.figure)}?.shadowRoot.querySelector('progress')`;
        await until(signal, () => read(page, bar), (shown) => shown);
        host.heal();
        await completes(page, signal, request);
      } finally {
        host.close();
      }
    });
  }

  for (const [illness, before] of Object.entries(illnesses)) {
    const opens = () => (silent.includes(illness) ? quick('first word') : normal());
    const ill = (times) => (host) => {
      let started = 0;
      host.spoil(/worker-[^/]*\.js$/, (text) => (started++ < times ? `${before}\n${text}` : text));
    };

    test(`${name}: a worker ${illness}: another takes over, and the bits are the same`, options, async ({ signal }) => {
      const page = await opens();
      const host = await visit(page, wiggle, ill(1));
      try {
        if (silent.includes(illness)) {
          await until(signal, () => read(page, 'window.lost > 0'), (lost) => lost);
          await calm(page);
        }
        await completes(page, signal, wiggle);
        // Of one that never began to work there is nothing to tell.
        const notes = await page.evaluate(`${lab(wiggle.figure)}.shadowRoot.querySelector('.notes')?.innerText ?? ''`);
        if (before.includes("'pieces'") || before.includes('run_advance')) assert.match(notes, /A worker stopped \(.+\); a fresh one took over its work\./);
      } finally {
        host.close();
      }
    });

    if (unready.includes(illness)) {
      test(`${name}: every worker ${illness}: the page does the work, says so, and the bits are the same`, options, async (t) => {
        const page = await opens();
        const host = await visit(page, wiggle, ill(Number.POSITIVE_INFINITY));
        try {
          await completes(page, t.signal, wiggle);
          const notes = await page.evaluate(`${lab(wiggle.figure)}.shadowRoot.querySelector('.notes')?.innerText ?? ''`);
          t.diagnostic(notes);
          assert.match(notes, /No worker can be started here \(.+\): this page does the work itself, which is slower\./);
          assert.ok(host.asked.filter((path) => /worker-/.test(path)).length <= 16);
        } finally {
          host.close();
        }
      });
      continue;
    }

    test(`${name}: every worker ${illness}: it is said, and can be tried again`, options, async (t) => {
      const { sentence, asked } = await told(await opens(), t, wiggle, ill(Number.POSITIVE_INFINITY));
      assert.match(sentence, /worker/);
      // Two at first, a few in their place, two after the cause is gone; each asks once for its script, and so may the page.
      const scripts = asked.filter((path) => /worker-/.test(path)).length;
      assert.ok(scripts <= 24, `the script of the workers was asked for ${scripts} times`);
    });
  }
  const scripts = { missing: 'missing', cut: 'cut', hung: 'hung', half: (text) => text.slice(0, text.length / 2), another: () => 'window.nothing = true;' };
  for (const [file, damage, fault] of ['index', 'lab'].flatMap((file) => Object.entries(scripts).map(([damage, fault]) => [file, damage, fault]))) {
    test(`${name}: the script ${file} is ${damage}: the page says so without it, and can be tried again`, options, async (t) => {
      const page = await normal();
      const host = await visit(page, wiggle, (host) => host.spoil(new RegExp(`${file}-[^/]*\\.js$`), fault));
      try {
        // What is hidden has no inner text; before the style is there nothing is drawn.
        const late = "(late => late && getComputedStyle(late).animationName === 'come' ? late.innerText || null : null)(document.querySelector('alleyway-lab .late p')?.parentElement)";
        const sentence = await until(t.signal, () => read(page, late), (text) => text !== null);
        t.diagnostic(sentence);
        if (process.env.PICTURES) await page.picture(`${process.env.PICTURES}/${name} ${t.name.replace(/\W+/g, ' ')}.png`);
        assert.match(sentence, /have not come.*\s+Try again$/);
        host.heal();
        await page.evaluate("document.querySelector('alleyway-lab .late button').click()");
        await completes(page, t.signal, wiggle);
      } finally {
        host.close();
      }
    });
  }

  test(`${name}: on a page of another origin the same code comes, starts its workers and gives the same bits`, options, async ({ signal }) => {
    const host = await serveFaulty();
    const blog = await serveFaulty();
    const page = await normal();
    blog.spoil(/^\/$/, (text) => text.replaceAll('"./assets/', `"${host.address}assets/`));
    try {
      for (const request of [wiggle, oneWeight]) {
        await page.goto('about:blank');
        page.leaveFor(addressOf(blog, request));
        await completes(page, signal, request);
      }
      assert.deepEqual(blog.asked.filter((path) => /assets/.test(path)), []);
    } finally {
      host.close();
      blog.close();
    }
  });
}
