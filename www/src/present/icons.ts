/** The signs of the bar, drawn as those of the toolbar are. */

import { icon, icons, stroke } from '../lab/icons.ts';

export const signsOfBar = {
  ...icons,
  previous: icon(stroke('M12 5l-5 5 5 5')),
  film: icon(stroke('M3.5 4h13v12h-13zM8.5 7.5l4 2.5-4 2.5z')),
  close: icon(stroke('M5 5l10 10M15 5L5 15')),
  code: icon(stroke('M4 4h4v4H4zM12 4h4v4h-4zM4 12h4v4H4zM12 12h1.5v1.5M16 12v4h-4')),
};
