/** The real data sets: fetched when a run first asks for one, once a page. */

import diabetes from 'alleyway/data/diabetes.csv?url';
import digits from 'alleyway/data/digits.csv.gz?url';

const addresses: Record<string, string> = { digits, diabetes };
const loaded = new Map<string, Promise<Uint8Array>>();

/** CSV text of a data set, as bytes. A failure is forgotten, so that a later try can succeed. */
export function loadData(name: string): Promise<Uint8Array> {
  let promise = loaded.get(name);
  if (!promise) {
    promise = fetchData(name);
    promise.catch(() => loaded.delete(name));
    loaded.set(name, promise);
  }
  return promise;
}

async function fetchData(name: string): Promise<Uint8Array> {
  const address = addresses[name];
  if (address === undefined) throw new Error(`There is no data set called ${name}.`);
  let bytes: Uint8Array;
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`the host answered ${response.status}`);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`The ${name} data could not be fetched: ${why}.`);
  }
  // A host that knows of .gz may already have unpacked it.
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return packed ? unpack(bytes) : bytes;
}

async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
