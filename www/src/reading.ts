/** What the page does for who reads it, fetched once the first figure is complete or a link is followed. */

export { note } from './answer.ts';
export { bring, offerWayBack } from './bring.ts';
export { keep } from './kept.ts';
export { explain } from './words/terms.ts';
