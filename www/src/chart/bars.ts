/** Signed numbers as bars on one line of zero. What lies below it is hatched and said, not only coloured. */

import { hatch } from './hatch.ts';
import { type Surface, setFont, type Theme } from './surface.ts';

export interface Group {
  /** Longest wording first. */
  names: string[];
  /** Of its bars above zero. */
  ink?: keyof Theme;
  bars: { value: number; text: string }[];
}

export interface BarsModel {
  groups: Group[];
  /** What a bar below zero means, longest wording first. */
  below: string[];
  /** What a bar of no height means. */
  flat: string[];
  /** What the highest bar of a series of pictures reaches, so that they have one scale. */
  high?: number;
}

export function paintBars(surface: Surface, model: BarsModel): null {
  const { context, width, height, em, line, theme } = surface;
  const values = model.groups.flatMap(group => group.bars.map(bar => bar.value));
  const high = Math.max(0, model.high ?? 0, ...values);
  const low = Math.min(0, ...values);
  const span = high - low || 1;
  const has = { below: low < 0, flat: values.some(value => value === 0) };
  setFont(surface);
  // Where there is little height the names stand under the line, below bars that rise from it.
  const compact = height < em * 10 && !has.flat;
  const top = em * (compact ? 1.5 : 2.7);
  const bottom = height - em * (has.below ? 2.7 : 1.6);
  const y = (value: number) => top + ((high - value) / span) * (bottom - top);
  const zero = Math.round(y(0)) + 0.5;
  const slots = values.length + (model.groups.length - 1) * 0.7;
  const slot = width / Math.max(slots, 1);
  const thick = Math.min(slot * 0.62, em * 4.2);

  context.textBaseline = 'middle';
  setFont(surface, 1, 600);
  const bars = model.groups.flatMap(group => group.bars);
  const neighbours = model.groups.some(group => group.bars.length > 1);
  const crowded =
    neighbours && bars.some(bar => context.measureText(bar.text).width > slot - em * 0.2);
  setFont(surface);
  let at = 0;
  for (const group of model.groups) {
    const from = at * slot;
    for (const bar of group.bars) {
      const middle = (at + 0.5) * slot;
      const end = y(bar.value);
      const [from, to] = [Math.min(zero, end), Math.max(zero, end)];
      const ink = bar.value < 0 ? theme.test : theme[group.ink ?? 'good'];
      context.fillStyle = ink;
      context.fillRect(middle - thick / 2, from, thick, Math.max(to - from, line * 0.9));
      if (bar.value < 0)
        hatch(surface, [
          { left: middle - thick / 2, top: from, right: middle + thick / 2, bottom: to },
        ]);
      setFont(surface, 1, 600);
      context.textAlign = 'center';
      context.fillStyle = theme.ink;
      const text = crowded ? bar.text.replace(/^\+?(−?)0\./, '$1.') : bar.text;
      const said = context.measureText(text).width;
      const place = Math.max(said / 2, Math.min(width - said / 2, middle));
      context.fillText(text, place, bar.value < 0 ? end + em * 0.8 : end - em * 0.75);
      setFont(surface);
      const words = bar.value < 0 ? model.below : bar.value === 0 ? model.flat : [];
      const word = words.find(one => context.measureText(one).width <= slot * 1.25) ?? '';
      context.fillStyle = bar.value < 0 ? theme.test : theme.muted;
      if (word) {
        const half = context.measureText(word).width / 2;
        const x = Math.max(half, Math.min(width - half, middle));
        context.fillText(word, x, bar.value < 0 ? end + em * 2.05 : zero + em * 0.85);
      }
      at += 1;
    }
    const under = compact ? group.bars.findIndex(bar => bar.value > 0) : -1;
    const room = under < 0 ? group.bars.length * slot : slot;
    const middle = under < 0 ? from + room / 2 : from + (under + 0.5) * slot;
    const name =
      group.names.find(
        one => context.measureText(one).width <= room + slot * (under < 0 ? 0.5 : 0.1),
      ) ?? '';
    context.fillStyle = theme.muted;
    context.textAlign = 'center';
    const half = context.measureText(name).width / 2;
    context.fillText(
      name,
      Math.max(half, Math.min(width - half, middle)),
      under < 0 ? em * 0.6 : zero + em * 0.95,
    );
    at += 0.7;
  }
  context.strokeStyle = theme.muted;
  context.lineWidth = Math.max(1, line * 0.45);
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(0, zero);
  context.lineTo(width, zero);
  context.stroke();
  return null;
}
