/** Pictures of fits that are no curve, fetched by those who see one. */

export { type Answer, paintImages } from './images.ts';
export { paintScatter } from './scatter.ts';
