/** The fragment of the page's address, as one lab writes it. */

/** Browsers refuse more than a few address changes a second. */
const EVERY = 250;

export class Address {
  /** The fragment that was last read or written here. */
  last: string | null = null;

  private held: { timer: ReturnType<typeof setTimeout>; fragment: string } | null = null;

  /** A new entry of the history. */
  push(fragment: string) {
    this.drop();
    if (fragment !== location.hash) this.go('pushState', fragment);
  }

  /** The entry as it is, changed; not at once, for a hand may go on. */
  replace(fragment: string) {
    this.drop();
    this.held = { timer: setTimeout(() => this.flush(), EVERY), fragment };
  }

  /** Write what was held back. */
  flush() {
    const fragment = this.held?.fragment;
    this.drop();
    if (fragment !== undefined) this.go('replaceState', fragment);
  }

  /** Forget what was held back. */
  drop() {
    clearTimeout(this.held?.timer);
    this.held = null;
  }

  private go(method: 'pushState' | 'replaceState', fragment: string) {
    try {
      history[method](null, '', fragment);
      this.last = fragment;
    } catch {
      // In a sandboxed frame there is no address to write to; the figure works without.
    }
  }
}
