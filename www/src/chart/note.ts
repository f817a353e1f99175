/** A sentence where there is nothing to draw. */

import { type Surface, setFont } from './surface.ts';

export function paintNote(surface: Surface, text: string): null {
  const { context, width, height, em, theme } = surface;
  setFont(surface);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const longer = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && context.measureText(longer).width <= width * 0.8)
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [index, line] of lines.entries())
    context.fillText(line, width / 2, height / 2 + (index - (lines.length - 1) / 2) * em * 1.4);
  return null;
}
