/** The run as curves: losses against steps, the roads from M to G, test loss against the norm, how simple it is. */

import { paintNote } from '../../chart/note.ts';
import type { Panel, Scene } from '../contract.ts';

export function curvePanels(_: Scene): Panel[] {
  return ['loss', 'roads', 'norm', 'simple'].map(
    (name): Panel => ({
      name,
      area: 'side',
      title: [{ text: name }],
      label: name,
      paint: surface => paintNote(surface, 'Nothing'),
    }),
  );
}
