/** What this reader's own runs have said of each claim, at the end of the page. */

import type { ResultDetail } from './lab/events.ts';

type Verdict = ResultDetail['verdict'];

/** By figure, each config that was run, the last one last. */
const runs = new Map<string, Map<string, Verdict>>();

const LAST = new Map<boolean | null, string>([
  [true, 'It held in your run.'],
  [false, 'It did not hold in your run.'],
  [null, 'The run that is shown does not tell.'],
]);

const count = (verdicts: readonly Verdict[], holds: boolean | null) =>
  verdicts.filter(one => one.holds === holds).length;

/** What of some runs is to be said in one sentence. */
export function summed(verdicts: readonly Verdict[]): string {
  const [only] = verdicts;
  if (!only) return '';
  if (verdicts.length === 1) return LAST.get(only.holds) ?? '';
  const [held, not, open] = [true, false, null].map(holds => count(verdicts, holds));
  const parts = [
    held ? `held in ${held}` : '',
    not ? `did not hold in ${not}` : '',
    open ? `could not be told in ${open}` : '',
  ].filter(part => part !== '');
  return `Of your ${verdicts.length} runs it ${parts.join(', and ')}. The last:`;
}

/** A run that is complete. */
export function note({ figure, config, verdict }: ResultDetail) {
  const own = runs.get(figure) ?? new Map<string, Verdict>();
  runs.set(figure, own);
  const key = JSON.stringify(config);
  own.delete(key);
  own.set(key, verdict);
  const place = document.querySelector<HTMLElement>(`.claims [data-figure="${figure}"] .own`);
  if (!place) return;
  const link = place.querySelector('a');
  place.textContent = `${summed([...own.values()])} “${verdict.text}” `;
  if (link) place.append(link);
}
