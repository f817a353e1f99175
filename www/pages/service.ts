/** The service worker of the site, with the list of what it keeps, and what a browser needs to install the site as an application. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createCanvas, loadImage } from '@napi-rs/canvas';

/** What `tsc -p service` has made. */
const CODE = 'node_modules/.cache/alleyway-service/service-worker.js';

/** What is asked for by name from outside, and never by a page of the lab. */
const NOT_KEPT =
  /(?:^|\/)(?:offline\/.*|embed\.(?:js|html)|oembed\.json|sitemap\.xml|robots\.txt|service-worker\.js|.*\.png)$/;

/** Of a hash: so many tell a file that came whole from any other. */
const DIGITS = 24;

/** Sides of the pictures of the application, in pixels, as browsers ask for them. */
const ICONS = [192, 512];
const iconOf = (side: number) => `icon-${side}.png`;
/** Of its side; what a system that cuts icons to its own shape leaves of them is round, and eight tenths wide. */
const SAFE = 0.8;

/** Where a telephone looks for one. */
export const TOUCH_ICON = iconOf(192);

export const APPLICATION = 'application.webmanifest';

/** https://www.w3.org/TR/appmanifest/; addresses are found from where it stands. */
export function application(name: string, about: string, ground: string): string {
  const icons = [
    { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ...ICONS.map(side => ({
      src: iconOf(side),
      sizes: `${side}x${side}`,
      type: 'image/png',
      purpose: 'any maskable',
    })),
  ];
  const manifest = {
    id: './',
    name,
    short_name: name,
    description: about,
    lang: 'en-GB',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: ground,
    theme_color: ground,
    categories: ['education', 'science'],
    icons,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The icon on a ground of its own that reaches every edge. */
export async function icons(source: string): Promise<[string, Buffer][]> {
  const picture = await loadImage(Buffer.from(source));
  const ground = /<rect[^>]* fill="([^"]+)"/.exec(source)?.[1];
  if (!ground) throw new Error('the icon has no ground');
  return ICONS.map(side => {
    const canvas = createCanvas(side, side);
    const pen = canvas.getContext('2d');
    pen.fillStyle = ground;
    pen.fillRect(0, 0, side, side);
    const inner = SAFE * side;
    pen.drawImage(picture, (side - inner) / 2, (side - inner) / 2, inner, inner);
    return [iconOf(side), canvas.toBuffer('image/png')];
  });
}

/** The code that a page begins with, from the top of the site: by this a page is known to be of a build. */
export function entryOf(page: string): string {
  const entry = /<script[^>]* src="\.\/([^"]+)"/.exec(page)?.[1];
  if (!entry) throw new Error('the page of the lab has no code');
  return entry;
}

/** Of the site in a folder, all of which but this is made. `pages` are from its top. */
export function serviceWorker(folder: string, pages: readonly string[]): string {
  const hashOf = (path: string) =>
    createHash('sha256')
      .update(readFileSync(`${folder}/${path}`))
      .digest('hex')
      .slice(0, DIGITS);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(one => one.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.length + 1))
    .filter(path => !NOT_KEPT.test(path))
    .sort();
  const files = Object.fromEntries(
    paths.filter(path => !path.endsWith('.html')).map(path => [path, hashOf(path)]),
  );
  const entry = entryOf(readFileSync(`${folder}/index.html`, 'utf8'));
  if (!files[entry]) throw new Error('the code of the page of the lab is not in the site');
  const texts = pages.map(path => hashOf(`${path}index.html`));
  const version = createHash('sha256')
    .update(JSON.stringify([files, texts]))
    .digest('hex')
    .slice(0, 16);
  const build = { version, entry: entry.replace(/^.*\//, ''), pages, files };
  return `const BUILD = ${JSON.stringify(build)};\n${readFileSync(CODE, 'utf8')}`;
}
