/** What the author of a page chooses for a figure on it, by attributes of the element. */

import type { FigureEntry } from '../worker/api.ts';
import { refusal } from './state.ts';

/** The attributes that take one word of a few; the first is what holds without the attribute. */
export const CHOICES = {
  theme: ['auto', 'light', 'dark'],
  /** When the figure begins: when it comes into view, by the reader's button, by a script's `run()`, or at once. */
  start: ['view', 'click', 'never', 'now'],
  /**
   * Hidden: the reader is asked what to expect, before the curves and the sentence are shown. Guessed: a few questions, each asked
   * once of each reader, who draws or chooses what they expect and is told how it turned out.
   */
  answer: ['shown', 'hidden', 'guessed'],
} as const;

/** What `controls` may name beside the keys of the figure, of which `seed` is a button. */
export const GROUPS = ['play', 'presets', 'more', 'save', 'share'] as const;

/** Attributes that say what is run; another value of one of them is another run. */
export const RUN = ['figure', 'preset', 'config', 'seed'] as const;
/** Attributes that say how it is shown. */
export const SHOWN = [
  'controls',
  'charts',
  'theme',
  'start',
  'answer',
  'title',
  'caption',
] as const;

type Choice<K extends keyof typeof CHOICES> = (typeof CHOICES)[K][number];

export interface Author {
  theme: Choice<'theme'>;
  start: Choice<'start'>;
  answer: Choice<'answer'>;
  title: string | null;
  caption: string | null;
  /** What may be changed; null is everything. */
  controls: ReadonlySet<string> | null;
  /** The charts that are shown, by name; null is all that the figure has. */
  charts: ReadonlySet<string> | null;
}

/** Where an author has chosen nothing. */
export const NOTHING: Author = {
  theme: 'auto',
  start: 'view',
  answer: 'shown',
  title: null,
  caption: null,
  controls: null,
  charts: null,
};

/** What the attributes of an element choose, or a refusal that names what there is to choose. */
export function authorOf(element: Element): Author {
  const one = <K extends keyof typeof CHOICES>(name: K): Choice<K> => {
    const [usual, ...others]: readonly string[] = CHOICES[name];
    const text = element.getAttribute(name)?.trim().toLowerCase() || usual;
    if (text !== usual && !others.includes(text as string))
      throw refusal(name, text as string, `one of ${CHOICES[name].join(', ')}`);
    return text as Choice<K>;
  };
  const list = (name: string) => {
    const text = element.getAttribute(name)?.trim();
    return text ? new Set(text === 'none' ? [] : text.split(/[\s,]+/)) : null;
  };
  return {
    theme: one('theme'),
    start: one('start'),
    answer: one('answer'),
    title: element.getAttribute('title') || null,
    caption: element.getAttribute('caption') || null,
    controls: list('controls'),
    charts: list('charts'),
  };
}

/** Refuses what is neither a key of the figure nor a group. */
export function judgeControls({ controls }: Author, entry: FigureEntry) {
  const known = [...entry.keys.map(key => key.name), ...GROUPS];
  for (const name of controls ?? [])
    if (!known.includes(name))
      throw refusal('controls', name, `none, or some of ${known.join(', ')}`);
}

export function offers({ controls }: Author, name: string): boolean {
  return controls?.has(name) ?? true;
}
