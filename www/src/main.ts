/** The page: the element, figures further down, and links in the prose that move them. */

import './style.css';
import { isKnown } from './lab/address.ts';
import './lab/lab.ts';
import { figureIn, isState, stateIn } from './lab/mending.ts';
import { listen, present } from './present/index.ts';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

const reading = () => import('./reading.ts');

/** Bring something into view, and keep it there while figures come; `from`: the link of the text to which a way back is offered. */
async function bring(target: Element, behavior: ScrollBehavior, from: Element | null = null) {
  try {
    const code = await reading();
    if (from) code.offerWayBack(from);
    code.bring(target, behavior);
  } catch {
    target.scrollIntoView({ behavior, block: 'start' });
  }
}

/** Put the lab in its place. Until then a figure further down costs the first one nothing. */
function arrive(place: Element): HTMLElement {
  const lab = document.createElement('alleyway-lab');
  for (const { name, value } of place.attributes) lab.setAttribute(name, value);
  lab.setAttribute('start', 'now');
  place.replaceWith(lab);
  return lab;
}

const near = new IntersectionObserver(
  entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      if (target.isConnected) arrive(target);
    }
  },
  { rootMargin: '60px' },
);
for (const place of document.querySelectorAll('alleyway-later')) near.observe(place);

/** The lab that a fragment or a query is about, made where it is not there yet. */
function labFor(text: string): HTMLElement | null {
  const name = CSS.escape(figureIn(text) ?? '');
  const place = document.querySelector(`alleyway-later[figure="${name}"]`);
  if (place) return arrive(place);
  return (
    document.querySelector<HTMLElement>(`alleyway-lab[figure="${name}"]`) ??
    document.querySelector<HTMLElement>('alleyway-lab')
  );
}

listen();

/** Links to the page of talks open here what they name; where the code does not come they lead there. */
document.addEventListener('click', event => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[href*="/present/"]');
  if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  present({ plays: link.hash !== '' }).catch(() => location.assign(link.href));
});

document.addEventListener('click', event => {
  // A figure has links of its own, inside its shadow.
  const path = event.composedPath().filter(one => one instanceof Element);
  const link = path.find(one => one.matches('a[href^="#"]'));
  const href = link?.getAttribute('href') ?? '';
  if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const behavior = calm() ? 'auto' : 'smooth';
  if (!isState(href)) {
    // The browser moves the page and the focus; the place is held while figures come.
    const target = document.getElementById(href.slice(1));
    if (target) void bring(target, behavior);
    return;
  }
  // The browser puts the link into the address, and the lab follows the address. Here the
  // figure is only brought into view: below it, nobody would see what the link has done. Not
  // before the address is another: who goes back comes to where the page stood at that moment.
  followed = href;
  setTimeout(() => {
    const lab = labFor(href);
    if (lab && !isBeside(lab, link)) void bring(lab, behavior, link.closest('.prose') && link);
  });
});

/** A figure that is seen beside the text of a link moves nobody. At the end of its text it has begun to leave. */
function isBeside(lab: HTMLElement, link: Element): boolean {
  const pair = link.closest('.pair');
  if (!pair?.contains(lab) || getComputedStyle(pair).display !== 'grid') return false;
  const { top } = lab.getBoundingClientRect();
  // Scrolling stops at whole pixels, boxes do not.
  return top > -1 && top < innerHeight / 4;
}

/** The link that was followed last: its reader goes on reading where it stands. */
let followed: string | null = null;

/** The figure of an address that was pasted, with its heading; its keys are the next to be reached. */
function show(lab: HTMLElement) {
  void bring(lab.closest('section') ?? lab, 'instant');
  lab.focus({ preventScroll: true });
}

// An address that is pasted into the open page is a way to a figure as any link is; a step back or
// forward is not: there the browser itself comes to where the page stood.
addEventListener('popstate', () => {
  const here = location.hash === followed;
  followed = null;
  if (here || isKnown() || !isState(location.hash)) return;
  const lab = labFor(location.hash);
  if (lab) show(lab);
});

/** Parts of the text whose words do not yet explain themselves. */
const unexplained = [...document.querySelectorAll('.prose')];

// The first curve goes before all of this.
document.body.addEventListener('alleyway-result', async event => {
  const { target } = event;
  // The place that was kept for a figure is as high as the figure from now on.
  if (target instanceof HTMLElement) target.classList.add('complete');
  const { detail } = event;
  try {
    const { note, keep, explain } = await reading();
    note(detail);
    explain(unexplained.splice(0));
    // What runs here is kept, so that it opens without a network.
    if (import.meta.env.PROD && typeof OFFLINE === 'undefined') await keep();
  } catch {
    // None of it is worth a word, where it does not come.
  }
});

// A link to a figure further down shows that figure.
const opened = stateIn(location);
if (opened !== '') {
  const lab = labFor(opened);
  if (lab && lab !== document.querySelector('alleyway-lab'))
    void bring(lab.closest('section') ?? lab, 'instant');
}
