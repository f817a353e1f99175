/** Where the site will stand: what `ALLEYWAY_SITE` says, else the homepage of package.json. */

import { readFileSync } from 'node:fs';

export function addressOfSite(): string {
  const declared = JSON.parse(readFileSync('package.json', 'utf8')).homepage as string;
  const given = process.env.ALLEYWAY_SITE || declared;
  if (!URL.canParse(given) || !/^https?:/.test(given))
    throw new Error(
      `the address of the site must be one of the web, as https://example.org/alleyway/, got ${given}`,
    );
  const url = new URL(given);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.search = '';
  url.hash = '';
  return url.href;
}
