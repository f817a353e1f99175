/** The whole screen: a lab takes it and leaves it, by its button or by a key. */

import type { Bench } from './bench.ts';
import { stateDetail, tell } from './events.ts';
import { modified } from './keys.ts';
import type { Place } from './place.ts';

export class Screen {
  private readonly bench: Bench;
  private readonly place: Place;

  constructor(bench: Bench, place: Place) {
    this.bench = bench;
    this.place = place;
  }

  open() {
    document.addEventListener('fullscreenchange', this.changed);
    this.bench.element.addEventListener('keydown', this.keyed);
  }

  close() {
    document.removeEventListener('fullscreenchange', this.changed);
    this.bench.element.removeEventListener('keydown', this.keyed);
  }

  get isFull(): boolean {
    return document.fullscreenElement === this.bench.element;
  }

  /** A frame may be kept from it, and a phone may have none. */
  get allowed(): boolean {
    return document.fullscreenEnabled ?? false;
  }

  toggle() {
    const { bench } = this;
    if (this.isFull) document.exitFullscreen();
    else
      bench.element
        .requestFullscreen?.()
        .catch(() => bench.say('This page may not use the whole screen.'));
  }

  /** Whoever holds the page opens a talk that begins with this figure, or what makes a video of its story. */
  present(film = false) {
    const { bench, place } = this;
    if (!bench.begun) return;
    tell(bench.element, 'alleyway-present', () => ({ ...stateDetail(bench, place), film }));
  }

  /** A link out of the figure was followed. */
  leaves(event: MouseEvent) {
    const link = event.currentTarget as HTMLAnchorElement;
    if (link.target) return;
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
    if (!/^[fp]$/.test(event.key) || modified(event) || event.shiftKey || event.defaultPrevented)
      return;
    // A letter is a figure's only while the focus is in it: elsewhere it is the page's.
    const target = event.composedPath()[0];
    if (
      target instanceof HTMLElement &&
      target.matches('input:not([type=range]), select, textarea, [contenteditable]')
    )
      return;
    if (event.key === 'p') this.present();
    else if (this.allowed) this.toggle();
    else return;
    event.preventDefault();
    // Hosts have letters of their own, slides among them.
    event.stopPropagation();
  };
}
