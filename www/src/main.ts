/** The page: the element, and links in the prose that move the figure. */

import './style.css';
import './lab/lab.ts';

document.addEventListener('click', event => {
  const link = (event.target as Element | null)?.closest?.('a[href^="#figure="]');
  if (!link) return;
  // The browser puts the link into the address, and the lab follows the address. Here the
  // figure is only brought into view: below it, nobody would see what the link has done.
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector('alleyway-lab')?.scrollIntoView({
    behavior: calm ? 'auto' : 'smooth',
    block: 'start',
  });
});
