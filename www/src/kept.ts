/** The lab is kept by the browser, so that it opens without a network: what keeps it is service/service-worker.ts. */

import { SITE } from './lab/site.ts';

/** What the reader is told once all of it is there. */
const KEPT = 'It is kept in this browser and opens without a network.';

async function keep(): Promise<void> {
  const { serviceWorker } = navigator;
  await serviceWorker.register(new URL('service-worker.js', SITE), { updateViaCache: 'none' });
  await serviceWorker.ready;
  document.querySelector('footer p')?.append(` ${KEPT}`);
}

/** Whoever saves data has not asked for all figures. */
function isSaving(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

/** Once a figure is complete, for a page of the site itself: what does not run here need not be kept, and the first curve goes before. */
export function keepOnceItRuns() {
  const can = isSecureContext && 'serviceWorker' in navigator && !isSaving();
  if (!can || import.meta.env.DEV || typeof OFFLINE !== 'undefined' || self !== top) return;
  document.addEventListener(
    'alleyway-result',
    // A browser that keeps nothing, a private window perhaps, shows the lab all the same.
    () => void keep().catch(() => {}),
    { once: true },
  );
}
