/** A link as a QR code, drawn here: nothing is asked of anybody. lean-qr, because error correction and masks are no matter of ours (4 KB). */

import { correction, generate } from 'lean-qr';
import { toSvg } from 'lean-qr/extras/svg';

/** Light on the outside, as who reads it expects (ISO/IEC 18004: four modules). */
const QUIET = 4;

/** Dark on light, whatever the screen's colours are; a sentence where the link is too long for any code. */
export function codeOf(link: string): Element | string {
  try {
    const code = generate(link, { minCorrectionLevel: correction.L });
    const picture = toSvg(code, document, { on: '#000', off: '#fff', padX: QUIET, padY: QUIET });
    // As large as its place.
    picture.removeAttribute('width');
    picture.removeAttribute('height');
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', 'A QR code of the link below');
    return picture;
  } catch {
    return 'This link is too long for a code.';
  }
}
