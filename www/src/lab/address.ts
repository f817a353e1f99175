/** The fragment of the page's address, as one lab writes it. */

import { withoutState } from './mending.ts';

/** Browsers refuse more than a few address changes a second. */
const EVERY = 250;

/**
 * Every entry of the history that the page has made, or come to, is marked. One without a mark is new: an
 * address that was pasted, or a link that was followed, and no step back or forward.
 */
const MARK = 'alleyway';

/** Whether the page has been at this entry of the history before. */
export function isKnown(): boolean {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && MARK in state;
}

/** From the next task on this entry is known: all who listen to the same event are told the same. */
export function know() {
  setTimeout(() => isKnown() || write('replaceState', location.hash));
}

/** What a host keeps in its entries stays there. Without a fragment the address is left as it is. */
function write(method: 'pushState' | 'replaceState', address: string): boolean {
  const kept: unknown = method === 'replaceState' ? history.state : null;
  const state = { ...(typeof kept === 'object' ? kept : {}), [MARK]: true };
  try {
    history[method](state, '', address || undefined);
    return true;
  } catch {
    // In a sandboxed frame there is no address to write to; the figure works without.
    return false;
  }
}

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
    // What a query said about a lab is said by the fragment from now on.
    const { pathname, search } = location;
    const query = withoutState(search);
    const address = query === search ? fragment : `${pathname}${query}${fragment}`;
    if (write(method, address)) this.last = fragment;
  }
}
