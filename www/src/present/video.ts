/** A video of a talk, and whether this browser makes any. */

import type { Cue } from './cues.ts';

export interface Video {
  file: Blob;
  /** Of the name of the file. */
  ending: string;
  seconds: number;
  cues: Cue[];
}

/** Its pixels. */
export const FRAME = { width: 1280, height: 720 };

export const NO_VIDEO = 'This browser writes no video; newer ones do.';

/** Why none can be made; null where one may be: which codecs a browser has is known once they are asked for. */
export function noVideo(): string | null {
  if (!isSecureContext) return 'A browser writes a video only for a page that came by https.';
  return typeof VideoEncoder === 'undefined' ? NO_VIDEO : null;
}
