// The numbers of the README, taken in Chromium from the built site: `npm run measure`.
// Two workers, medians of several tries; close everything else on the machine first.

import { brotliCompressSync } from 'node:zlib';
import { chromium as engine } from '@playwright/test';
import { chromium } from './browsers.mjs';
import { serve } from './server.mjs';

const TRIES = 7;

const server = await serve();
const browser = await engine.launch(chromium);
console.log(`Chromium ${browser.version()}, two workers, medians of ${TRIES}`);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** What a fixed sum takes just now, in milliseconds: on a shared machine, not always the same. */
function pace() {
  const tries = Array.from({ length: 5 }, () => {
    const began = performance.now();
    let sum = 0;
    for (let i = 1; i < 4e6; i++) sum += Math.sqrt(i);
    return Number.isFinite(sum) ? performance.now() - began : 0;
  });
  return median(tries);
}
const paces = [];

/** A fresh page, complete. */
async function open(fragment = '', query = 'workers=2') {
  paces.push(pace());
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const bodies = [];
  page.on('response', (response) => bodies.push(response.body().then((body) => [new URL(response.url()).pathname, body], () => null)));
  await page.goto(`${server.address}?${query}#${fragment}`);
  await complete(page);
  return { page, bodies, close: () => context.close() };
}

/** The times between frames of a page while `act` goes on, in milliseconds, in order of size. */
async function frames(page, act) {
  await page.evaluate(() => {
    window.frames = [];
    let last = performance.now();
    const frame = (now) => {
      window.frames?.push(now - last);
      last = now;
      if (window.frames) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await act();
  const taken = await page.evaluate(() => {
    const taken = window.frames.slice(1);
    window.frames = null;
    return taken;
  });
  return taken.sort((a, b) => a - b);
}

/** What share of the sorted `values` is under this. */
const at = (values, share) => (values[Math.floor(share * (values.length - 1))] ?? Number.NaN).toFixed(1);

const complete = (page) => page.waitForSelector('alleyway-lab[data-state=complete]', { timeout: 120_000 });

/** When the page last said `name`, in milliseconds after its own start. */
const mark = (page, name) => page.evaluate((name) => performance.getEntriesByName(`alleyway:${name}`).at(-1)?.startTime, name);

const show = (what, values, unit = 'ms') => console.log(`${what.padEnd(52)} ${median(values).toFixed(0).padStart(6)} ${unit}   (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})`);

{
  const first = [];
  const whole = [];
  for (let run = 0; run < TRIES; run++) {
    const { page, close } = await open();
    first.push(await mark(page, 'first-curve'));
    whole.push(await mark(page, 'complete'));
    await close();
  }
  show('load to first curve', first);
  show('load to complete lead figure', whole);
}

{
  const { bodies, close } = await open();
  // By path: a second worker takes its script from the cache.
  const files = new Map((await Promise.all(bodies)).filter(Boolean));
  let total = 0;
  for (const [path, body] of files) {
    const packed = body.length && brotliCompressSync(body).length;
    total += packed;
    console.log(`  ${path.padEnd(50)} ${(packed / 1000).toFixed(1).padStart(6)} KB brotli`);
  }
  console.log(`${'bytes to the first figure'.padEnd(52)} ${(total / 1000).toFixed(1).padStart(6)} KB brotli`);
  await close();
}

{
  const { page, close } = await open();
  const first = [];
  const whole = [];
  for (let run = 0; run < TRIES; run++) {
    await page.evaluate((place) => {
      const slider = document.querySelector('alleyway-lab').shadowRoot.querySelector('input[type=range][name=noise]');
      slider.value = String(place);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }, 40 + 10 * run);
    await page.waitForTimeout(50);
    await complete(page);
    const begin = await mark(page, 'begin');
    first.push((await mark(page, 'first-curve')) - begin);
    whole.push((await mark(page, 'complete')) - begin);
  }
  show('slider moved to first redrawn curve', first);
  show('slider moved to all draws', whole);

  const noise = page.locator('alleyway-lab input[name=noise]');
  const box = await noise.boundingBox();
  // A message to oneself comes back between any two tasks: the longest wait is the longest task.
  await page.evaluate(() => {
    window.longest = 0;
    const { port1, port2 } = new MessageChannel();
    let last = performance.now();
    port2.onmessage = () => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - last);
      last = now;
      port1.postMessage(0);
    };
    port1.postMessage(0);
  });
  const longest = [];
  await page.mouse.move(box.x + box.width * 0.1, box.y + box.height / 2);
  await page.mouse.down();
  for (let sweep = 0; sweep < TRIES; sweep++) {
    await page.evaluate(() => {
      window.longest = 0;
    });
    await page.mouse.move(box.x + box.width * (sweep % 2 ? 0.1 : 0.9), box.y + box.height / 2, { steps: 30 });
    longest.push(await page.evaluate(() => window.longest));
  }
  await page.mouse.up();
  show('longest main-thread task in a drag', longest);
  await close();
}

{
  const draws = [];
  for (let run = 0; run < 3; run++) {
    const { page, close } = await open('figure=double-descent&preset=digits&draws=1', 'workers=1');
    draws.push((await mark(page, 'complete')) - (await mark(page, 'begin')));
    await close();
  }
  show('one draw of the digits, data set included', draws);

  const { page, close } = await open('figure=double-descent&preset=digits');
  show('all draws of the digits, two workers', [(await mark(page, 'complete')) - (await mark(page, 'begin'))]);
  await close();
}

{
  // The surface: frames while it is turned by a hand, while its story is told, and the time of one painting.
  const { page, bodies, close } = await open('figure=one-weight&preset=bumps&stage=2');
  const lab = page.locator('alleyway-lab[figure=one-weight]');
  await lab.getByRole('slider', { name: 'Turn the surface' }).waitFor();
  await page.waitForTimeout(1000);
  await page.evaluate(() => {
    const chart = customElements.get('alleyway-chart').prototype;
    const { draw } = chart;
    chart.draw = function () {
      const began = performance.now();
      draw.call(this);
      if (this.closest('.main')) window.paints?.push(performance.now() - began);
    };
  });
  const tell = async (what, act) => {
    await page.evaluate(() => {
      window.paints = [];
    });
    const passed = await frames(page, act);
    const paints = (await page.evaluate(() => window.paints)).sort((a, b) => a - b);
    const painting = `painting ${at(paints, 0.5)} ms, 95 % under ${at(paints, 0.95)}`;
    console.log(`${what.padEnd(52)} frames ${at(passed, 0.5)} ms, 95 % under ${at(passed, 0.95)}; ${painting}`);
  };
  const box = await lab.getByRole('slider', { name: 'Where the ball is dropped' }).boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + 0.93 * box.height];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await tell('the surface turned by a drag', async () => {
    for (const began = Date.now(); Date.now() - began < 2000; ) {
      const phase = (Date.now() - began) / 300;
      await page.mouse.move(x + 0.25 * box.width * Math.sin(phase), y + 0.04 * box.height * Math.sin(phase / 2));
    }
  });
  await page.mouse.up();
  await page.keyboard.press('Home');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await tell('the story of two weights', async () => {
    await lab.getByRole('button', { name: 'Play', exact: true }).click();
    await lab.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await lab.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });
  const files = new Map((await Promise.all(bodies)).filter(Boolean));
  for (const [path, body] of files)
    if (/relief|one-weight/.test(path)) console.log(`  ${path.padEnd(50)} ${(brotliCompressSync(body).length / 1000).toFixed(1).padStart(6)} KB brotli`);
  await close();
}

{
  // The swarm: from the question to the last of 200 runs, the longest task meanwhile, and what a cancel leaves.
  const { page, close } = await open('figure=traps&preset=eight&runs=1');
  const lab = page.locator('alleyway-lab[figure=traps]');
  const state = (name) => page.waitForSelector(`alleyway-lab[figure=traps][data-state=${name}]`, { timeout: 120_000 });
  await state('complete');
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: 'longtask' });
    const lab = document.querySelector('alleyway-lab[figure=traps]');
    new MutationObserver(() => {
      if (lab.dataset.state === 'complete') window.ended = performance.now();
    }).observe(lab, { attributeFilter: ['data-state'] });
  });
  for (const motion of ['no-preference', 'reduce']) {
    await page.emulateMedia({ reducedMotion: motion });
    const [took, longest, redrawn] = [[], [], []];
    for (let run = 0; run < TRIES; run++) {
      await page.evaluate((seed) => {
        window.tasks.length = 0;
        window.labels = new Set();
        const told = () => {
          const swarm = document.querySelector('alleyway-lab[figure=traps]').shadowRoot.querySelector('[aria-label^="The swarm"]');
          window.labels.add(swarm?.getAttribute('aria-label'));
          if (window.labels) requestAnimationFrame(told);
        };
        told();
        location.hash = `figure=traps&preset=eight&seed=${seed}`;
      }, 100 + run);
      await state('running');
      await state('complete');
      took.push((await page.evaluate(() => window.ended)) - (await mark(page, 'begin')));
      await page.waitForTimeout(400);
      longest.push(await page.evaluate(() => Math.max(0, ...window.tasks)));
      redrawn.push(await page.evaluate(() => window.labels.size));
    }
    const how = motion === 'reduce' ? 'without motion' : 'with motion';
    show(`200 runs at 8 neurons, ${how}`, took);
    show('  longest task over 50 ms meanwhile, 0 if none', longest);
    show('  counts that were seen on the way', redrawn, '  ');
  }
  await page.evaluate(() => {
    location.hash = 'figure=traps&preset=twelve&runs=1000';
  });
  const cancel = lab.getByRole('button', { name: 'Cancel' });
  await cancel.waitFor();
  const asked = Date.now();
  await cancel.click();
  await state('cancelled');
  show('a count cancelled', [Date.now() - asked]);
  await close();
}

{
  // Networks in training, beside a page that must not feel it; and their surface, turned.
  // The workers fill the machine, so that the page's own thread also waits for a processor: what a task
  // takes of the processor is told beside what passes on the clock.
  const longestTask = async (page, act) => {
    await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
    await act();
    const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
    const thread = ({ pid, tid }) => `${pid}:${tid}`;
    const main = new Set(traceEvents.filter((one) => one.name === 'thread_name' && one.args.name === 'CrRendererMain').map(thread));
    const tasks = traceEvents.filter((one) => one.name === 'RunTask' && one.ph === 'X' && main.has(thread(one)));
    return ['tdur', 'dur'].map((key) => Math.max(...tasks.map((one) => one[key] ?? 0)) / 1000);
  };
  for (const [what, figure, preset] of [
    ['random starts with a neuron to spare', 'traps', 'One to spare'],
    ['random starts, teacher and student grown', 'traps', 'Both grow'],
    ['three neurons beside a hundred', 'landscape', 'Narrow and wide'],
    ['the sweep tanh-network, 12 training sets', 'double-descent', 'Tanh network'],
    ['the sweep relu-network, 12 training sets', 'double-descent', 'ReLU network'],
    ['the sweep tanh-network-lm, 12 training sets', 'double-descent', 'Tanh network, second order'],
    ['a ring, one worker', 'memorise', 'A ring'],
    ['noise on a hyperbola, one worker', 'memorise', 'Noise alone'],
    ['five of a hundred weights, one worker', 'memorise', 'Five of a hundred'],
    ['a product, one worker', 'memorise', 'A product'],
    ['clock arithmetic, one worker', 'memorise', 'Clock arithmetic'],
    ['a narrow network that is given room, one worker', 'memorise', 'Give it room'],
  ]) {
    const before = { landscape: 'figure=landscape&preset=thirty', memorise: 'figure=memorise&preset=no-penalty', traps: 'figure=traps' };
    const [took, ofProcessor, onClock] = [[], [], []];
    for (let run = 0; run < TRIES; run++) {
      const { page, close } = await open(before[figure] ?? '', figure === 'memorise' ? 'workers=1' : undefined);
      const lab = page.locator(`alleyway-lab[figure=${figure}]`);
      await page.waitForTimeout(1000);
      const [processor, clock] = await longestTask(page, async () => {
        const began = Date.now();
        await lab.getByRole('button', { name: preset, exact: true }).click();
        // Some are over before they could be seen to run.
        await page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
        await page.waitForSelector(`alleyway-lab[figure=${figure}][data-state=complete]`, { timeout: 300_000 });
        took.push(Date.now() - began);
        // Its pictures are still to be drawn.
        await page.waitForTimeout(1000);
      });
      ofProcessor.push(processor);
      onClock.push(clock);
      await close();
    }
    show(what, took);
    show('  longest main-thread task, on the clock', onClock);
    show('  longest main-thread task, of the processor', ofProcessor);
  }

  // Two surfaces and one, turned and scrubbed.
  const { page, close } = await open('figure=landscape&preset=thirty');
  const lab = page.locator('alleyway-lab[figure=landscape]');
  const tell = async (what, act) => {
    const passed = await frames(page, act);
    console.log(`${what.padEnd(52)} frames ${at(passed, 0.5)} ms, 95 % under ${at(passed, 0.95)}`);
  };
  for (const preset of ['Narrow and wide', 'Thirty neurons']) {
    await lab.getByRole('button', { name: preset, exact: true }).click();
    await page.waitForTimeout(500);
    await page.waitForSelector('alleyway-lab[figure=landscape][data-state=complete]', { timeout: 60_000 });
    await page.waitForTimeout(1000);
    const box = await lab.locator('.panel.main .plot').first().boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await tell(`${preset}: turned by a drag`, async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (const from = Date.now(); Date.now() - from < 2000; ) await page.mouse.move(x + 0.25 * box.width * Math.sin((Date.now() - from) / 300), y);
      await page.mouse.up();
    });
    const loss = await lab.getByRole('slider', { name: 'The training: loss against steps' }).boundingBox();
    await tell(`${preset}: the training scrubbed`, async () => {
      await page.mouse.move(loss.x + loss.width / 2, loss.y + loss.height / 2);
      await page.mouse.down();
      for (const from = Date.now(); Date.now() - from < 2000; )
        await page.mouse.move(loss.x + loss.width * (0.55 + 0.3 * Math.sin((Date.now() - from) / 300)), loss.y + loss.height / 2);
      await page.mouse.up();
    });
  }
  await close();
}

// The first few are those of code that is not compiled yet.
const slow = Math.max(...paces.slice(3)) / Math.min(...paces);
console.log(`${'the machine at its slowest before a page was opened'.padEnd(52)} ${slow.toFixed(1).padStart(6)} times what it took at its quickest`);

await browser.close();
await server.close();
