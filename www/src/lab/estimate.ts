/** How long a run still takes, told from how far it has come, and any length of time in plain words. */

/** Seconds of work before which a share of it foretells nothing, and the least share that does. */
const SOONEST = 1;
const LEAST = 0.01;
/** After so many seconds a smaller share will do: who waits long would rather know roughly than nothing. */
const LATEST = 5;
/** Seconds over which the estimate follows what it is made from: one late report must not make it jump. */
const SMOOTH = 2;
/** What is told only grows where it has become wrong by more than this share. */
const SLACK = 0.15;

/** Times are in milliseconds, as `performance.now` has them. */
export class Estimate {
  private fraction = 0;
  private reports = 0;
  /** Milliseconds of work until `since`. */
  private worked = 0;
  private since: number | null = null;
  private smooth: { left: number; at: number } | null = null;
  private told: number | null = null;

  begin(now: number) {
    this.fraction = 0;
    this.reports = 0;
    this.worked = 0;
    this.since = now;
    this.smooth = null;
    this.told = null;
  }

  /** The run rests, or goes on: time in which nothing is done says nothing of its pace. */
  hold(held: boolean, now: number) {
    if (held && this.since !== null) {
      this.worked += now - this.since;
      this.since = null;
    } else if (!held && this.since === null) {
      this.since = now;
      if (this.smooth) this.smooth.at = now;
    }
  }

  /** This share of the work is done. */
  heard(fraction: number) {
    if (fraction <= this.fraction) return;
    this.fraction = fraction;
    this.reports++;
  }

  /** Seconds that are left; null while that cannot be told. */
  left(now: number): number | null {
    const { fraction, since } = this;
    const worked = (this.worked + (since === null ? 0 : now - since)) / 1000;
    const early = worked < SOONEST || (fraction < LEAST && worked < LATEST);
    // One report may be of work that was already under way when the clock was started.
    if (fraction <= 0 || this.reports < 2 || (early && this.told === null)) return null;
    const straight = (worked * (1 - fraction)) / fraction;
    if (!this.smooth) this.smooth = { left: straight, at: now };
    else if (since !== null) {
      const passed = Math.max(0, (now - this.smooth.at) / 1000);
      const expected = Math.max(0, this.smooth.left - passed);
      const weight = 1 - Math.exp(-passed / SMOOTH);
      this.smooth = { left: expected + (straight - expected) * weight, at: now };
    }
    const { left } = this.smooth;
    if (this.told === null || left < this.told || left > this.told * (1 + SLACK)) this.told = left;
    return this.told;
  }
}

/** In seconds: how long a unit is, and from how many seconds on it is used. */
const UNITS = [
  { name: 'year', long: 365.25 * 86_400, from: 360 * 86_400 },
  { name: 'day', long: 86_400, from: 36 * 3600 },
  { name: 'hour', long: 3600, from: 90 * 60 },
  { name: 'minute', long: 60, from: 57.5 },
] as const;

/** `about 20 s`, `about 4 minutes`: no more digits than an estimate has. */
export function aboutTime(seconds: number): string {
  for (const { name, long, from } of UNITS) {
    if (seconds < from) continue;
    const count = Math.max(1, Math.round(seconds / long));
    return `about ${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`;
  }
  const step = seconds < 9.5 ? 1 : 5;
  return `about ${Math.max(1, Math.round(seconds / step) * step)} s`;
}
