/**
 * What a link says after it has passed through chat tools, mailers, Markdown and editors of pages, which escape, encode, wrap and
 * decorate addresses. Names, numbers and lists hold none of the signs that these put in, so that the pairs can be found again.
 * What still is no name, number or list then is left as it was written, for a refusal to quote.
 */

export type Pair = readonly [key: string, value: string];

/**
 * Keys that others append to addresses and that say nothing about a figure: they are left out. Those of campaigns (`utm_...`,
 * `mc_cid`, `mkt_tok`, `ref`) and of clicks (`fbclid`, `gclid`, `msclkid`, `gbraid`, `igsh`, `srsltid` and their kind); the secret
 * that WordPress gives to a frame; and the number of workers, which the page reads by itself.
 */
const IGNORED =
  /^(?:utm_.*|_(?:ga|gl|hs.*)|mc_[ce]id|mkt_tok|ref(?:_src|_url)?|.*clk?id|gclsrc|[gw]braid|igsh(?:id)?|srsltid|vero_id|secret|workers)$/;

/** Text of an author's own, and a text of pairs inside of a pair: nothing in their values is taken for a sign of a mangled link. */
const FREE = ['title', 'caption', 'config'];

const KEY = /^[a-z][a-z0-9_.]*$/;
const VALUE = /^[\w.,:+-]*$/;

/** Encodings are undone so many times at most. */
const MOST_ROUNDS = 4;

/** The pairs that a text of the form `key=value&key=value` stands for, with or without the sign before it. */
export function pairsOf(text: string): Pair[] {
  let whole = withoutDirective(text);
  for (let round = 0; round < MOST_ROUNDS && !whole.includes('='); round++) whole = decoded(whole);
  whole = unescaped(whole).replace(/^(?:[#!/?]|%(?:25)*(?:23|21|2F|3F))+/i, '');
  return whole.split('&').flatMap(pairsOfPart);
}

/** Where a browser does not know it, the directive to a text on the page is part of the fragment. */
function withoutDirective(fragment: string): string {
  return fragment.replace(/:~:.*$/s, '');
}

/** What stands between two signs `&`, in which there may be more of them, in disguise. */
function pairsOfPart(part: string): Pair[] {
  const plain: Pair[] = [...new URLSearchParams(part)];
  const key = plain[0]?.[0] ?? '';
  if (FREE.includes(key)) return plain;
  const mended = mend(part);
  // What is in the value of a key that says nothing says nothing either, unless it is the state of a lab.
  if (IGNORED.test(key) && !mended.some(names)) return [];
  const known = mended.filter(([key]) => !IGNORED.test(key));
  const clean = known.every(
    ([key, value]) => KEY.test(key) && (VALUE.test(value) || FREE.includes(key)),
  );
  return clean ? known : plain;
}

function names([key]: Pair): boolean {
  return key === 'figure' || key === 'preset';
}

function mend(part: string): Pair[] {
  let text = part.replaceAll('+', ' ');
  for (let round = 0; round < MOST_ROUNDS; round++) text = unescaped(decoded(text));
  return plainSigns(text)
    .split(/[&;#?]/)
    .filter(one => !isRest(one.trim().toLowerCase()))
    .map(pairOf)
    .filter(([key, value]) => key !== '' || value !== '');
}

/** Percent signs undone once; what is no such sign, or no text, stays. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, signs => {
    try {
      return decodeURIComponent(signs);
    } catch {
      return signs;
    }
  });
}

const ENTITIES = ['amp', 'quot', 'apos', 'lt', 'gt', 'nbsp', 'shy'];
/** In the same order. */
const SIGNS = '&""<>\u00a0\u00ad';

/** What is left of an escape of HTML whose own sign has become another one. */
function isRest(text: string): boolean {
  return ENTITIES.includes(text) || /^(?:0*38|x0*26)$/.test(text);
}

/** The escapes of HTML undone, however often they were made. */
function unescaped(text: string): string {
  const next = text.replace(/&(?:#(x?)([0-9a-f]{1,5})|(\w+))(?:;|%3B)/gi, (all, hex, code, name) =>
    name
      ? (SIGNS[ENTITIES.indexOf(name.toLowerCase())] ?? all)
      : String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10) || 0),
  );
  return next === text ? text : unescaped(next);
}

/** What typographers, keyboards and Markdown put in place of a plain sign, or around one. */
function plainSigns(text: string): string {
  return (
    text
      // `&para` is a sign in HTML, also without its semicolon: of `&parameters` it leaves this.
      .replaceAll('¶', '&para')
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
      // Digits are grouped by spaces that do not break.
      .replace(/(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d)/g, '')
      .normalize('NFKC')
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .replace(/[\u2018-\u201f\u2039\u203a\u00ab\u00bb]/g, '"')
      .replace(/\\(?=[^A-Za-z0-9\s]|$)/g, '')
      .replace(/[^\S\n\r]*[\n\r]+\s*/g, '')
  );
}

/** A pair by its first sign `=`. */
function pairOf(text: string): Pair {
  // Quoted-printable mail writes `=3D` for the sign, and a single one where it breaks a line.
  const quoted = text.split(/=\s*(?:3d)+/i);
  const whole = quoted.length > 1 ? quoted.map(one => one.replace(/=\s*/g, '')).join('=') : text;
  const at = whole.indexOf('=');
  const [key, value] = at < 0 ? [whole, ''] : [whole.slice(0, at), whole.slice(at + 1)];
  const name = key
    .trim()
    .replace(/^["'`*_<([{!/]+(?=[A-Za-z])|[^\p{L}\p{N}]+$/gu, '')
    .toLowerCase();
  return [name, FREE.includes(name) ? value : plainValue(value)];
}

/** Without what stands around it, and in the case in which names are written. */
function plainValue(text: string): string {
  const inner = text
    .replace(/^[=\s]+|\s+$/g, '')
    .replace(/\s*([,:])\s*/g, '$1')
    .replace(/^["'`*_<([{]+/, '');
  // In an exponent a space is a plus that was read as one.
  const value = withoutEnd(inner).replace(/(?<=^[-\d.,]+e) (?=\d+$)/i, '+');
  // Written large as a whole or at the beginning of a word, as keyboards do by themselves; NaN is neither.
  const large = value.split(/[-_:,.+]/).every(word => /^(?:[A-Z]?[a-z0-9]*|[A-Z0-9]+)$/.test(word));
  return large ? value.toLowerCase() : value;
}

/**
 * Without what was swallowed behind a link. Three dots stay, and so does a comma behind others: there
 * something was cut off that nobody can know.
 */
function withoutEnd(text: string): string {
  const next = text
    .replace(/[\s"'`*_>)\]}|~!?\\]+$/, '')
    .replace(/(?<!\.)\.{1,2}$|:$/, '')
    .replace(/(?<=^[^,]+),+$/, '');
  return next === text ? text : withoutEnd(next);
}

/** Whether a fragment is the state of a lab: no ordinary anchor, and not only what others have appended. */
export function isState(fragment: string): boolean {
  // Without a plain sign `=` it must be beyond doubt.
  const plain = withoutDirective(fragment).includes('=');
  return pairsOf(fragment).some(pair => plain || (names(pair) && pair[1] !== ''));
}

/** The figure that a fragment or a query names, if it is the state of one and names any. */
export function figureIn(text: string): string | null {
  if (!isState(text)) return null;
  return pairsOf(text).find(([key]) => key === 'figure')?.[1] ?? null;
}

interface Parts {
  readonly hash: string;
  readonly search: string;
}

/** Query and fragment as they were before an `&` of the query was escaped as `&#38;`, whose sign `#` begins a fragment. */
export function rejoined({ hash, search }: Parts): Parts {
  const rest = hash.replace(/^#(?:0*38|x0*26);/i, '');
  return rest === hash ? { hash, search } : { hash: '', search: `${search}&${rest}` };
}

/**
 * What an address says about a lab: its fragment; or else its query, where it names a figure or preset, because some
 * editors of pages drop fragments or make queries of them. Empty where neither does.
 */
export function stateIn(address: Parts): string {
  const { hash, search } = rejoined(address);
  if (isState(hash)) return hash;
  return queryHasState(search) ? search : '';
}

function queryHasState(search: string): boolean {
  return pairsOf(search).some(names);
}

/** A query without what it says about a lab: it is said by the fragment from now on. */
export function withoutState(search: string): string {
  if (!queryHasState(search)) return search;
  const kept = search
    .slice(1)
    .split('&')
    .filter(part => IGNORED.test(part.replace(/=.*/, '')));
  return kept[0] ? `?${kept.join('&')}` : '';
}
