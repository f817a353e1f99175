/** What a frame tells the page that it is in: how high it is, so that nothing of it is cut and nothing scrolls, and how it stands. */

import type { StateDetail } from '../lab/events.ts';

/** What a host is sent. */
export type ToHost =
  /** Of everything in the frame, in CSS pixels. */
  { alleyway: 'height'; height: number } | ({ alleyway: 'state' } & StateDetail);

/** What a host may send, where its script came later than the frame: the height once more. */
export interface FromHost {
  alleyway: 'height?';
}

/** WordPress hides the frame of a provider that it does not know until this has come, with the secret of its address. */
interface ToWordPress {
  message: 'height';
  secret: string;
  value: number;
}

export class Host {
  private height = 0;
  private readonly secret = new URLSearchParams(location.hash.replace(/^#\??/, '')).get('secret');

  constructor(lab: HTMLElement) {
    if (self === top) return;
    new ResizeObserver(() => this.measure(lab)).observe(lab);
    lab.addEventListener('alleyway-state', ({ detail }) =>
      this.tell({ alleyway: 'state', ...detail }),
    );
    addEventListener('message', ({ source, data }) => {
      if (source === parent && (data as FromHost | null)?.alleyway === 'height?') this.tellHeight();
    });
  }

  private measure(lab: HTMLElement) {
    const height = Math.ceil(lab.getBoundingClientRect().height);
    if (height === this.height) return;
    this.height = height;
    this.tellHeight();
  }

  private tellHeight() {
    this.tell({ alleyway: 'height', height: this.height });
    if (this.secret === null) return;
    this.tell({ message: 'height', secret: this.secret, value: this.height });
  }

  /** To whoever the host is: nothing of it is a secret. */
  private tell(message: ToHost | ToWordPress) {
    parent.postMessage(message, '*');
  }
}
