/** What is told in a video, as the text that stands beside it (WebVTT: https://www.w3.org/TR/webvtt1/). */

export interface Cue {
  /** Seconds. */
  from: number;
  to: number;
  lines: string[];
}

const two = (number: number) => String(number).padStart(2, '0');

/** Hours, minutes, seconds and thousandths. */
function moment(seconds: number): string {
  const thousandths = Math.round(seconds * 1000);
  const whole = Math.floor(thousandths / 1000);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return `${two(hours)}:${two(minutes)}:${two(whole % 60)}.${String(thousandths % 1000).padStart(3, '0')}`;
}

/** Neither a mark nor an empty line, which would end the cue. */
function plain(line: string): string {
  return line
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

export function webVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(
    ({ from, to, lines }) =>
      `${moment(from)} --> ${moment(to)}\n${lines.map(plain).filter(Boolean).join('\n')}\n`,
  );
  return `WEBVTT\n\n${blocks.join('\n')}`;
}
