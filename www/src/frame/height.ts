/** A frame tells its host how high it is, so that nothing of it is cut and nothing scrolls. */

/** What a host is sent. */
export interface HeightMessage {
  alleyway: 'height';
  /** Of everything in the frame, in CSS pixels. */
  height: number;
}

/** WordPress hides the frame of a provider that it does not know until this has come, with the secret of its address. */
interface WordPressMessage {
  message: 'height';
  secret: string;
  value: number;
}

export class Height {
  private last = 0;
  private readonly secret = new URLSearchParams(location.hash.replace(/^#\??/, '')).get('secret');

  constructor(element: Element) {
    if (self === top) return;
    new ResizeObserver(() => this.measure(element)).observe(element);
    // A host whose script comes late asks once more.
    addEventListener('message', ({ source, data }) => {
      if (source === parent && data?.alleyway === 'height?') this.tell();
    });
  }

  private measure(element: Element) {
    const height = Math.ceil(element.getBoundingClientRect().height);
    if (height === this.last) return;
    this.last = height;
    this.tell();
  }

  /** To whoever the host is: a height is no secret. */
  private tell() {
    const message: HeightMessage = { alleyway: 'height', height: this.last };
    parent.postMessage(message, '*');
    if (this.secret === null) return;
    const told: WordPressMessage = { message: 'height', secret: this.secret, value: this.last };
    parent.postMessage(told, '*');
  }
}
