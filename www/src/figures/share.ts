/**
 * `${share(0.3)}` in a tag sets the custom property --share on its element. lit's own styleMap
 * writes a style attribute at first, which a strict content security policy refuses.
 */

import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

class Share extends Directive {
  override render(_value: number): unknown {
    return noChange;
  }

  override update(part: ElementPart, [value]: [number]): unknown {
    (part.element as HTMLElement).style.setProperty('--share', value.toFixed(4));
    return noChange;
  }
}

export const share = directive(Share);
