/**
 * The page of a figure in a frame. What it shows stands in the query: the attributes of the element by their names, and the keys
 * of the figure by theirs. The fragment may hold what the host has put there.
 */

import './lab/lab.ts';
import { Host } from './frame/host.ts';
import { CHOICES, RUN, SHOWN } from './lab/author.ts';
import { figureIn, type Pair, pairsOf, rejoined } from './lab/mending.ts';
import { listen } from './present/index.ts';

/** What an address says of a figure; that of a link to the lab is understood as well. */
function asked(): Pair[] {
  const { hash, search } = rejoined(location);
  return pairsOf(figureIn(search) !== null || figureIn(hash) === null ? search : hash);
}

/** Some figures have a key `start`, whose values are numbers. */
function isAttribute(name: string, value: string): boolean {
  if (name === 'start') return CHOICES.start.some(word => word === value);
  return [...RUN, ...SHOWN].some(one => one === name);
}

const lab = document.createElement('alleyway-lab');
const config = new URLSearchParams();
for (const [name, value] of asked()) {
  if (name === 'config') for (const [key, one] of pairsOf(value)) config.append(key, one);
  else if (!isAttribute(name, value)) config.append(name, value);
  else if (!lab.hasAttribute(name)) lab.setAttribute(name, value);
  // What is given twice is refused where keys are.
  else for (const one of [lab.getAttribute(name) ?? '', value]) config.append(name, one);
}
if (config.size > 0) lab.setAttribute('config', config.toString());
// A frame whose colours are not those of the element that it is in has an opaque ground, seen at its corners; that has the author's.
const theme = lab.getAttribute('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;
document.querySelector('.place')?.replaceWith(lab);
new Host(lab);
listen();
