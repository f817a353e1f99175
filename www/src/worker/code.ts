/**
 * Code that is loaded when it is needed. A browser remembers for the life of a page that a module,
 * or any that it imports, could not be read, and never asks for it again (https://github.com/whatwg/html/issues/6768;
 * since #10327 a failed fetch is asked for again, a damaged file still is not). So every file is
 * first fetched and looked at, and imported only where it is whole.
 */

import { DAMAGED, Fault, Once, patienceFor, persist, receive, Track, within } from './loading.ts';

/** What the build puts at the end of every file of code: one without it is not whole. */
declare const END_OF_FILE: string;
/** The files of each chunk, as `name:file=bytes,file=bytes;`. Nothing where there is no build. */
declare const FILES: string;

interface File {
  address: string;
  bytes: number;
}

/** By name; the first file of each is the chunk itself, the others are what it imports. */
const chunks = new Map<string, File[]>();
for (const [, name = '', list = ''] of (typeof FILES === 'undefined' ? '' : FILES).matchAll(
  /([^:;]+):([^;]*);/g,
)) {
  const files = [...list.matchAll(/([^=,]+)=(\d+)/g)];
  chunks.set(
    name,
    files.map(([, file = '', bytes]) => ({
      address: new URL(file, import.meta.url).href,
      bytes: Number(bytes),
    })),
  );
}

/** Files that have been imported: nothing can happen to them any more. */
const imported = new Set<string>();

/** How many bytes a file of the build has, by the name that the build knows it by. */
export function sizeOf(name: string): number | undefined {
  return chunks.get(name)?.[0]?.bytes;
}

/** Whether all of a file of code is there. Brings it into the browser's cache besides. */
export async function fetchCode(address: string, size?: number, track?: Track): Promise<void> {
  const make = (bytes: Uint8Array) => {
    const text = new TextDecoder().decode(bytes);
    if (typeof END_OF_FILE !== 'undefined' && !text.trimEnd().endsWith(END_OF_FILE))
      throw new Fault(DAMAGED);
  };
  await receive(address, make, { size, ...(track ? { track } : {}) });
}

/** A chunk: what it is called in a sentence, its name in the build, and how it is imported. */
export function chunk<T>(what: string, name: string, load: () => Promise<T>): Once<T> {
  const files = chunks.get(name) ?? [];
  let spoilt = 0;
  return new Once(track =>
    persist(what, async () => {
      const missing = files.filter(file => !imported.has(file.address));
      const tracks = missing.map(({ bytes }) => {
        const one = new Track();
        one.watch(() => track.sum(tracks));
        one.total = bytes;
        return one;
      });
      await Promise.all(
        missing.map(({ address, bytes }, index) => fetchCode(address, bytes, tracks[index])),
      );
      const own = files[0]?.address;
      try {
        // Under another address it is another module, which the browser remembers nothing of.
        const module =
          spoilt > 0 && own
            ? (import(/* @vite-ignore */ `${own}?retry=${spoilt}`) as Promise<T>)
            : load();
        const here = await within(module, patienceFor(own ?? what));
        for (const { address } of files) imported.add(address);
        return here;
      } catch (thrown) {
        spoilt++;
        throw thrown;
      }
    }),
  );
}
