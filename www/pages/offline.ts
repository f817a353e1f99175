/** Files that need no network: one of the whole lab, and one of each figure. Each holds all that it runs, packed, as text. */

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { figures as moduleOf } from 'alleyway-lab/modules';
import { pageOf } from '../src/lab/share/places.ts';
import { escaped } from '../src/lab/share/snippets.ts';
import type { FigureEntry, FigureName } from '../src/worker/api.ts';
import { withoutPicture } from './site.ts';

/** What the build of offline.config.ts has made. */
const BUILT = 'node_modules/.cache/offline';

const TYPES: Record<string, string> = {
  js: 'text/javascript',
  wasm: 'application/wasm',
  csv: 'text/csv',
  gz: 'application/gzip',
};

/** Files as text: what pages/boot.js unpacks. */
export function packed(files: ReadonlyMap<string, Uint8Array>): string {
  const list = [...files].map(([name, bytes]) => ({
    name,
    type: TYPES[name.replace(/^.*\./, '')] ?? '',
    size: bytes.length,
  }));
  const head = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const whole = Buffer.concat([length, head, ...files.values()]);
  return gzipSync(whole, { level: 9 }).toString('base64');
}

/** In signs that every encoding has: a host, a mailer or a teacher's stick may say another than this file does. */
function plain(html: string): string {
  return html.replace(/[^\0-\x7f]/gu, sign => `&#${sign.codePointAt(0)};`);
}

/** The data that a figure may ask for. */
function dataOf(entries: readonly FigureEntry[], known: readonly string[]): string[] {
  const named = new Set(
    entries.flatMap(({ keys }) => keys.flatMap(key => (key.name === 'target' ? key.choices : []))),
  );
  return known.filter(name => named.has(name.replace(/\..*$/, '')));
}

const DATA = ['diabetes.csv', 'digits.csv.gz'];

function file(title: string, body: string, entries: readonly FigureEntry[]): string {
  const modules = new Set(entries.map(({ name }) => `${moduleOf[name as FigureName]}.wasm`));
  const names = ['lab.js', 'worker.js', ...modules, ...dataOf(entries, DATA)];
  const files = new Map(names.map(name => [name, readFileSync(`${BUILT}/${name}`)]));
  const style = readFileSync(`${BUILT}/style.css`, 'utf8');
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(escaped(title))}</title>
<meta name="color-scheme" content="light dark">
<style>${style.replace(/[^\0-\x7f]/gu, sign => `\\${sign.codePointAt(0)?.toString(16)} `)}</style>
</head>
<body>
${plain(body)}
<script type="text/plain" id="packed">${packed(files)}</script>
<script>
${readFileSync('pages/boot.js', 'utf8').replace(/^\/\/.*\n/gm, '')}</script>
</body>
</html>
`;
}

/** What stands in the body of a page. */
function bodyOf(page: string): string {
  return page.match(/<body>([\s\S]*)<\/body>/)?.[1] ?? '';
}

/** The whole lab, from its page. */
export function whole(article: string, entries: readonly FigureEntry[], address: string): string {
  const title = article.match(/<title>([^<]+)<\/title>/)?.[1] ?? '';
  const body = withoutPicture(bodyOf(article)).replaceAll('href="./', `href="${escaped(address)}`);
  return file(title, body, entries);
}

/** One figure, with its examples. */
export function alone(entry: FigureEntry, address: string): string {
  const page = new URL(pageOf({ figure: entry.name, preset: null }), address).href;
  const body = `<header><a class="brand" href="${escaped(address)}">Alleyway</a></header>
<main>
<h1>${escaped(entry.title)}</h1>
<p class="lead">${escaped(entry.claim)}</p>
<alleyway-lab figure="${escaped(entry.name)}" start="now" fragment>
<p class="soon">Unpacking the figure…</p>
<form class="late"><p>The figure has not come: this file is damaged, or this browser is too old for it.</p><button type="submit">Try again</button></form>
</alleyway-lab>
<noscript><p>The figure is trained by your browser, and needs JavaScript and WebAssembly for it.</p></noscript>
</main>
<footer><p>This file is whole: it asks nobody for anything. <a href="${escaped(page)}">Where it comes from</a></p></footer>`;
  return file(`${entry.title} – Alleyway`, body, [entry]);
}
