/** Where the page of a figure stands, from the top of the site, and what belongs to it. */

/** Of a figure, in one of its examples, or as it opens. */
export interface Example {
  figure: string;
  preset: string | null;
}

/** Of one preset, or of the figure as it opens. */
export function pageOf({ figure, preset }: Example): string {
  return preset === null ? `${figure}/` : `${figure}/${preset}/`;
}

/** The picture of a page, beside it. */
export const PICTURE = { file: 'picture.png', width: 1200, height: 630 } as const;

/** The page of talks. */
export const TALK = 'present/';
