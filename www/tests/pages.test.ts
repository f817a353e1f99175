// What is written for every figure and preset beside the page of the lab.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  chapters,
  codeOf,
  frontPage,
  html,
  oembed,
  type Page,
  pathOf,
  sitemap,
} from '../pages/site.ts';

const template = readFileSync('page.html', 'utf8');
const article = readFileSync('index.html', 'utf8');

const preset = {
  name: 'wiggle',
  label: 'A <wiggle>',
  about: 'Waves & "noise"',
  counterexample: false,
  config: {},
};
const page: Page = {
  entry: {
    name: 'double-descent',
    title: 'The curve',
    claim: 'It falls twice.',
    keys: [],
    presets: [preset],
    series: [],
    summary: [],
    views: [],
  },
  preset,
  picture: 'double-descent/wiggle/picture.png',
  sentence: 'At 15 it is "high" & then $& low.',
};
const site = 'https://example.org/lab/';
const code = '<script type="module" src="./assets/index-1.js"></script>';
const made = html(template, page, site, { code, chapter: 'what', presets: [preset] });

function content(text: string, name: string): string | undefined {
  return text.match(new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`))?.[1];
}

test('a page says to others what it is, with whole addresses and nothing that ends a tag', () => {
  assert.equal(content(made, 'og:title'), 'The curve: A &lt;wiggle&gt;');
  assert.equal(content(made, 'og:description'), 'Waves &amp; &quot;noise&quot;');
  assert.equal(content(made, 'og:url'), `${site}double-descent/wiggle/`);
  assert.equal(content(made, 'og:image'), `${site}double-descent/wiggle/picture.png`);
  assert.equal(
    content(made, 'og:image:alt'),
    'At 15 it is &quot;high&quot; &amp; then $&amp; low.',
  );
  assert.equal(content(made, 'twitter:card'), 'summary_large_image');
  assert.ok(made.includes(`<link rel="canonical" href="${site}double-descent/wiggle/" />`));
  assert.ok(
    made.includes(`type="application/json+oembed" href="${site}double-descent/wiggle/oembed.json"`),
  );
});

test('a page is whole: nothing is left of the one that it was made from, and it is found from two folders down', () => {
  assert.doesNotMatch(made, /\{\{|<!--/);
  assert.match(made, /<a class="brand" href="\.\.\/\.\.\/">/);
  assert.match(made, /src="\.\.\/\.\.\/double-descent\/wiggle\/picture\.png"/);
  assert.match(made, /<strong>A &lt;wiggle&gt;<\/strong>: Waves/);
  const own = html(template, { ...page, preset: null }, site, {
    code,
    chapter: 'what',
    presets: [preset],
  });
  assert.equal(content(own, 'og:description'), 'It falls twice.');
  assert.match(own, /<a class="brand" href="\.\.\/">/);
  assert.match(own, /<a href="\.\.\/double-descent\/wiggle\/">A &lt;wiggle&gt;<\/a>/);
  assert.throws(
    () => html('{{other}}', page, site, { code, chapter: '', presets: [] }),
    /nothing stands for other/,
  );
});

test('the answer to who unfolds a link is one frame with what the specification asks for', () => {
  const answer = JSON.parse(oembed(page, site));
  assert.equal(answer.version, '1.0');
  assert.equal(answer.type, 'rich');
  assert.ok(answer.width > 0 && answer.height > 0);
  assert.match(answer.html, /^<iframe [^>]*><\/iframe>$/);
  assert.match(
    answer.html,
    new RegExp(`src="${site}embed\\.html\\?figure=double-descent&amp;preset=wiggle"`),
  );
  assert.equal(answer.thumbnail_url, `${site}${page.picture}`);
});

test('every figure further down has its chapter of the article, and the first has the first', () => {
  const chapterOf = chapters(article);
  assert.equal(chapterOf('double-descent'), 'what-you-see');
  for (const [, figure = ''] of article.matchAll(/<alleyway-later figure="([\w-]+)"/g)) {
    const at = article.indexOf(`<h2 id="${chapterOf(figure)}">`);
    const place = article.indexOf(`<alleyway-later figure="${figure}"`);
    assert.ok(at >= 0 && at < place, figure);
    assert.ok(!article.slice(at + 1, place).includes('<h2 '), figure);
  }
});

test('the front page keeps its own title and words, and has the picture of every figure', () => {
  const laters = [...article.matchAll(/<alleyway-later figure="([\w-]+)"/g)].map(
    ([, name = '']) => name,
  );
  const pages = [
    page,
    ...laters.map(name => ({
      ...page,
      entry: { ...page.entry, name },
      picture: `${name}/x/picture.png`,
    })),
  ];
  const front = frontPage(article, pages, site);
  assert.match(content(front, 'og:title') ?? '', /^Alleyway: why do models/);
  assert.equal(content(front, 'og:description'), content(article, 'description'));
  assert.equal(content(front, 'og:url'), site);
  assert.ok(laters.length > 4);
  for (const name of laters) assert.ok(front.includes(`<img src="${name}/x/picture.png"`), name);
  assert.throws(() => frontPage(article, [page], site), /there is no figure/);
});

test('a map of the site names whole addresses, escaped', () => {
  const map = sitemap(site, ['', pathOf(page), 'a&b/']);
  assert.deepEqual(
    [...map.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address),
    [site, `${site}double-descent/wiggle/`, `${site}a&amp;b/`],
  );
});

test('a page fetches what the page of the lab does, but of the modules only its own', () => {
  const built = `<head><meta charset="utf-8" />
    <link rel="icon" href="./icon.svg" />
    <link rel="preload" href="./assets/double-descent-1.wasm" as="fetch" crossorigin />
    <script type="module" crossorigin src="./assets/index-1.js"></script>
    <link rel="stylesheet" href="./assets/index-1.css"></head><a href="./">`;
  assert.equal(codeOf(built, 'double-descent').match(/<(?:link|script) /g)?.length, 4);
  assert.doesNotMatch(codeOf(built, 'others'), /wasm/);
  assert.match(codeOf(built, 'others'), /index-1\.js"><\/script>/);
  assert.match(made, /<script type="module" src="\.\.\/\.\.\/assets\/index-1\.js"><\/script>/);
});
