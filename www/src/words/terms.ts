/** Words of the text that explain themselves: to a mouse that rests on one, to the focus, to a tap. */

import { GLOSSARY, patternOf, type Word } from './glossary.ts';
import css from './words.css?inline';

/** Milliseconds that a mouse rests on a word before it is explained, and that it may be away from both. */
const REST = 250;
const GAP = 8;

const box = document.createElement('div');
box.id = 'word';
box.className = 'word';
box.setAttribute('role', 'tooltip');
box.hidden = true;

let shown: HTMLElement | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

function later(act: () => void) {
  clearTimeout(timer);
  timer = setTimeout(act, REST);
}

function show(term: HTMLElement, word: Word) {
  clearTimeout(timer);
  if (shown === term) return;
  hide();
  shown = term;
  const name = document.createElement('strong');
  name.textContent = word.name;
  box.replaceChildren(name, ` ${word.means}`);
  if (!box.isConnected) (document.querySelector('main') ?? document.body).append(box);
  box.hidden = false;
  term.setAttribute('aria-describedby', box.id);
  term.setAttribute('aria-expanded', 'true');
  // Of a word that runs over a line's end the first part.
  const at = term.getClientRects()[0] ?? term.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const { offsetWidth, offsetHeight } = box;
  const left = Math.max(GAP, Math.min(at.left, clientWidth - offsetWidth - GAP));
  const below = at.bottom + GAP + offsetHeight < clientHeight;
  const top = below ? at.bottom + GAP / 2 : at.top - offsetHeight - GAP / 2;
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${top + scrollY}px`;
}

function hide() {
  clearTimeout(timer);
  shown?.removeAttribute('aria-describedby');
  shown?.setAttribute('aria-expanded', 'false');
  shown = null;
  box.hidden = true;
}

box.addEventListener('pointerenter', () => clearTimeout(timer));
box.addEventListener('pointerleave', () => later(hide));
addEventListener('keydown', event => {
  if (event.key === 'Escape' && shown) hide();
});
addEventListener('pointerdown', ({ target }) => {
  if (shown && target !== shown && !box.contains(target as Node)) hide();
});

function termOf(text: string, word: Word): HTMLElement {
  // No button: it would be one piece, and break lines elsewhere.
  const term = document.createElement('span');
  term.className = 'term';
  term.tabIndex = 0;
  term.setAttribute('role', 'button');
  term.setAttribute('aria-expanded', 'false');
  term.textContent = text;
  const toggle = () => (shown === term && !box.hidden ? hide() : show(term, word));
  term.addEventListener('pointerenter', event => {
    if (event.pointerType === 'mouse') later(() => show(term, word));
  });
  term.addEventListener('pointerleave', event => {
    if (event.pointerType === 'mouse') later(hide);
  });
  term.addEventListener('focus', () => {
    if (term.matches(':focus-visible')) show(term, word);
  });
  term.addEventListener('blur', hide);
  term.addEventListener('click', toggle);
  term.addEventListener('keydown', event => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    toggle();
  });
  return term;
}

/** The first place of a word in a part of the text; not in a link, nor where the word itself is explained. */
function find(part: Element, pattern: RegExp): { node: Text; at: number; text: string } | null {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const parent = node.parentElement;
    if (!parent?.closest('p, li') || parent.closest('a, em, strong, button, .term, .own')) continue;
    const match = pattern.exec(node.data);
    if (match) return { node, at: match.index, text: match[0] };
  }
  return null;
}

/** How words look that explain themselves: it comes with them, and not before the first figure. */
function dress() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}

/** Each word once in each part of the text, where it first stands. */
export function explain(parts: readonly Element[]) {
  if (parts.length === 0) return;
  dress();
  // Longer names first: "least norm" is no "norm".
  const words = [...GLOSSARY].sort((one, other) => other.name.length - one.name.length);
  for (const part of parts)
    for (const word of words) {
      const found = find(part, patternOf(word));
      if (!found) continue;
      const rest = found.node.splitText(found.at);
      rest.data = rest.data.slice(found.text.length);
      rest.before(termOf(found.text, word));
    }
}
