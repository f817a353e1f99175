/** The lab is kept by the browser, so that it opens without a network: what keeps it is service/service-worker.ts. */

import { SITE } from './lab/site.ts';

/** What the reader is told once all of it is there. */
const KEPT = 'It is kept in this browser and opens without a network.';

/** Whoever saves data has not asked for all figures. */
function isSaving(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

let kept = false;

/** Once, where the browser can, for a page of the site itself. */
export async function keep(): Promise<void> {
  if (kept) return;
  kept = true;
  const { serviceWorker } = navigator;
  if (!isSecureContext || !serviceWorker || isSaving() || self !== top) return;
  try {
    await serviceWorker.register(new URL('service-worker.js', SITE), { updateViaCache: 'none' });
    await serviceWorker.ready;
    document.querySelector('footer p')?.append(` ${KEPT}`);
  } catch {
    // A browser that keeps nothing, in a private window perhaps, shows the lab all the same.
  }
}
