/** The real data sets: fetched when a run first asks for one, once a page. */

import diabetes from 'alleyway-lab/data/diabetes.csv?url';
import digits from 'alleyway-lab/data/digits.csv.gz?url';
import { DAMAGED, Fault, receive, type Track } from './loading.ts';

const addresses: Record<string, string> = { digits, diabetes };

/** CSV text of a data set, as bytes. `size` is what its file has; `check` throws at what is not that table. */
export async function fetchData(
  name: string,
  size: number,
  check: (csv: Uint8Array) => void,
  track: Track,
): Promise<Uint8Array> {
  const address = addresses[name];
  if (address === undefined) throw new Fault('the page knows no such data set');
  return receive(
    address,
    async bytes => {
      // A host that knows of .gz may already have unpacked it; then there is more, never less.
      if (bytes.length < size) throw new Fault(`${bytes.length} of ${size} bytes came`);
      const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
      const csv = packed ? await unpack(bytes) : bytes;
      try {
        check(csv);
      } catch {
        // It says which row and why, which helps who made the file, not who waits for it.
        throw new Fault(DAMAGED);
      }
      return csv;
    },
    { track, size },
  );
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Fault(DAMAGED);
  }
}
