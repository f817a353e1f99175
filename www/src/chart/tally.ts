/** How many of a number are left: as many small squares, full or hollow, under one line of words. */

import { fitting } from './marks.ts';
import { type Surface, setFont } from './surface.ts';

export interface TallyModel {
  count: number;
  of: number;
  /** Longest first. */
  names: string[];
}

/** The height that it takes, in ems. */
export const TALLY = 2.5;

export function paintTally(surface: Surface, { count, of, names }: TallyModel): null {
  const { context, width, em, line, theme } = surface;
  setFont(surface, 1, 600);
  context.fillStyle = theme.ink;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(fitting(surface, names, width), 0, em);
  setFont(surface);
  const slot = Math.min(em * 0.9, (width - 2) / Math.max(1, of));
  const side = slot * 0.72;
  const top = em * 1.5;
  context.fillStyle = theme.good;
  context.strokeStyle = theme.faint;
  context.lineWidth = Math.max(1, line * 0.3);
  if (slot < 3) {
    // So many are a bar.
    context.strokeRect(1, top, slot * of, em * 0.6);
    context.fillRect(1, top, slot * Math.min(of, count || 0), em * 0.6);
    return null;
  }
  for (let index = 0; index < of; index++)
    if (index < count) context.fillRect(1 + index * slot, top, side, side);
    else context.strokeRect(1 + index * slot, top, side, side);
  return null;
}
