// What authors copy and choose, and the guide that tells them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { AlleywayLab, StateDetail } from '../../pkg/lab-element.d.ts';
import { manifest } from '../pages/manifest.ts';
import { CHOICES, GROUPS, RUN, SHOWN } from '../src/lab/author.ts';
import type { LabEvents } from '../src/lab/events.ts';
import type { Lab } from '../src/lab/lab.ts';
import {
  element,
  escaped,
  frame,
  frameAddress,
  markdown,
  picture,
  type Shared,
  unusual,
} from '../src/lab/share/snippets.ts';

const guide = readFileSync(
  new URL('../../docs/embedding.md', `file://${process.cwd()}/tests/`),
  'utf8',
);

const shared: Shared = {
  site: 'https://alleyway.example/',
  link: 'https://alleyway.example/#figure=double-descent&preset=wiggle&noise=0.2&sizes=1,15,300',
  picture: 'https://alleyway.example/double-descent/wiggle/picture.png',
  title: 'The "curve" <that> should & should not exist',
  figure: 'double-descent',
  preset: 'wiggle',
  config: 'noise=0.2&sizes=1,15,300&show.picture=map',
  attributes: { theme: 'dark', controls: 'none' },
};

test('the guide names every attribute, every word for one, and everything that controls may name', () => {
  for (const name of [...RUN, ...SHOWN, ...Object.values(CHOICES).flat(), ...GROUPS])
    assert.ok(guide.includes(`\`${name}\``), name);
});

test('the address of a frame has the attributes and the keys of the figure side by side', () => {
  const url = new URL(frameAddress(shared));
  assert.equal(url.pathname, '/embed.html');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    figure: 'double-descent',
    preset: 'wiggle',
    noise: '0.2',
    sizes: '1,15,300',
    'show.picture': 'map',
    theme: 'dark',
    controls: 'none',
  });
});

test('whatever stands in an attribute is read back from the snippet as it was', () => {
  const read = (html: string, name: string) =>
    new RegExp(` ${name}="([^"]*)"`)
      .exec(html)?.[1]
      ?.replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
  assert.equal(read(frame(shared), 'title'), shared.title);
  assert.equal(read(frame(shared), 'src'), frameAddress(shared));
  assert.match(read(frame(shared), 'style') ?? '', /color-scheme: dark$/);
  assert.match(
    read(frame({ ...shared, attributes: {} }), 'style') ?? '',
    /color-scheme: light dark$/,
  );
  assert.equal(read(element(shared), 'config'), shared.config);
  assert.equal(read(element(shared), 'theme'), 'dark');
  assert.equal(read(element(shared), 'href'), shared.link);
  assert.ok(element(shared).includes(`>${escaped(shared.title)}</a>`));
  assert.ok(!element({ ...shared, preset: null, config: '' }).includes(' preset="'));
});

test('a choice that is the usual one is not written', () => {
  const usual = { theme: 'auto', start: 'view', answer: 'shown', controls: '' };
  assert.deepEqual(unusual(usual), {});
  assert.deepEqual(unusual({ ...usual, start: 'click', controls: 'none' }), {
    start: 'click',
    controls: 'none',
  });
});

test('a picture with a link says in words what it shows, in HTML and in Markdown', () => {
  const written = picture(shared);
  assert.match(written, /alt="The &quot;curve&quot; &lt;that&gt; should &amp; should not exist"/);
  assert.match(written, /^<a href="https:\/\/alleyway\.example\/#figure=double-descent&amp;preset/);
  assert.match(written, /width="1200" height="630"/);
  const title = 'A [list] of (many) \\ signs';
  const link = `${shared.link}&caption=(one)`;
  assert.equal(
    markdown({ ...shared, title, link }),
    `[![A \\[list\\] of (many) \\\\ signs](${shared.picture})](${shared.link}&caption=%28one%29)`,
  );
});

/** What the package says of the element is what the element is: another is an error of the type check. */
export const told = (lab: Lab): AlleywayLab => lab;
export const tells: (event: LabEvents['alleyway-state']) => CustomEvent<StateDetail> = event =>
  event;

test('the manifest of the package names what the guide names', () => {
  const [declared] = JSON.parse(JSON.stringify(manifest())).modules[0].declarations;
  const names = (list: { name: string }[]) => list.map(({ name }) => name);
  for (const name of [
    ...names(declared.attributes),
    ...names(declared.cssParts),
    ...names(declared.events),
  ])
    assert.ok(guide.includes(`\`${name}\``), name);
  for (const { kind, name } of declared.members)
    assert.ok(guide.includes(kind === 'method' ? `\`${name}(` : `\`${name}\``), name);
  assert.equal(
    declared.attributes.find(({ name }: { name: string }) => name === 'start').type.text,
    "'view' | 'click' | 'never' | 'now'",
  );
});
