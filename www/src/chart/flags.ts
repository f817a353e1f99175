/** Names of places on a horizontal axis, in a row above the plot, each where a line comes down from it. */

import { type Box, type Surface, setFont } from './surface.ts';

export interface Flag {
  x: number;
  /** Longest wording first. */
  names: string[];
}

export interface Span {
  text: string;
  left: number;
  right: number;
}

/** Of a wording shorter by one as much dearer as it is to stand to the right of the line and not to the left. */
const SHORTER = 3;

/**
 * For each place a wording that leaves room for the others, before its line or, where there is no
 * room, behind it; nothing for those that find none.
 */
export function arrange(
  places: readonly { at: number; names: readonly { text: string; width: number }[] }[],
  width: number,
  gap: number,
): (Span | null)[] {
  let best: { spans: (Span | null)[]; cost: number } = {
    spans: places.map(() => null),
    cost: Number.POSITIVE_INFINITY,
  };
  const none = 100;
  const next = (index: number, spans: (Span | null)[], cost: number) => {
    if (cost >= best.cost) return;
    const place = places[index];
    if (!place) {
      best = { spans, cost };
      return;
    }
    for (const [rank, { text, width: wide }] of place.names.entries()) {
      const over = Math.min(wide / 2, gap / 2);
      for (const [liking, left] of [
        place.at + over - wide,
        place.at - wide,
        place.at - over,
      ].entries()) {
        const span = { text, left, right: left + wide };
        if (left < 0 || span.right > width) continue;
        const free = spans.every(
          one => !one || one.left >= span.right + gap || one.right + gap <= span.left,
        );
        if (free) next(index + 1, [...spans, span], cost + rank * SHORTER + liking);
      }
    }
    next(index + 1, [...spans, null], cost + none);
  };
  next(0, [], 0);
  return best.spans;
}

/** The row, and a line down from each name. */
export function paintFlags(
  surface: Surface,
  flags: readonly Flag[],
  plot: Box,
  x: (value: number) => number,
) {
  const { context, width, em, line, theme } = surface;
  setFont(surface, 1, 600);
  const spans = arrange(
    flags.map(flag => ({
      at: x(flag.x),
      names: flag.names.map(text => ({ text, width: context.measureText(text).width })),
    })),
    width,
    em * 0.5,
  );
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.muted;
  for (const span of spans) if (span) context.fillText(span.text, span.left, plot.top - em * 0.4);
  context.strokeStyle = theme.muted;
  context.lineWidth = line * 0.45;
  context.setLineDash([line * 0.45, line]);
  for (const flag of flags) {
    const at = Math.round(x(flag.x)) + 0.5;
    context.beginPath();
    context.moveTo(at, plot.top);
    context.lineTo(at, plot.bottom);
    context.stroke();
  }
  context.setLineDash([]);
  setFont(surface);
}
