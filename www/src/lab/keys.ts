/** Where keys lead on whatever a reader can move. */

/** With one of these a key is the browser's. */
export function modified(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Where a key takes what stands at a number between two others; null for a key that moves nothing. */
export function moved(
  event: KeyboardEvent,
  at: number,
  low: number,
  high: number,
  step = 1,
  page = 5 * step,
): number | null {
  const places: Record<string, number> = {
    ArrowRight: at + step,
    ArrowUp: at + step,
    ArrowLeft: at - step,
    ArrowDown: at - step,
    PageUp: at + page,
    PageDown: at - page,
    Home: low,
    End: high,
  };
  const place = places[event.key];
  return place === undefined ? null : Math.max(low, Math.min(high, place));
}

/** Go where a key leads; the space bar plays from anywhere. */
export function byKey<To>(
  { togglePlay }: { togglePlay(): void },
  event: KeyboardEvent,
  to: To | null,
  go: (to: To) => void,
) {
  if (modified(event)) return;
  if (to !== null) go(to);
  else if (event.key === ' ') togglePlay();
  else return;
  event.preventDefault();
}

/** What is typed into. */
export const TYPED = 'textarea, input:not([type=range]):not([type=checkbox])';
const MOVE = /^(?:Arrow.*|Page.*|Home|End)$/;
/** What has the focus, and the keys that it uses. */
const USED: readonly [string, RegExp][] = [
  [TYPED, /^(?:.|Arrow.*|Page.*|Home|End|Enter|Backspace|Delete)$/],
  ['input[type=range], [role=slider], select, .pills > .pill', MOVE],
  ['button, summary, [role=slider], select', /^ $/],
  ['button, summary, a', /^Enter$/],
];

/** Whether a key is for what has the focus. */
export function uses(focused: Element, key: string): boolean {
  return USED.some(([what, keys]) => focused.matches(what) && keys.test(key));
}

/**
 * Keeps from the page the keys that are for what has the focus in a figure: a host that turns its slides by the arrows does not
 * see what is in here, and takes them all for its own.
 */
export function keep(event: KeyboardEvent) {
  const [focused] = event.composedPath();
  if (modified(event) || !(focused instanceof Element)) return;
  if (uses(focused, event.key)) event.stopPropagation();
}
