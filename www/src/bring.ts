/** Bringing something into view, and keeping it there while the figures above it come. */

/** Frames in which the page has not moved: a scroll that was smooth is over. */
const STILL = 8;
/** Milliseconds for which the place is held: figures that were passed on the way come and grow. */
const HOLD = 4_000;

/** By these a reader takes the page into the own hand. */
const HANDS = ['wheel', 'touchstart', 'pointerdown', 'keydown', 'popstate'];

let holding: AbortController | null = null;

/** Above it as much is left free as its `scroll-margin-top` says. */
function offBy(target: Element): number {
  const margin = Number.parseFloat(getComputedStyle(target).scrollMarginTop) || 0;
  const { scrollHeight, clientHeight } = document.documentElement;
  const rest = scrollHeight - clientHeight - scrollY;
  // At the end of the page it can come no higher.
  return Math.min(target.getBoundingClientRect().top - margin, rest);
}

export function bring(target: Element, behavior: ScrollBehavior) {
  holding?.abort();
  const hand = new AbortController();
  holding = hand;
  for (const kind of HANDS)
    addEventListener(kind, () => hand.abort(), {
      signal: hand.signal,
      passive: true,
      capture: true,
    });
  const put = (behavior: ScrollBehavior) => target.scrollIntoView({ behavior, block: 'start' });
  put(behavior);
  let [still, arrived] = [0, Number.NaN];
  let last = { scrolled: Number.NaN, place: Number.NaN };
  const look = (now: number) => {
    if (hand.signal.aborted || !target.isConnected) return;
    const scrolled = scrollY;
    const place = target.getBoundingClientRect().top + scrolled;
    still = scrolled === last.scrolled ? still + 1 : 0;
    // By its bar, or by what no event tells: what moves by itself moves its place in the page too.
    const byHand = still === 0 && Math.abs(place - last.place) < 1;
    last = { scrolled, place };
    if (!Number.isNaN(arrived)) {
      if (byHand || now - arrived > HOLD) return hand.abort();
      if (Math.abs(offBy(target)) > 1) {
        put('instant');
        last.scrolled = scrollY;
      }
      // Not before: a smooth scroll would be cut short.
    } else if (still >= STILL) arrived = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** What leads back to the link that was followed, while that is out of view. */
const wayBack = document.createElement('button');
wayBack.type = 'button';
wayBack.className = 'way-back';
wayBack.textContent = 'Back to the text';

let cameFrom: HTMLElement | null = null;
const seen = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries)
    if (target === cameFrom) wayBack.hidden = isIntersecting;
});

wayBack.addEventListener('click', () => {
  if (!cameFrom) return;
  holding?.abort();
  cameFrom.scrollIntoView({ behavior: 'instant', block: 'center' });
  cameFrom.focus({ preventScroll: true });
});

/** From a figure to which a link of the text has led. */
export function offerWayBack(link: Element) {
  if (cameFrom) seen.unobserve(cameFrom);
  cameFrom = link as HTMLElement;
  wayBack.hidden = true;
  if (!wayBack.isConnected) document.body.append(wayBack);
  seen.observe(cameFrom);
}
