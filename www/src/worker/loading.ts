/**
 * One place for whatever the page has to fetch: how long is waited, how often it is tried, and
 * what is said if it does not come. Nothing that has failed once stays failed: what was wrong is
 * never kept, and the next try asks the host and not a cache.
 */

/** Time as the page knows it; tests bring their own. */
export interface Clock {
  now(): number;
  /** Calls `act` after some milliseconds; the answer takes it back. */
  after(milliseconds: number, act: () => void): () => void;
}

export const clock: Clock = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** What was needed and could not be had, in a sentence. Trying again may help. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Why something did not come, as the end of a sentence. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** Of a host that sends nothing: it is not asked again before the reader has been told. */
class Stalled extends Fault {
  constructor(milliseconds: number) {
    super(`nothing came for ${Math.round(milliseconds / 1000)} seconds`);
  }
}

// Together these let no reader wait for more than ten seconds before a byte comes, or a sentence.
/** Between one try and the next: a hiccup is over by then, and a reader has not yet gone. */
const PAUSES = [300, 1200];
/** After so long there are no more tries. */
const ENOUGH = 1_500;
/** A phone on a weak network can be without a byte for several seconds. Once told, a reader who tries again waits for twice as long. */
export const STALL = 7_000;
const MOST_STALL = 60_000;
/** What is said of a file that came and is of no use. */
export const DAMAGED = 'what came is damaged, or not all of it';
/** Of what others wrote a sentence quotes no more than this. */
const QUOTED = 80;

/** A short piece of a text that is not ours, on one line. */
export function short(text: string): string {
  const line = text
    .slice(0, 4 * QUOTED)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > QUOTED ? `${line.slice(0, QUOTED - 1)}…` : line;
}

/** Why it did not come, as far as the browser tells. */
function reason(thrown: unknown): string {
  if (thrown instanceof Fault) return thrown.message;
  const { name, message } =
    thrown instanceof Error || thrown instanceof DOMException ? thrown : new Error(String(thrown));
  // What fetch throws has another text in every browser, and none tells more than this.
  if (['TypeError', 'AbortError', 'NetworkError'].includes(name))
    return 'the host cannot be reached, or broke off';
  // A blog's own rules may forbid it: that is another thing than a bad file.
  if (name === 'CompileError' && /unsafe-eval|content.security.policy/i.test(message))
    return 'the security policy of this page does not allow WebAssembly';
  if (name === 'CompileError' || name === 'SyntaxError') return DAMAGED;
  return short(message).replace(/\.$/, '');
}

/** Try, with pauses, a few times; then say what could not be had and why. */
export async function persist<T>(
  what: string,
  act: () => Promise<T>,
  time: Clock = clock,
): Promise<T> {
  const began = time.now();
  for (let tries = 0; ; tries++) {
    try {
      return await act();
    } catch (thrown) {
      const pause = PAUSES[tries];
      const enough = time.now() - began > ENOUGH || thrown instanceof Stalled;
      if (pause === undefined || enough)
        throw new Unavailable(`${what} could not be loaded: ${reason(thrown)}.`);
      await new Promise<void>(go => time.after(pause, go));
    }
  }
}

/** What `promise` comes to, if it does in as many milliseconds. */
export function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((done, failed) => {
    const relax = clock.after(milliseconds, () => failed(new Stalled(milliseconds)));
    promise.then(done, failed).finally(relax);
  });
}

/** How often in a row nothing came from an address. */
const stalls = new Map<string, number>();

/** How long a host may send nothing at this address. */
export function patienceFor(address: string): number {
  return Math.min(MOST_STALL, STALL * 2 ** (stalls.get(address) ?? 0));
}

/** How much of something has come. */
export class Track {
  received = 0;
  /** Null while it is not known. */
  total: number | null = null;
  done = false;
  private readonly watchers = new Set<() => void>();

  /** `act` is called with every piece that comes; the answer ends that. */
  watch(act: () => void): () => void {
    this.watchers.add(act);
    return () => this.watchers.delete(act);
  }

  /** A new try begins at nothing. */
  restart() {
    this.received = 0;
    this.total = null;
    this.done = false;
    this.moved();
  }

  add(bytes: number) {
    this.received += bytes;
    this.moved();
  }

  /** So much as several others together. */
  sum(tracks: readonly Track[]) {
    this.received = tracks.reduce((sum, one) => sum + one.received, 0);
    this.total = tracks.reduce<number | null>(
      (sum, one) => (sum === null || one.total === null ? null : sum + one.total),
      0,
    );
    this.moved();
  }

  end() {
    this.done = true;
    this.moved();
  }

  private moved() {
    for (const act of this.watchers) act();
  }
}

/** The share of everything that is waited for that has come; null where a size is not known. */
export function fractionOf(tracks: Iterable<Track>): number | null {
  let received = 0;
  let total = 0;
  for (const track of tracks) {
    if (track.done) continue;
    if (track.total === null) return null;
    received += Math.min(track.received, track.total);
    total += track.total;
  }
  return total > 0 ? received / total : null;
}

/** Loaded once a page, when first asked for. A failure is forgotten, so that it can be asked for again. */
export class Once<T> {
  readonly track = new Track();
  /** What came. */
  value: T | null = null;
  private promise: Promise<T> | null = null;
  private readonly load: (track: Track) => Promise<T>;

  constructor(load: (track: Track) => Promise<T>) {
    this.load = load;
  }

  get(): Promise<T> {
    if (this.promise) return this.promise;
    this.track.restart();
    const promise = this.load(this.track).then(
      value => {
        this.value = value;
        this.track.end();
        return value;
      },
      thrown => {
        this.promise = null;
        throw thrown;
      },
    );
    this.promise = promise;
    return promise;
  }
}

/** What is known of an answer before it comes. */
interface Expected {
  track?: Track;
  size?: number | undefined;
}

/** Addresses whose last answer was of no use: a cache may still hold it. */
const doubtful = new Set<string>();

/**
 * Fetch, and make something of what came. What `make` throws at is no answer: the next fetch of
 * that address goes past every cache, and puts right what they hold. `size` is what the file has
 * in bytes, unpacked; without it the host's word is taken.
 *
 * The bytes are read here, and no stream is handed on: to compile a module while it comes saves
 * some tens of milliseconds, and Firefox leaves the compiler of a stream that breaks waiting for
 * ever, in the way of the next, and tells an error of a page that is left while something comes.
 */
export async function receive<T>(
  address: string,
  make: (bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>,
  { track, size }: Expected = {},
): Promise<T> {
  const patience = patienceFor(address);
  const control = new AbortController();
  let stalled = false;
  const wait = () =>
    clock.after(patience, () => {
      stalled = true;
      control.abort();
    });
  let relax = wait();
  track?.restart();
  try {
    const answer = await fetch(address, {
      signal: control.signal,
      ...(doubtful.has(address) ? { cache: 'reload' as const } : {}),
    });
    if (!answer.ok) throw new Fault(`the host answered ${answer.status}`);
    const type = answer.headers.get('content-type') ?? '';
    // What many hosts send, with a good status, for a file that they do not have.
    if (type.startsWith('text/html')) throw new Fault('the host sent a web page in its place');
    // The length that is told of a packed answer is that of the pack.
    const told = answer.headers.has('content-encoding')
      ? 0
      : Number(answer.headers.get('content-length'));
    if (track) track.total = size ?? (told > 0 ? told : null);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let received = 0;
    const reader = answer.body?.getReader();
    for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
      relax();
      relax = wait();
      pieces.push(next.value);
      received += next.value.length;
      track?.add(next.value.length);
    }
    relax();
    // Not every browser minds if a host breaks off.
    if (told > 0 && received < told)
      throw new Fault(`${received} of ${told} bytes came, and then no more`);
    const made = await make(new Uint8Array(await new Blob(pieces).arrayBuffer()));
    doubtful.delete(address);
    stalls.delete(address);
    return made;
  } catch (thrown) {
    doubtful.add(address);
    if (stalled) {
      stalls.set(address, (stalls.get(address) ?? 0) + 1);
      throw new Stalled(patience);
    }
    throw thrown;
  } finally {
    relax();
  }
}
