// What others do to links, and what is read of them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Catalogue, instantiate, type Key } from 'alleyway-lab/trainer';
import { figureIn, isState, pairsOf, stateIn, withoutState } from '../src/lab/mending.ts';
import { differences, type LabState, readFragment, stateOf, writeText } from '../src/lab/state.ts';

const trainers = ['double-descent', 'others'].map(name => {
  const file = fileURLToPath(import.meta.resolve(`alleyway-lab/${name}.wasm`));
  const { catalogue, resolve } = instantiate(new WebAssembly.Module(readFileSync(file)));
  return { figures: (JSON.parse(catalogue()) as Catalogue).figures, resolve };
});
const entries = trainers.flatMap(({ figures }) => figures);

const empty = stateOf('double-descent');

/** What a browser makes of an address that ends so: it encodes, and drops tabs and line breaks. */
const address = (end: string) => new URL(end, 'https://lab.example/alleyway/');
const read = (end: string) => readFragment(stateIn(address(end)), empty, 'size');

const STATE: LabState = {
  figure: 'double-descent',
  preset: 'relu-sphere',
  config: { frequency_scale: '0.2', sizes: '1,2,300' },
  position: '12',
  draw: '3',
  looks: { 'show.first': 'effective_degrees', 'turn.landscape': '-20,35.5' },
};
const LINK =
  '#figure=double-descent&preset=relu-sphere&frequency_scale=0.2&sizes=1,2,300&size=12&draw=3&show.first=effective_degrees&turn.landscape=-20,35.5';

test('the link that is mangled below is the one that the page writes', () => {
  assert.equal(`#${writeText(STATE, 'size')}`, LINK);
  assert.deepEqual(read(LINK), STATE);
});

const changed = (from: string | RegExp, to: string) => LINK.replaceAll(from as string, to);

for (const [what, link] of [
  ['HTML, escaped once', changed('&', '&amp;')],
  ['HTML, escaped twice', changed('&', '&amp;amp;')],
  ['HTML, escaped by number', changed('&', '&#038;')],
  ['HTML, escaped by number, twice', changed('&', '&amp;#38;')],
  ['HTML, escaped and then encoded', changed('&', '%26amp%3B')],
  ['HTML, a key read as a sign of its own', LINK.replace('&show', '%26show')],
  ['encoded signs', changed('&', '%26').replaceAll('=', '%3D')],
  ['encoded & only', changed('&', '%26')],
  ['encoded = only', changed('=', '%3D')],
  [
    'encoded commas, points and hyphens',
    changed(',', '%2C').replaceAll('.', '%2E').replaceAll('-', '%2d'),
  ],
  ['encoded as a whole', `#${encodeURIComponent(LINK.slice(1))}`],
  ['encoded twice as a whole', `#${encodeURIComponent(encodeURIComponent(LINK.slice(1)))}`],
  ['an encoded sign before it', `#%23${LINK.slice(1)}`],
  ['everything encoded, its sign too', `#${encodeURIComponent(LINK)}`],
  ['values encoded twice', changed(',', '%252C')],
  ['semicolons', changed('&', ';')],
  ['spaces around signs', changed('&', ' & ').replaceAll('=', ' = ')],
  ['spaces as plus', changed('&', '+&+').replaceAll('=', '+=+')],
  ['spaces behind commas', changed(',', ', ')],
  ['empty pairs', `${changed('&', '&&&')}&`],
  ['an empty pair with its sign', `${LINK}&=`],
  ['hash bang', `#!${LINK.slice(1)}`],
  ['hash slash', `#/${LINK.slice(1)}`],
  ['hash question mark', `#?${LINK.slice(1)}`],
  ['hash bang slash', `#!/${LINK.slice(1)}`],
  ['a query', `?${LINK.slice(1)}`],
  ['a query that was escaped', `?${LINK.slice(1).replaceAll('&', '&amp;')}`],
  ['a query that was escaped by number', `?${LINK.slice(1).replaceAll('&', '&#038;')}`],
  ['a query with the secret of WordPress', `?${LINK.slice(1)}#?secret=Ab3dE`],
  ['a query with an encoded sign and a secret', `?${LINK.slice(1)}%23?secret=Ab3dE`],
  ['a query and an anchor', `?${LINK.slice(1)}#partly-true`],
  ['another state in the query', `?figure=traps&preset=eight${LINK}`],
  ['the secret of WordPress behind it', `${LINK}#?secret=Ab3dE`],
  ['campaign parameters', `${LINK}&utm_source=a.b&utm_medium=e%26mail&fbclid=IwAR0_x-.&gclid=Cj0=`],
  ['campaign parameters before it', `#utm_source=news&${LINK.slice(1)}`],
  ['campaign parameters with a sign of their own', `${LINK}?utm_source=chat`],
  ['campaign parameters, escaped', `${LINK}&amp;utm_source=chat&amp;utm_campaign=`],
  ['a link to a text on the page', `${LINK}:~:text=the%20curve`],
  ['Markdown', LINK.replace(/[_&.=-]/g, String.raw`\$&`)],
  ['Markdown, encoded', encodeURI(LINK.replace(/[_&-]/g, String.raw`\$&`))],
  ['en dashes', changed('-', '–')],
  ['signs of minus', changed('-', '−')],
  ['hyphens that do not break', changed('-', '‑')],
  ['soft hyphens', changed('e', 'e\u00ad')],
  ['spaces without a width', changed('-', '-\u200b').replaceAll('&', '&\u200b')],
  ['spaces that do not break', changed('=', '=\u00a0').replaceAll('&', '\u00a0&')],
  ['marks of direction and byte order', `\u200e#\ufeff${LINK.slice(1)}\u200f`.slice(1)],
  ['signs of full width', changed('=', '＝').replaceAll('&', '＆').replaceAll('1', '１')],
  ['line breaks', changed('-', '-%0A').replaceAll('2', '2%0D%0A')],
  ['line breaks with an indent', changed('-', '-%0A%20%20').replaceAll('&', '%0A&')],
  ['quoted-printable', changed('=', '=3D')],
  [
    'quoted-printable, broken lines',
    changed('=', '=3D').replace('relu', 're=lu').replace('size=3D12', 'si=\r\nze=3D12'),
  ],
  ['quoted-printable, encoded', changed('=', '=3D').replace('relu', 're=%0Alu')],
  ['upper case', LINK.toUpperCase()],
  ['keys that begin large', LINK.replace(/[#&][a-z]/g, one => one.toUpperCase())],
  ['values that begin large', LINK.replace(/=[a-z]/g, one => one.toUpperCase())],
  ['titles', LINK.replace(/[=-][a-z]/g, one => one.toUpperCase())],
  ['values in quotes', LINK.replace(/=([^&]*)/g, '="$1"')],
  ['values in typographic quotes', LINK.replace(/=([^&]*)/g, '=“$1”')],
  ['two signs =', changed('=', '==')],
] as const)
  test(`${what}: the same state is read`, () => {
    assert.deepEqual(read(link.startsWith('?') ? link : `#${link.replace(/^#/, '')}`), STATE);
  });

const ENDS = [
  '.',
  ',',
  ')',
  '>',
  '"',
  "'",
  '*',
  '**',
  '_',
  ']',
  '}',
  '`',
  ';',
  ':',
  '!',
  '?',
  '\\',
  '|',
  '~',
  ').',
  '."',
  '”',
  '’',
  '»',
  '&quot;',
  '&gt;',
  '&nbsp;',
  ' ',
  '\u00a0',
];
for (const end of ENDS)
  test(`what was swallowed behind a link is no part of it: ${end}`, () => {
    for (const one of [end, encodeURIComponent(end), encodeURIComponent(encodeURIComponent(end))]) {
      const short = read(`#figure=double-descent&preset=step&noise=0.2${one}`);
      assert.deepEqual(short?.config, { noise: '0.2' }, one);
      assert.deepEqual(read(`#figure=double-descent&preset=step${one}`)?.preset, 'step', one);
      const tracked = read(`#figure=double-descent&preset=step${one}&utm_source=x`);
      assert.equal(tracked?.preset, 'step', one);
    }
  });

test('`&para` of `&parameters`, which a page shows as a sign, is found again', () => {
  assert.deepEqual(read('#figure=landscape¶meters=40')?.config, { parameters: '40' });
});

test('a plus of an exponent that was read as a space is a plus', () => {
  assert.deepEqual(read('#noise=1e%2B3')?.config, { noise: '1e+3' });
  assert.deepEqual(read('#noise=1e+3')?.config, { noise: '1e+3' });
});

test('digits in groups are one number where the space does not break, and refused where it may be two', () => {
  assert.deepEqual(read('#steps=20\u202f000')?.config, { steps: '20000' });
  assert.deepEqual(read('#steps=20 000')?.config, { steps: '20 000' });
});

test('an ordinary anchor stays one, and so does what others put into a fragment', () => {
  for (const hash of [
    '',
    '#',
    '#partly-true',
    '#!',
    '#/docs/page',
    '#:~:text=a',
    '#partly-true:~:text=a=b',
    '#?secret=Ab3dE',
    '#utm_source=x&fbclid=y',
    '#a%3Db',
    '#100%',
    '#%zz',
    '#%E0%A4',
    '#&',
    '#=',
  ])
    for (const query of ['', '?', '?workers=2', '?utm_source=x', '?v=3&noise=0.2']) {
      assert.equal(read(`${query}${hash}`), null, query + hash);
      assert.equal(isState(hash), false, hash);
      assert.equal(figureIn(hash), null, hash);
      assert.equal(withoutState(query), query);
    }
});

test('the fragment wins over the query, and what the query said about a lab goes with the next change', () => {
  assert.equal(stateIn(address('?figure=traps#figure=split')), '#figure=split');
  assert.equal(stateIn(address('?figure=traps#noise=0.2')), '#noise=0.2');
  assert.equal(withoutState('?figure=traps&preset=eight'), '');
  assert.equal(withoutState('?workers=2&figure=traps&preset=eight&ref=a'), '?workers=2&ref=a');
  assert.equal(withoutState('?figure=traps&amp;preset=eight'), '');
});

test('the text of an author is read as it was written', () => {
  const title = 'Why? “A & B”; 50% = half – (see *this*), 1 000…';
  const query = new URLSearchParams({
    figure: 'traps',
    title,
    controls: 'play seed',
    config: 'runs=5&seed=2',
  });
  assert.deepEqual(pairsOf(`?${query}`), [...query]);
  const escaped = `?${String(query).replaceAll('&', '&amp;')}&utm_source=x`;
  assert.deepEqual(pairsOf(escaped), [...query]);
  assert.deepEqual(pairsOf(encodeURIComponent(String(query))), [...query]);
});

/** What the trainer says to what is read. */
function refusal(end: string): string {
  const state = read(end);
  assert.ok(state, end);
  const trainer = trainers.find(({ figures }) => figures.some(({ name }) => name === state.figure));
  try {
    const { figure, preset, config } = state;
    const request = { figure, ...(preset === null ? {} : { preset }), config };
    (trainer ?? trainers[0])?.resolve(JSON.stringify(request));
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('what cannot be understood is refused in a sentence that quotes it', () => {
  const figure = '#figure=double-descent';
  for (const [end, says] of [
    ['#figure=', /^there is no figure named nothing; known: double-descent, /],
    ['#figure=double-desc', /^there is no figure named double-desc; known: double-descent, /],
    [`${figure}&pres`, /^there is no key named pres; known: /],
    [`${figure}&preset`, /^there is no preset named nothing; known: wiggle, /],
    [`${figure}&preset=`, /^there is no preset named nothing; known: wiggle, /],
    [`${figure}&preset=wig`, /^there is no preset named wig; known: wiggle, /],
    [`${figure}&preset=wig…`, /^there is no preset named wig\.\.\.; known: wiggle, /],
    [`${figure}&preset=wiggle%zz`, /^there is no preset named wiggle%zz; known: /],
    [`${figure}&preset=wiggle%E0%A4`, /^there is no preset named wiggle\ufffd; known: /],
    [`${figure}&preset=wiggle%2`, /^there is no preset named wiggle%2; known: /],
    [`${figure}&noise`, /^noise must be a number between .*, got nothing$/],
    [`${figure}&noise=0.2...`, /^noise must be .*, got 0\.2\.\.\.$/],
    [`${figure}&noise=0.2…`, /^noise must be .*, got 0\.2\.\.\.$/],
    [`${figure}&noise=0.1 0.2`, /^noise must be .*, got 0\.1 0\.2$/],
    [`${figure}&noise=1.234,5`, /^noise must be .*, got 1\.234,5$/],
    [`${figure}&noise=1,234`, /^noise must be .*, got 1,234$/],
    [`${figure}&sizes=1,2,`, /^sizes must be .*, got 1,2,$/],
    [`${figure}&n=<b>9</b>`, /^n must be .*, got <b>9<\/b>$/],
    [`${figure}&constructor;`, /^there is no key named constructor; known: /],
    [`${figure}&n=20&ключ`, /^there is no key named ключ; known: /],
    [`${figure}&n=20&source=x`, /^there is no key named source; known: /],
    [`${figure}&noise=0.2%26n`, /^n must be a whole number .*, got nothing$/],
  ] as const)
    assert.match(refusal(end), says, end);
  assert.throws(() => read(`${figure}&noise=1&amp;NOISE=2`), { message: 'noise is given twice' });
});

test('a decimal comma is a point where it is written back', () => {
  assert.equal(refusal('#figure=double-descent&noise=0,2'), '');
  assert.deepEqual(differences({ noise: 0.2 }, { noise: 0.1 }, { noise: '0,2' }), { noise: '0.2' });
  assert.deepEqual(differences({ sizes: [1, 2] }, { sizes: [1] }, { sizes: '1,2' }), {
    sizes: '1,2',
  });
});

// ---------------------------------------------------------------- any link, any two of these

/** A small generator of its own (Mulberry32): the same cases on every machine. */
function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return { next, below, one: <T>(all: readonly T[]): T => all[below(all.length)] as T };
}
type Random = ReturnType<typeof generator>;

function randomValue({ next, below, one }: Random, key: Key): string {
  if (key.type === 'choice') return one(key.choices ?? []);
  if (key.auto && below(4) === 0) return 'auto';
  if (key.type === 'sizes') return one(['1,2,30', 'auto:300', '7']);
  if (key.type === 'picks') return one(['best', '1,best', '2']);
  const [min, max] = [key.min ?? 0, key.max ?? 1];
  const value = min + next() * (max - min);
  if (key.type === 'integer') return String(Math.round(value));
  return one([String(value), value.toExponential(3), value.toFixed(2), String(Math.round(value))]);
}

function randomState(random: Random): LabState {
  const { below, one } = random;
  const entry = one(entries);
  const config: Record<string, string> = {};
  for (const key of entry.keys) if (below(3) === 0) config[key.name] = randomValue(random, key);
  return {
    figure: entry.name,
    preset: one(entry.presets).name,
    config,
    position: one([null, '12']),
    // A list at the very end would be refused with a comma behind it.
    draw: one(['2', '3']),
    looks: one([
      {},
      { 'show.first': 'norm' },
      { 'turn.landscape': '-20,35.5', 'show.first': 'fit' },
    ]),
  };
}

const MANGLINGS: Readonly<Record<string, (text: string, random: Random) => string>> = {
  'escaped for HTML': text => text.replaceAll('&', '&amp;'),
  'escaped for HTML twice': text => text.replaceAll('&', '&amp;amp;'),
  'escaped by number': text => text.replaceAll('&', '&#038;'),
  'encoded &': text => text.replaceAll('&', '%26'),
  'encoded =': text => text.replaceAll('=', '%3D'),
  'encoded as a whole': text => encodeURIComponent(text),
  'encoded twice': text => encodeURIComponent(encodeURIComponent(text)),
  'encoded sign': text => `%23${text}`,
  'hash bang': text => `!${text}`,
  'hash slash': text => `/${text}`,
  'hash question mark': text => `?${text}`,
  semicolons: text => text.replaceAll('&', ';'),
  'spaces around signs': text => text.replace(/[&=]/g, ' $& '),
  'plus around signs': text => text.replace(/[&=]/g, '+$&+'),
  'empty pairs': text => `&${text.replaceAll('&', '&&')}&`,
  tracking: text => `${text}&utm_source=chat&fbclid=IwAR0_x`,
  secret: text => `${text}#?secret=Ab3dE`,
  Markdown: text => text.replace(/[_&-]/g, String.raw`\$&`),
  minus: text => text.replaceAll('-', '−'),
  'en dash': text => text.replaceAll('-', '–'),
  'soft hyphens': (text, { below }) => inserted(text, '\u00ad', below),
  'spaces without a width': (text, { below }) => inserted(text, '\u200b', below),
  'a line break': (text, { below }) => inserted(text, '%0A', below),
  'spaces that do not break': text => text.replaceAll('&', '\u00a0&\u00a0'),
  'quoted-printable': text => text.replaceAll('=', '=3D'),
  'upper case': text => text.toUpperCase(),
  'first letters large': text =>
    text.replace(/(?<![\u00ad\u200bA-Za-z_\d.%&#\\])[a-z](?=[a-z])/g, one => one.toUpperCase()),
  'an end': (text, { one }) => text + one(ENDS),
  'an encoded end': (text, { one }) => text + encodeURIComponent(one(ENDS)),
};

/** A sign somewhere inside of the text, and not inside of an escape. */
function inserted(text: string, sign: string, below: (count: number) => number): string {
  const places = [...text.matchAll(/(?<=[a-z\d])(?=[a-z\d])/g)].map(({ index }) => index);
  const free = places.filter(at => !/[%=&\\][^-_,&=]{0,6}$/.test(text.slice(0, at)));
  const at = free[below(free.length)];
  return at === undefined ? text : text.slice(0, at) + sign + text.slice(at);
}

test('any link, mangled in any way or any two ways, is read as it was written', () => {
  const random = generator(20261129);
  const names = Object.keys(MANGLINGS);
  const failed: string[] = [];
  let count = 0;
  for (const first of names)
    for (const second of [null, ...names])
      for (let round = 0; round < 6; round++) {
        const state = randomState(random);
        const clean = writeText(state, 'size');
        assert.deepEqual(read(`#${clean}`), state, clean);
        assert.deepEqual(pairsOf(clean), [...new URLSearchParams(clean)]);
        let text = (MANGLINGS[first] as (typeof MANGLINGS)[string])(clean, random);
        if (second) text = (MANGLINGS[second] as (typeof MANGLINGS)[string])(text, random);
        try {
          assert.deepEqual(read(`#${text}`), state);
        } catch (error) {
          failed.push(`${first}, then ${second}: ${text}: ${(error as Error).message}`);
        }
        count++;
      }
  assert.deepEqual(failed, []);
  assert.ok(count > 5000);
});
