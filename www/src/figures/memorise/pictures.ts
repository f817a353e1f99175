/** The solution as a picture: a place on a map, a hundred weights, a table of products, or waves. */

import { paintNote } from '../../chart/note.ts';
import type { Panel, Scene } from '../contract.ts';

export function picturePanels(_: Scene): Panel[] {
  return [
    {
      name: 'picture',
      area: 'main',
      title: [{ text: 'The solution' }],
      label: 'The solution',
      tall: true,
      paint: surface => paintNote(surface, 'Nothing'),
    },
  ];
}
