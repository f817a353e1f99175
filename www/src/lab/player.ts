/** Plays a story: a position that moves through it, a little at every frame, or as it is told that time passes. */

/** What is played. */
export interface Playable {
  /** Its last position; null while there is none to play. */
  end(): number | null;
  /** Milliseconds that it stays at a position. */
  pace(index: number): number;
  moved(): void;
  /** It has come to its end, or was stopped. */
  ended(at: number): void;
}

/** A tab that slept must not leap through the story. */
const LEAP = 50;

export class Player {
  private readonly playable: Playable;
  private going: { at: number; frame: number | null; last: number } | null = null;

  constructor(playable: Playable) {
    this.playable = playable;
  }

  /** Where it is; null where nothing plays. */
  get at(): number | null {
    return this.going?.at ?? null;
  }

  start(at: number) {
    this.still();
    this.going = { at, last: performance.now(), frame: requestAnimationFrame(this.tick) };
    this.playable.moved();
  }

  /** From here on time passes by `advance` alone. */
  stand(at: number) {
    this.still();
    this.going = { at, last: 0, frame: null };
    this.playable.moved();
  }

  /** So many milliseconds later. */
  advance(passed: number) {
    const { going } = this;
    const end = this.playable.end();
    if (!going || end === null) return;
    going.at = Math.min(end, going.at + passed / this.playable.pace(Math.floor(going.at)));
    if (going.at >= end) this.stop();
    else this.playable.moved();
  }

  stop() {
    if (!this.going) return;
    this.still();
    const { at } = this.going;
    this.going = null;
    this.playable.ended(Math.round(at));
  }

  private still() {
    if (this.going?.frame) cancelAnimationFrame(this.going.frame);
  }

  private readonly tick = (now: number) => {
    const { going } = this;
    if (!going) return;
    const passed = Math.min(LEAP, Math.max(0, now - going.last));
    going.last = now;
    going.frame = requestAnimationFrame(this.tick);
    this.advance(passed);
  };
}
