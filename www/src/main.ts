/** The page: the element, figures further down, and links in the prose that move them. */

import './style.css';
import './lab/lab.ts';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Put the lab in its place. Until then a figure further down costs the first one nothing. */
function arrive(place: Element): Element {
  const lab = document.createElement('alleyway-lab');
  for (const { name, value } of place.attributes) lab.setAttribute(name, value);
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

/** The lab that a fragment is about, made where it is not there yet. */
function labFor(fragment: string): Element | null {
  const figure = new URLSearchParams(fragment.replace(/^#/, '')).get('figure') ?? '';
  const name = CSS.escape(figure);
  const place = document.querySelector(`alleyway-later[figure="${name}"]`);
  if (place) return arrive(place);
  return (
    document.querySelector(`alleyway-lab[figure="${name}"]`) ??
    document.querySelector('alleyway-lab')
  );
}

document.addEventListener('click', event => {
  // A figure has links of its own, inside its shadow.
  const path = event.composedPath().filter(one => one instanceof Element);
  const link = path.find(one => one.matches('a[href^="#figure="]'));
  if (!link) return;
  // The browser puts the link into the address, and the lab follows the address. Here the
  // figure is only brought into view: below it, nobody would see what the link has done. Not
  // before the address is another: who goes back comes to where the page stood at that moment.
  setTimeout(() =>
    labFor(link.getAttribute('href') ?? '')?.scrollIntoView({
      behavior: calm() ? 'auto' : 'smooth',
      block: 'start',
    }),
  );
});

// A link to a figure further down shows that figure.
if (location.hash.includes('=')) {
  const lab = labFor(location.hash);
  if (lab && lab !== document.querySelector('alleyway-lab')) {
    (lab.closest('section') ?? lab).scrollIntoView({ behavior: 'instant', block: 'start' });
  }
}
