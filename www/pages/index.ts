/**
 * Run after the build, in www/: runs every preset as the page does, draws its picture, and writes a page for each that others can
 * unfold. What was drawn before of the same code is kept.
 */

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { type ModuleName, figures as moduleOf, modules } from 'alleyway-lab/modules';
import { addressOfSite } from '../address.ts';
import { PICTURE, pageOf, TALK } from '../src/lab/share/places.ts';
import type { FigureEntry, FigureName } from '../src/worker/api.ts';
import { writeManifest } from './manifest.ts';
import { alone, whole } from './offline.ts';
import { draw, prepare } from './picture.ts';
import { type Module, open, shown, textOf } from './run.ts';
import { APPLICATION, application, icons, serviceWorker } from './service.ts';
import {
  chapters,
  codeOf,
  frontPage,
  html,
  NAME,
  OEMBED,
  OFFLINE,
  oembed,
  type Page,
  pathOf,
  robots,
  saidBy,
  sitemap,
  TEACH,
  talkPage,
  teachPage,
} from './site.ts';

const DIST = 'dist';
const KEPT = 'node_modules/.cache/pictures';

interface Work {
  module: ModuleName;
  figure: string;
  preset: string;
  /** Seconds, as far as it can be told before. */
  cost: number;
}

const nameOf = ({ figure, preset }: Work) => `${figure}-${preset}`;

// ---------------------------------------------------------------- in a thread

async function serve(folder: string) {
  prepare();
  const opened = new Map<ModuleName, Module>();
  parentPort?.on('message', async (work: Work) => {
    const module = opened.get(work.module) ?? open(work.module);
    opened.set(work.module, module);
    const entry = module.catalogue.figures.find(one => one.name === work.figure);
    const preset = entry?.presets.find(one => one.name === work.preset);
    if (!entry || !preset) throw new Error(`there is no ${nameOf(work)}`);
    const run = await shown(module, entry, preset);
    writeFileSync(`${folder}/${nameOf(work)}.png`, draw(run).toBuffer('image/png'));
    // Last: where there is a sentence there is a picture.
    writeFileSync(`${folder}/${nameOf(work)}.txt`, textOf(run));
    parentPort?.postMessage(nameOf(work));
  });
}

// ---------------------------------------------------------------- in the first one

/** All that a picture depends on: the trainer, this code, and what it draws with. */
function version(): string {
  const hash = createHash('sha256');
  const here = fileURLToPath(new URL('..', import.meta.url));
  const code = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter(file => /^(?:src\/(?:chart|figures)\/.*|pages\/(?:picture|run))\.js$/.test(file))
    .sort();
  for (const file of code) hash.update(readFileSync(`${here}/${file}`));
  for (const address of Object.values(modules)) hash.update(readFileSync(fileURLToPath(address)));
  for (const file of ['package-lock.json', 'src/tokens.css']) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Draws what is not there yet, the longest first, on as many cores as there are. */
async function drawAll(works: Work[], folder: string) {
  const missing = works.filter(work => !existsSync(`${folder}/${nameOf(work)}.txt`));
  missing.sort((one, other) => other.cost - one.cost);
  if (missing.length === 0) return;
  const seconds = Math.round(missing.reduce((sum, { cost }) => sum + cost, 0));
  const threads = Math.min(availableParallelism(), missing.length);
  console.log(
    `running ${missing.length} examples for their pictures: about ${seconds} s of one core, on ${threads}`,
  );
  const one = () =>
    new Promise<void>((done, failed) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { argv: [folder] });
      const next = () => {
        const work = missing.shift();
        if (work) worker.postMessage(work);
        else void worker.terminate().then(() => done());
      };
      worker.on('message', next);
      worker.on('error', failed);
      next();
    });
  await Promise.all(Array.from({ length: threads }, one));
}

function put(path: string, text: string | Buffer) {
  mkdirSync(dirname(`${DIST}/${path}`), { recursive: true });
  writeFileSync(`${DIST}/${path}`, text);
}

/** A page of the site. Where its source breaks a line makes no difference: nothing in it is set as it is written. */
function putPage(path: string, page: string) {
  if (/<(?:pre|textarea)\b/.test(page)) throw new Error(`${path} has lines that must stay`);
  put(`${path}index.html`, `${page.trim().replace(/\s+/g, ' ')}\n`);
}

/** What the pages stand on, by day. */
function ground(): string {
  const colour = /--page: (#\w+);/.exec(readFileSync('src/tokens.css', 'utf8'))?.[1];
  if (!colour) throw new Error('the pages have no ground');
  return colour;
}

async function build() {
  writeManifest();
  const address = addressOfSite();
  const works: Work[] = [];
  const entries: FigureEntry[] = [];
  for (const module of Object.keys(modules) as ModuleName[]) {
    const { trainer, catalogue } = open(module);
    for (const entry of catalogue.figures) {
      entries.push(entry);
      for (const { name: preset } of entry.presets) {
        const { cost } = JSON.parse(
          trainer.resolve(JSON.stringify({ figure: entry.name, preset })),
        );
        works.push({ module, figure: entry.name, preset, cost: cost.seconds });
      }
    }
  }

  const folder = `${KEPT}/${version()}`;
  mkdirSync(folder, { recursive: true });
  for (const other of readdirSync(KEPT))
    if (`${KEPT}/${other}` !== folder) rmSync(`${KEPT}/${other}`, { recursive: true });
  await drawAll(works, folder);

  const template = readFileSync('page.html', 'utf8');
  const article = readFileSync(`${DIST}/index.html`, 'utf8');
  const chapterOf = chapters(article);
  const pages = entries.flatMap(entry => {
    const [usual] = entry.presets;
    if (!usual) throw new Error(`${entry.name} has no preset`);
    return [null, ...entry.presets].map((preset): Page => {
      const { name } = preset ?? usual;
      const sentence = readFileSync(`${folder}/${entry.name}-${name}.txt`, 'utf8');
      return {
        entry,
        preset,
        picture: `${pageOf({ figure: entry.name, preset: name })}${PICTURE.file}`,
        sentence,
      };
    });
  });
  for (const page of pages) {
    const { entry, preset, picture } = page;
    putPage(
      pathOf(page),
      html(template, page, address, {
        code: codeOf(article, moduleOf[entry.name as FigureName]),
        chapter: chapterOf(entry.name),
        presets: entry.presets,
      }),
    );
    put(pathOf(page) + OEMBED, oembed(page, address));
    if (preset) copyFileSync(`${folder}/${entry.name}-${preset.name}.png`, `${DIST}/${picture}`);
  }
  const [first] = pages;
  if (!first) throw new Error('there is no figure');
  putPage('', frontPage(article, pages, address));
  put(OEMBED, oembed(first, address));
  putPage(TEACH, teachPage(readFileSync('teach.html', 'utf8'), article, first, address));
  putPage(TALK, talkPage(readFileSync(`${DIST}/present.html`, 'utf8'), article, first, address));
  rmSync(`${DIST}/present.html`);
  put(`${OFFLINE}/alleyway.html`, whole(article, entries, address));
  for (const entry of entries) put(`${OFFLINE}/${entry.name}.html`, alone(entry, address));
  const paths = ['', TEACH, TALK, ...pages.map(pathOf)];
  put('sitemap.xml', sitemap(address, paths));
  put('robots.txt', robots(address));
  put(APPLICATION, application(NAME, saidBy(article).about, ground()));
  for (const [path, picture] of await icons(readFileSync('public/icon.svg', 'utf8')))
    put(path, picture);
  // Last: it knows what all the others are.
  put('service-worker.js', serviceWorker(DIST, paths));
  console.log(`${pages.length} pages of figures, for ${address}`);
}

if (isMainThread) await build();
else await serve(process.argv[2] ?? '');
