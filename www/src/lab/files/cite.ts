/** How a figure is cited: what it is, by whom, where, and when it was looked at. */

export interface Source {
  authors: string;
  version: string;
  figure: string;
  title: string;
  link: string;
  seen: Date;
}

const day = (seen: Date) =>
  [seen.getFullYear(), seen.getMonth() + 1, seen.getDate()]
    .map(part => String(part).padStart(2, '0'))
    .join('-');

export function text({ authors, version, title, link, seen }: Source): string {
  return `${authors}: Alleyway, version ${version} [software]. ${title}. ${link} (seen ${day(seen)}).`;
}

/** Of a kind that every style of BibTeX and biblatex knows; an address belongs into `howpublished` in the older ones. */
export function bibtex({ authors, version, figure, title, link, seen }: Source): string {
  return `@misc{alleyway-${figure},
  author = {{${plain(authors)}}},
  title = {{Alleyway: ${plain(title)}}},
  howpublished = {\\url{${link.replace(/[{}\\]/g, encodeURIComponent)}}},
  note = {Software, version ${plain(version)}, seen ${day(seen)}},
}`;
}

/** Text in which TeX finds no commands. */
function plain(text: string): string {
  return text.replace(/[&%$#_{}]/g, one => `\\${one}`);
}
