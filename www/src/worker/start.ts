/** How a worker is started: by its address, by way of a script of the page's own, or not at all, and then the page does its work. */

import { chunk, fetchCode, sizeOf } from './code.ts';
import type { Hand } from './jobs.ts';
import { persist } from './loading.ts';
import workerUrl from './worker.ts?worker&url';

/** The script of a worker. */
const script = new URL(workerUrl, document.baseURI);

/** What `require-trusted-types-for 'script'` asks for. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedScripts;
}
interface TrustedScripts {
  createScriptURL(url: string): string;
}

/** The name under which a page's policy lets the addresses of workers pass. */
const POLICY = 'alleyway';

let policy: TrustedScripts | null = null;

/** An address of ours, in the form in which this page lets a worker be started. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy(POLICY, { createScriptURL: url => url });
  return policy.createScriptURL(url);
}

/**
 * A page of another origin, or a frame that has none, may not start our script, but may start one of its own that imports
 * ours. Not a module: Chromium starts none without an origin. What is sent before the import is there waits.
 */
function borrowed(url: string): string {
  const text = `const early = [];
onmessage = event => early.push(event);
import(${JSON.stringify(url)}).then(() => early.forEach(event => onmessage(event)), error => setTimeout(() => { throw error; }));`;
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}

let own: string | null = null;

export function start(): Worker {
  // In a file that holds all of the lab it is no module.
  if (typeof OFFLINE !== 'undefined') return new Worker(trusted(script.href));
  if (script.origin === self.origin) return new Worker(trusted(script.href), { type: 'module' });
  own ??= borrowed(script.href);
  return new Worker(trusted(own));
}

let checking: Promise<void> | null = null;

/** Whether the code of the workers can be had; what a cache holds of it is put right. */
export function check(): Promise<void> {
  checking ??= persist('The code that trains', () =>
    fetchCode(script.href, sizeOf('worker')),
  ).finally(() => {
    checking = null;
  });
  return checking;
}

const server = chunk('The code that trains', 'serve', () => import('./serve.ts'));

/** The work of a worker on the page's own thread, in the same short slices. */
export async function standIn(): Promise<() => Hand> {
  const { Server } = await server.get();
  return () => {
    const { port1, port2 } = new MessageChannel();
    const served = new Server(port2);
    const hand: Hand = {
      onmessage: null,
      onerror: null,
      postMessage: message => port1.postMessage(message),
      terminate() {
        port1.close();
        served.close();
      },
    };
    port1.onmessage = event => hand.onmessage?.(event);
    return hand;
  };
}
