/** The whole screen: a lab takes it and leaves it, by its button or by a key. */

import type { Bench } from './bench.ts';
import type { Place } from './place.ts';

/** All screens of the page, to know which a key is for. */
const screens = new Set<Screen>();

export class Screen {
  private readonly bench: Bench;
  private readonly place: Place;

  constructor(bench: Bench, place: Place) {
    this.bench = bench;
    this.place = place;
  }

  open() {
    document.addEventListener('fullscreenchange', this.changed);
    document.addEventListener('keydown', this.keyed);
    screens.add(this);
  }

  close() {
    document.removeEventListener('fullscreenchange', this.changed);
    document.removeEventListener('keydown', this.keyed);
    screens.delete(this);
  }

  get isFull(): boolean {
    return document.fullscreenElement === this.bench.element;
  }

  toggle() {
    const { bench } = this;
    if (this.isFull) document.exitFullscreen();
    else
      bench.element
        .requestFullscreen?.()
        .catch(() => bench.say('This page may not use the whole screen.'));
  }

  /** A link out of the figure was followed. */
  leaves(event: MouseEvent) {
    const link = event.currentTarget as HTMLAnchorElement;
    const { address } = this.place;
    // What is on the whole screen would hide where the link leads.
    if (this.isFull) {
      event.preventDefault();
      event.stopPropagation();
      void document.exitFullscreen().then(() => link.click());
      return;
    }
    address.flush();
    // Another figure's address is no step back from here: this one stays as it is.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) address.last = link.hash;
  }

  private readonly changed = () => {
    const { element } = this.bench;
    element.toggleAttribute('full', this.isFull);
    // The row of presets is of another width, and the chosen one is to be in view again.
    const presets = element.renderRoot.querySelector<HTMLElement>('.pills[aria-label="Presets"]');
    delete presets?.dataset.chosen;
    this.bench.update();
  };

  private readonly keyed = (event: KeyboardEvent) => {
    if (event.key !== 'f' || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (
      target instanceof HTMLElement &&
      target.matches('input:not([type=range]), select, textarea, [contenteditable]')
    )
      return;
    // On a page of several figures it is the one with the focus, or the one in the middle of the screen.
    const focused = [...screens].find(one => event.composedPath().includes(one.bench.element));
    const away = (one: Screen) => {
      const box = one.bench.element.getBoundingClientRect();
      return Math.abs((box.top + box.bottom - innerHeight) / 2);
    };
    const meant = focused ?? [...screens].sort((a, b) => away(a) - away(b))[0];
    if (meant !== this) return;
    event.preventDefault();
    this.toggle();
  };
}
