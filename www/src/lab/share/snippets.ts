/** What an author copies to show a figure elsewhere, as text. */

import { CHOICES } from '../author.ts';
import { PICTURE } from './places.ts';

export interface Shared {
  /** The top of the site that the figure comes from. */
  site: string;
  /** A link to exactly what is seen. */
  link: string;
  /** The picture of the example that it is closest to. */
  picture: string;
  /** The figure's name, for those who do not see it. */
  title: string;
  figure: string;
  preset: string | null;
  /** `key=value&key=value`: what differs from the preset, and what is looked at. */
  config: string;
  /** Attributes that are not the usual ones. */
  attributes: Record<string, string>;
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Only what another word than the usual one was chosen for. */
export function unusual(chosen: Readonly<Record<string, string>>): Record<string, string> {
  const usual: Readonly<Record<string, readonly string[]>> = CHOICES;
  return Object.fromEntries(
    Object.entries(chosen).filter(([name, word]) => word !== '' && word !== usual[name]?.[0]),
  );
}

/** The address of the figure in a frame: the attributes by name, and the keys of the figure beside them. */
export function frameAddress({ site, figure, preset, config, attributes }: Shared): string {
  const url = new URL('embed.html', site);
  url.searchParams.set('figure', figure);
  if (preset !== null) url.searchParams.set('preset', preset);
  for (const [key, value] of new URLSearchParams(config)) url.searchParams.append(key, value);
  for (const [name, value] of Object.entries(attributes)) url.searchParams.append(name, value);
  return url.href.replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** Heights that a host accepts. */
const MOST = 9999;

/**
 * A frame that is as high as the figure where the script after it may run, and of a fixed shape where it may not. A block, because
 * WordPress centres by margins, and a line of text leaves a gap below. Its colours are said outside as well: else it has an opaque
 * ground of its own wherever the host's are others.
 */
export function frame(shared: Shared): string {
  const { site, title, attributes } = shared;
  return `<iframe src="${escaped(frameAddress(shared))}" title="${escaped(title)}" loading="lazy" allow="fullscreen; clipboard-write"
  style="display: block; width: 100%; aspect-ratio: 4 / 5; min-height: 40rem; border: 0; color-scheme: ${attributes.theme ?? 'light dark'}"></iframe>
<script>
addEventListener("message", ({ data, source }) => {
  if (data?.alleyway !== "height" || !(data.height > 0 && data.height <= ${MOST})) return;
  for (const frame of document.querySelectorAll('iframe[src^="${escaped(new URL('embed.html', site).href)}"]'))
    if (frame.contentWindow === source)
      Object.assign(frame.style, { aspectRatio: "auto", minHeight: 0, height: data.height + "px" });
});
</script>`;
}

/** The element itself. Its child is what is seen until it begins, and where its script does not come. */
export function element({ site, link, title, figure, preset, config, attributes }: Shared): string {
  const all = {
    figure,
    ...(preset !== null ? { preset } : {}),
    ...(config ? { config } : {}),
    ...attributes,
  };
  const written = Object.entries(all).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `<script type="module" src="${escaped(new URL('embed.js', site).href)}"></script>
<alleyway-lab${written.join('')}>
  <a href="${escaped(link)}">${escaped(title)}</a>
</alleyway-lab>`;
}

/** A picture that leads to the figure, for places where nothing else may be shown. */
export function picture({ link, picture, title }: Shared): string {
  const { width, height } = PICTURE;
  return `<a href="${escaped(link)}">
  <img src="${escaped(picture)}" alt="${escaped(title)}" width="${width}" height="${height}" style="max-width: 100%; height: auto">
</a>`;
}

/** The same for who writes Markdown. */
export function markdown({ link, picture, title }: Shared): string {
  const plain = title.replace(/[\\[\]]/g, '\\$&');
  return `[![${plain}](${picture})](${link.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}
