/** Styles that come with late code: a figure puts them on when it is first used. */

import { adoptStyles, unsafeCSS } from 'lit';

/** A style for the shadow of any figure. To put it on again does nothing. */
export function dress(text: string): (root: ShadowRoot) => void {
  const style = unsafeCSS(text);
  const worn = new WeakSet<ShadowRoot>();
  return root => {
    if (worn.has(root)) return;
    worn.add(root);
    if (style.styleSheet) root.adoptedStyleSheets.push(style.styleSheet);
    else adoptStyles(root, [style]);
  };
}
