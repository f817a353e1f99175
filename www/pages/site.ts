/** What is written into the site beside the page of the lab: a page for every figure and preset, and what others read of them. */

import { PICTURE, pageOf, TALK } from '../src/lab/share/places.ts';
import { escaped, frameAddress, type Shared } from '../src/lab/share/snippets.ts';
import { GLOSSARY } from '../src/words/glossary.ts';
import type { FigureEntry, Preset } from '../src/worker/api.ts';
import { APPLICATION, entryOf, TOUCH_ICON } from './service.ts';

/** One page: a figure as a preset has it, or as it opens. */
export interface Page {
  entry: FigureEntry;
  preset: Preset | null;
  /** Where its picture is, from the top of the site. */
  picture: string;
  /** What came out, in the figure's own sentence. */
  sentence: string;
}

export const NAME = 'Alleyway';
/** Where the files are that need no network, from the top of the site. */
export const OFFLINE = 'offline';
/** The answer to who asks how a page is shown in a frame, beside it. */
export const OEMBED = 'oembed.json';
/** As large as a figure is on a page of text. */
const FRAME = { width: 800, height: 760 };

export function pathOf({ entry, preset }: Page): string {
  return pageOf({ figure: entry.name, preset: preset?.name ?? null });
}

export function titleOf({ entry, preset }: Page): string {
  return preset ? `${entry.title}: ${preset.label}` : entry.title;
}

function aboutOf({ entry, preset }: Page): string {
  return preset?.about ?? entry.claim;
}

/** From a page to the top of the site. */
function upFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 1);
}

/** What a page says of itself to others. `address` is that of the site. */
function head(
  address: string,
  page: { path: string; title: string; about: string; picture: string; sentence: string },
  framed = true,
): string {
  const at = (path: string) => escaped(new URL(path, address).href);
  const { width, height } = PICTURE;
  const up = upFrom(page.path);
  const lines = [
    `<link rel="manifest" href="${up}${APPLICATION}" />`,
    `<link rel="apple-touch-icon" href="${up}${TOUCH_ICON}" />`,
    `<link rel="canonical" href="${at(page.path)}" />`,
    ...Object.entries({
      'og:type': 'website',
      'og:site_name': NAME,
      'og:url': at(page.path),
      'og:title': escaped(page.title),
      'og:description': escaped(page.about),
      'og:image': at(page.picture),
      'og:image:type': 'image/png',
      'og:image:width': width,
      'og:image:height': height,
      'og:image:alt': escaped(page.sentence),
    }).map(([property, content]) => `<meta property="${property}" content="${content}" />`),
    // The others are read from the lines above.
    '<meta name="twitter:card" content="summary_large_image" />',
    ...(framed
      ? [
          `<link rel="alternate" type="application/json+oembed" href="${at(page.path + OEMBED)}" title="${escaped(page.title)}" />`,
        ]
      : []),
  ];
  return lines.map(line => `    ${line}\n`).join('');
}

/** What a page is shown with elsewhere. */
function sharedOf(page: Page, address: string): Shared {
  return {
    site: address,
    link: new URL(pathOf(page), address).href,
    picture: new URL(page.picture, address).href,
    title: titleOf(page),
    figure: page.entry.name,
    preset: page.preset?.name ?? null,
    config: '',
    attributes: {},
  };
}

/** The answer by which other sites show a link to a page as a frame (https://oembed.com, 2.3.4.4). */
export function oembed(page: Page, address: string): string {
  const { width, height } = FRAME;
  const shared = sharedOf(page, address);
  const answer = {
    version: '1.0',
    type: 'rich',
    provider_name: NAME,
    provider_url: address,
    title: shared.title,
    width,
    height,
    html: `<iframe src="${escaped(frameAddress(shared))}" title="${escaped(shared.title)}" width="${width}" height="${height}" style="width: 100%; border: 0" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`,
    thumbnail_url: shared.picture,
    thumbnail_width: PICTURE.width,
    thumbnail_height: PICTURE.height,
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

/** What the page of the lab fetches before anything else, as its head has it; of the modules the one that a figure is in. */
export function codeOf(article: string, module: string): string {
  const tags =
    article.match(/<(?:link|script)\b[^>]*(?:href|src)="\.\/[^>]*>(?:<\/script>)?/g) ?? [];
  const needed = tags.filter(tag => !tag.includes('.wasm"') || tag.includes(`/${module}-`));
  return needed.join('\n    ');
}

/** The page of a figure, from the one that all are made of. `chapter` is the part of the article that is about it. */
export function html(
  template: string,
  page: Page,
  address: string,
  { code, chapter, presets }: { code: string; chapter: string; presets: readonly Preset[] },
): string {
  const { entry, preset, picture, sentence } = page;
  const up = upFrom(pathOf(page));
  const own = preset ? ` preset="${escaped(preset.name)}"` : '';
  const others = presets.map(one => {
    const link = `<a href="${up}${pageOf({ figure: entry.name, preset: one.name })}">${escaped(one.label)}</a>`;
    const name = one === preset ? `<strong>${escaped(one.label)}</strong>` : link;
    return `<li>${name}: ${escaped(one.about)}</li>`;
  });
  const fill: Record<string, string> = {
    code,
    title: escaped(`${titleOf(page)} – ${NAME}`),
    about: escaped(aboutOf(page)),
    heading: escaped(titleOf(page)),
    lab: `figure="${escaped(entry.name)}"${own}`,
    offline: `${up}${OFFLINE}/${entry.name}.html`,
    chapter: `${up}#${chapter}`,
    presets: others.join('\n            '),
  };
  const filled = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const text = fill[name];
    if (text === undefined) throw new Error(`nothing stands for ${name} in the page of a figure`);
    return text;
  });
  const about = {
    path: pathOf(page),
    title: titleOf(page),
    about: aboutOf(page),
    picture,
    sentence,
  };
  const pictured = withPicture(filled, `${up}${picture}`, sentence);
  return withHead(pictured.replaceAll('"./', `"${up}`), head(address, about));
}

/** What the page of the lab says of itself, as it is written there. */
export function saidBy(article: string): { title: string; about: string } {
  const title = article.match(/<title>([^<]+)<\/title>/)?.[1];
  const about = article.match(/<meta name="description" content="([^"]+)"/)?.[1];
  if (!title || !about) throw new Error('the page of the lab has no title, or no description');
  return { title, about };
}

/** The page of the lab, which says of itself what it says in its own head. `pages` are those of its figures, its first one's first. */
export function frontPage(article: string, pages: readonly Page[], address: string): string {
  const [first] = pages;
  if (!first) throw new Error('there is no figure');
  const { picture, sentence } = first;
  const { title, about } = saidBy(article);
  // On paper, and where there is no script, a figure that was not come to is shown as it was.
  const later = withPicture(article, picture, sentence).replace(
    /(<alleyway-later figure="([\w-]+)"[^>]*>)(?=<\/alleyway-later>)/g,
    (tag: string, _: string, name: string) => {
      const own = pages.find(({ entry }) => entry.name === name);
      if (!own) throw new Error(`there is no figure ${name}`);
      return tag + pictureOf(own.picture, own.sentence);
    },
  );
  return withHead(later, head(address, { path: '', title, about, picture, sentence }));
}

/** Where the page for teachers is, from the top of the site. */
export const TEACH = 'teach/';
const WORDS = '<!--words-->';
const STYLES = /<link rel="stylesheet"[^>]*>/;

/** The page for teachers, with the words that the lab uses, in the styles of the lab's page, whose code it names but does not run. */
export function teachPage(source: string, article: string, first: Page, address: string): string {
  const styles = article.match(STYLES)?.[0];
  if (!styles || !source.includes(WORDS))
    throw new Error('the page for teachers has no styles, or no place for the words');
  const words = GLOSSARY.map(
    ({ name, means }) =>
      `<dt><strong>${escaped(name)}</strong></dt>\n          <dd>${escaped(means)}</dd>`,
  );
  const page = source
    .replace(
      STYLES,
      `${styles}\n    <meta name="generator" content="${NAME} ${entryOf(article)}" />`,
    )
    .replace('"/icon.svg"', '"./icon.svg"')
    .replace(WORDS, () => `<dl>\n          ${words.join('\n          ')}\n        </dl>`)
    .replaceAll('"./', `"${upFrom(TEACH)}`);
  const { title, about } = saidBy(page);
  const { picture, sentence } = first;
  return withHead(page, head(address, { path: TEACH, title, about, picture, sentence }, false));
}

/** The page of talks, one folder down. */
export function talkPage(source: string, article: string, first: Page, address: string): string {
  const page = source
    .replace(
      '</title>',
      `</title>\n    <meta name="generator" content="${NAME} ${entryOf(article)}" />`,
    )
    .replaceAll('"./', `"${upFrom(TALK)}`);
  const { title, about } = saidBy(page);
  const { picture, sentence } = first;
  return withHead(page, head(address, { path: TALK, title, about, picture, sentence }, false));
}

/** Where a page has its picture. */
const MARK = '<!--picture-->';

export function withoutPicture(page: string): string {
  return page.replace(MARK, '');
}

/** In the figure's place while it cannot be shown. */
function withPicture(page: string, source: string, sentence: string): string {
  if (!page.includes(MARK)) throw new Error('a page has no place for a picture');
  return page.replace(MARK, () => pictureOf(source, sentence));
}

function pictureOf(source: string, sentence: string): string {
  const { width, height } = PICTURE;
  return `<figure class="picture">
          <img src="${source}" width="${width}" height="${height}" alt="${escaped(sentence)}" loading="lazy" />
          <figcaption>What it showed when this page was made.</figcaption>
        </figure>`;
}

function withHead(page: string, lines: string): string {
  if (!page.includes('</head>')) throw new Error('a page has no end of its head');
  return page.replace(/[ \t]*<\/head>/, () => `${lines}  </head>`);
}

/** By figure, the part of the article that is about it: the heading of the section that it stands in, or the first of all. */
export function chapters(article: string): (figure: string) => string {
  const found = new Map<string, string>();
  for (const [, id = '', body = ''] of article.matchAll(
    /<h2 id="([\w-]+)">([\s\S]*?)(?=<h2 |$)/g,
  )) {
    const figure = body.match(/<alleyway-later figure="([\w-]+)"/)?.[1];
    if (figure) found.set(figure, id);
  }
  const first = article.match(/<h2 id="([\w-]+)">/)?.[1];
  return figure => found.get(figure) ?? first ?? '';
}

export function sitemap(address: string, paths: readonly string[]): string {
  const urls = paths.map(path => `  <url><loc>${escaped(new URL(path, address).href)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>
`;
}

/** For those who read the whole site: they may, and here is its map (https://www.rfc-editor.org/rfc/rfc9309). */
export function robots(address: string): string {
  return `User-agent: *\nAllow: /\n\nSitemap: ${new URL('sitemap.xml', address).href}\n`;
}
