/** How long a beat stays when a talk plays by itself. */

/** A line that is read while a picture is looked at, in words a second. */
const READ = 2.6;
/** Milliseconds to look at the picture besides. */
const LOOK = 2_500;
/** A question is there to be thought about. */
const THINK = 4_000;

/** Milliseconds to read some texts and to look at what they are about. */
export function readingTime(...texts: string[]): number {
  const words = texts.join(' ').split(/\s+/).filter(Boolean).length;
  return LOOK + (1000 * words) / READ;
}

/** The same of a question, until it is answered. */
export function thinkingTime(question: string): number {
  return THINK + readingTime(question);
}

/** How fast a talk may be played. */
export const SPEEDS = [1, 1.5, 2, 0.5] as const;
