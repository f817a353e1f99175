/**
 * A talk as a video. It is drawn a frame at a time by a clock of its own: however slow the machine, it lasts as long as the talk
 * that is watched. mediabunny, because files of video are no matter of ours (MPL-2.0, 48 KB, fetched when a video is asked for).
 */

import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  type VideoCodec,
  WebMOutputFormat,
} from 'mediabunny';
import { paintFigure, paintGround, unscaledIn, writeElement } from '../lab/files/picture.ts';
import type { Cue } from './cues.ts';
import type { Staged } from './parts.ts';
import { FRAME, NO_VIDEO, type Video } from './video.ts';

/** Frames in a second while something moves. */
const RATE = 30;
/** What stands still is written once a second: a player finds any moment of it soon. */
const STILL = RATE;

/** The first is what most programs show. */
const FORMS: { format(): Mp4OutputFormat | WebMOutputFormat; codecs: VideoCodec[] }[] = [
  { format: () => new Mp4OutputFormat(), codecs: ['avc'] },
  { format: () => new WebMOutputFormat(), codecs: ['vp9', 'vp8'] },
];

async function formHere() {
  for (const { format, codecs } of FORMS) {
    const codec = await getFirstEncodableVideoCodec(codecs, FRAME);
    if (codec) return { format: format(), codec };
  }
  throw new Error(NO_VIDEO);
}

/** A promise that does not outlast what it is for. */
async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, failed) => {
    stop = () => failed(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The video so far, in frames. */
class Reel {
  readonly cues: Cue[] = [];
  private readonly canvas = Object.assign(document.createElement('canvas'), FRAME);
  private readonly stage: Staged;
  private readonly signal: AbortSignal;
  private source: CanvasSource | null = null;
  private frames = 0;

  constructor(stage: Staged, signal: AbortSignal) {
    this.stage = stage;
    this.signal = signal;
  }

  get seconds(): number {
    return this.frames / RATE;
  }

  begin(codec: VideoCodec): CanvasSource {
    this.source = new CanvasSource(this.canvas, { codec, quality: QUALITY_HIGH });
    return this.source;
  }

  /** What is shown now, for so many frames. */
  async add(frames = 1) {
    this.signal.throwIfAborted();
    this.paint();
    for (let left = frames; left > 0; left -= STILL) {
      const long = Math.min(left, STILL);
      await this.source?.add(this.seconds, long / RATE);
      this.frames += long;
      this.signal.throwIfAborted();
    }
  }

  /** For as long as it takes to read. */
  hold() {
    return this.add(Math.max(1, Math.round((this.stage.enough / 1000) * RATE)));
  }

  /** What is told from a moment of the video to now. */
  tell(from: number, ...lines: string[]) {
    this.cues.push({ from, to: this.seconds, lines: lines.filter(line => line !== '') });
  }

  private paint() {
    const pen = this.canvas.getContext('2d', { alpha: false });
    const { stage } = this;
    const { sheet, lab } = stage;
    if (!pen || !sheet) throw new Error('This browser cannot draw a picture.');
    const unscaled = unscaledIn(sheet);
    const { left, top } = unscaled(sheet.getBoundingClientRect());
    const view = { left, top, unscaled, scale: 1 };
    paintGround(pen, stage, FRAME);
    for (const caption of sheet.querySelectorAll('.caption')) writeElement(pen, caption, view);
    if (lab && !stage.asks) paintFigure(pen, lab, view);
  }
}

/** The next two frames of the page: what was changed has its place and its size. */
async function laidOut() {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}

/** What the stage shows, whole. */
async function shown(stage: Staged) {
  await stage.updateComplete;
  const { lab } = stage;
  await lab?.updateComplete;
  if (lab && !stage.asks) {
    await lab.run();
    await lab.bench.prepared;
    await lab.updateComplete;
  }
  await laidOut();
}

async function draw(stage: Staged, at: number, reel: Reel, signal: AbortSignal) {
  const whole = () =>
    unless(signal, shown(stage)).catch((error: Error) => {
      signal.throwIfAborted();
      throw new Error(`Beat ${at + 1} cannot be shown: ${error.message}`);
    });
  let began = reel.seconds;
  stage.show(at);
  await whole();
  const { beat, lab } = stage;
  if (!beat || !lab) return;
  if (stage.asks) {
    await reel.hold();
    reel.tell(began, beat.caption);
    began = reel.seconds;
    stage.next();
    await whole();
  }
  // Some figures tell by themselves what has changed.
  if (beat.plays || lab.story.moves) {
    for (const _ of lab.story.film(1000 / RATE)) {
      await lab.updateComplete;
      await reel.add();
    }
    await whole();
  }
  await reel.hold();
  reel.tell(began, beat.caption, stage.sentence);
}

/** All beats of a stage that does not play them by itself. Tells how far it is, between 0 and 1. */
export async function film(
  stage: Staged,
  far: (share: number) => void,
  signal: AbortSignal,
): Promise<Video> {
  const { format, codec } = await formHere();
  await document.fonts.ready;
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const reel = new Reel(stage, signal);
  output.addVideoTrack(reel.begin(codec), { frameRate: RATE });
  try {
    await output.start();
    for (let beat = 0; beat < stage.beats.length; beat++) {
      far(beat / stage.beats.length);
      await draw(stage, beat, reel, signal);
    }
    await output.finalize();
  } catch (thrown) {
    await output.cancel();
    throw thrown;
  }
  return {
    file: new Blob([target.buffer ?? ''], { type: format.mimeType }),
    ending: format.fileExtension,
    seconds: reel.seconds,
    cues: reel.cues,
  };
}
