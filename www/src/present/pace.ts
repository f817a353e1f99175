/** How long a beat stays when a talk plays by itself. */

/** A line that is read, in words a second. */
const READ = 3.3;
/** The sentence of a run, in which numbers are looked for: who wants to read all of it rests the talk. */
const SKIM = 8;
/** Milliseconds to look at the picture besides. */
const LOOK = 2_500;
/** A question is there to be thought about. */
const THINK = 4_000;

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean).length;

/** Milliseconds to read a line, find the numbers in a sentence, and look at what they are about. */
export function readingTime(line: string, sentence = ''): number {
  return LOOK + 1000 * (wordsOf(line) / READ + wordsOf(sentence) / SKIM);
}

/** The same of a question, until it is answered. */
export function thinkingTime(question: string): number {
  return THINK + readingTime(question);
}

/** How fast a talk may be played. */
export const SPEEDS = [1, 1.5, 2, 0.5] as const;
