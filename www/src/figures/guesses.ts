/**
 * What a reader is asked to expect before it is shown, and what is said of it afterwards. Fetched only where somebody is asked.
 */

import { codes } from 'alleyway-lab/figures';
import type { CurvesModel, Line } from '../chart/curve-model.ts';
import { formatCount } from '../chart/format.ts';
import { tellCount, tellNumber } from '../chart/words.ts';
import type { Config, Frames } from '../worker/api.ts';
import { reads, type Scene } from './contract.ts';
import { guessLine, listOf, lossModel, sizesOf, thresholdOf } from './double-descent.ts';

interface Common {
  /** By this it is known to have been asked; one that comes before a first run has the name of its figure. */
  name: string;
  figure: string;
  /** Whether it comes before this first run is shown. */
  first?(config: Config): boolean;
  /** Whether it comes before a change of what is shown. */
  before?(from: Config, change: Readonly<Record<string, string>>): boolean;
  /** What has to be known for it, and the question last: in paragraphs. */
  question(scene: Pick<Scene, 'config' | 'frames'>): string[];
}

/** How a curve goes on from what is shown of it. */
interface Curve extends Common {
  kind: 'curve';
  /** How many places there are. */
  places(scene: Pick<Scene, 'frames'>): number;
  /** The first place that is not shown. */
  from(scene: Pick<Scene, 'config' | 'frames'>): number;
  /** The value at which what is shown ends. */
  left(scene: Pick<Scene, 'config' | 'frames'>): number;
  /** What is shown, with what has been drawn; the hand or the keys are at `cursor`. */
  model(scene: Scene, drawn: Float64Array, cursor: number): CurvesModel;
  /** What a place is called. */
  place(scene: Scene, index: number): string;
  reply(scene: Scene, drawn: Float64Array): string;
}

/** One of a few things that may happen. */
interface Choice extends Common {
  kind: 'choice';
  options: readonly string[];
  reply(scene: Scene, chosen: number): string;
}

/** How many of some. */
interface Count extends Common {
  kind: 'count';
  label: string;
  most(config: Config): number;
  reply(scene: Scene, count: number): string;
}

export type Guess = Curve | Choice | Count;

/** Values that differ by less than this ratio are told as the same. */
const NEAR = 1.25;

// ---------------------------------------------------------------- the second descent

const doubleDescent = reads<'double-descent'>();

const descent: Curve = {
  kind: 'curve',
  name: 'double-descent',
  figure: 'double-descent',
  first: ({ features, sizes, n }) =>
    features !== 'network' && listOf(sizes).some(size => size > Number(n)),
  question(scene) {
    const threshold = thresholdOf(scene);
    const enough =
      threshold === Number(scene.config.n)
        ? 'as many as there are points'
        : 'which can fit any data';
    return [
      'Test loss is by how much a model misses new points: lower is better, and each line is ten times the one below.',
      `It is shown for up to ${tellCount(threshold, 'parameter')}, ${enough}. What will it do beyond? Draw it.`,
    ];
  },
  places: ({ frames }) => sizesOf(frames).length,
  from: scene => {
    const sizes = Array.from(sizesOf(scene.frames));
    const beyond = sizes.findIndex(size => size > thresholdOf(scene));
    return beyond < 0 ? sizes.length : beyond;
  },
  left(scene) {
    return (
      doubleDescent.values(scene.frames, 'test_loss_median')[this.from(scene) - 1] ?? Number.NaN
    );
  },
  model(scene, drawn, cursor) {
    const whole = lossModel({ ...scene, guess: null });
    const from = this.from(scene);
    const cut = (values: ArrayLike<number>) =>
      Float64Array.from(values, (value, index) => (index < from ? value : Number.NaN));
    const lines: Line[] = whole.lines.map(line => ({
      ...line,
      nameAtEnd: false,
      values: cut(line.values),
      ...(line.band ? { band: { low: cut(line.band.low), high: cut(line.band.high) } } : {}),
    }));
    const any = drawn.some(Number.isFinite);
    // It goes on from where the curve is left; there the keys begin, too.
    const line = drawn.slice();
    if (any && from > 0) line[from - 1] = this.left(scene);
    lines.push(guessLine(line));
    const at = any ? cursor : from - 1;
    const rides = Number.isFinite(drawn[at] ?? Number.NaN) ? lines.length - 1 : whole.rides;
    return {
      ...whole,
      lines,
      level: null,
      region: { from: thresholdOf(scene), names: ['draw what you expect here', 'draw here'] },
      at,
      rides,
    };
  },
  place: (scene, index) => tellCount(sizesOf(scene.frames)[index] ?? 0, 'parameter'),
  reply(scene, drawn) {
    const test = doubleDescent.values(scene.frames, 'test_loss_median');
    let last = drawn.length - 1;
    while (last >= 0 && !Number.isFinite(drawn[last])) last--;
    const [expected, is] = [drawn[last] ?? Number.NaN, test[last] ?? Number.NaN];
    if (!(expected > 0) || !(is > 0)) return '';
    const where = `At ${this.place(scene, last)}`;
    const ratio = Math.max(expected / is, is / expected);
    const near = `${where} you expected ${tellNumber(expected)}, and the median of this run is ${tellNumber(is)}`;
    const numbers =
      ratio < NEAR
        ? `${near}: as good as the same.`
        : `${near}, ${tellNumber(ratio)} times ${is < expected ? 'lower' : 'higher'}.`;
    const best = scene.frames.summary.best_small_loss ?? Number.NaN;
    const peak = this.left(scene);
    if (!(is < peak)) return numbers;
    if (expected < best) return `You expected a second descent. ${numbers}`;
    if (expected < peak) return `You expected the loss to fall again. ${numbers}`;
    return `That more parameters than points can only make it worse is a natural guess; in this run the loss falls again. ${numbers}`;
  },
};

// ---------------------------------------------------------------- a way out

const oneWeight = reads<'one-weight'>();

const wayOut: Choice = {
  kind: 'choice',
  name: 'way-out',
  figure: 'one-weight',
  before: (from, { stage }) => Number(from.stage) === 1 && Number(stage) === 2,
  question: () => [
    'The second weight changes nothing about the function or its loss at this place.',
    'What will the ball do?',
  ],
  options: ['It stays where it is', 'It rolls further down'],
  reply(scene, chosen) {
    const stage = oneWeight.number(scene, 'unsettled_stage');
    const diverged = oneWeight.number(scene, 'diverged_stage');
    const lower = oneWeight.number(scene, 'escaped_lower');
    const said = `You expected that it ${chosen === 0 ? 'stays' : 'rolls further down'}`;
    if (diverged > 0) return `${said}. This run cannot say: descent diverged.`;
    if (stage > 0) return `${said}. This run cannot say: the ball had not come to rest.`;
    if (Number.isNaN(lower)) {
      // Where the place is a minimum in both weights nothing is let go.
      const stays = oneWeight.number(scene, 'split_kind') === codes.oneWeight.kind.minimum;
      if (!stays) return `${said}. This run cannot say.`;
      return `${said}, and ${chosen === 0 ? 'so it does' : 'here it stays: the place is a minimum in both weights'}.`;
    }
    const rolls = lower === 1;
    if (rolls === (chosen === 1)) return `${said}, and so it does.`;
    return `${said}; in this run it ${rolls ? 'rolls further down' : 'comes to rest no lower than before'}.`;
  },
};

// ---------------------------------------------------------------- traps

const { trapped: TRAPPED, solved: SOLVED } = codes.traps.outcome;

function outcomes(frames: Frames): { trapped: number; rested: number; all: number } {
  const outcome = Array.from(reads<'traps'>().values(frames, 'outcome'));
  const trapped = outcome.filter(one => one === TRAPPED).length;
  const solved = outcome.filter(one => one === SOLVED).length;
  return { trapped, rested: trapped + solved, all: outcome.length };
}

const traps: Count = {
  kind: 'count',
  name: 'traps',
  figure: 'traps',
  first: ({ sweep }) => sweep === 'none',
  question: ({ config: { teacher, extra, runs } }) => [
    `A network of ${tellCount(Number(teacher) + Number(extra), 'neuron')} learns what ${formatCount(Number(teacher))} others compute, and could do so perfectly. It is trained ${formatCount(Number(runs))} times, each time from another random start.`,
    'How many of these end in a trap?',
  ],
  label: 'Trapped',
  most: ({ runs }) => Number(runs),
  reply({ frames }, count) {
    const { trapped, rested, all } = outcomes(frames);
    const open = all - rested;
    const rest = open > 0 ? ` (${formatCount(open)} had not come to rest)` : '';
    const off = Math.abs(trapped - count);
    const is = `in this run ${trapped === 1 ? 'it is' : 'they are'} ${formatCount(trapped)} of ${formatCount(all)}${rest}`;
    // How far a count of so many starts scatters by chance: twice its standard deviation.
    const chance = 2 * Math.sqrt((trapped * (all - trapped)) / Math.max(1, all));
    const end = off <= chance ? 'no further off than chance may be' : `${formatCount(off)} off`;
    return `You expected ${formatCount(count)}; ${is}: ${end}.`;
  },
};

// ---------------------------------------------------------------- the penalty

const memorise = reads<'memorise'>();
const { stage: STAGE } = codes.memorise;
const [STAYS, RULE, FORGETS] = [0, 1, 2];

/** What comes of a training, in the order of the options; null where none of them is it. */
function cameTo(scene: Scene): number | null {
  const stages = memorise.values(scene.frames, 'stage');
  switch (stages[stages.length - 1]) {
    case STAGE.memorised:
      return STAYS;
    case STAGE.generalises:
      return RULE;
    case STAGE.lost:
    case STAGE.unfitted:
      return FORGETS;
    default:
      return null;
  }
}

const penalty: Choice = {
  kind: 'choice',
  name: 'penalty',
  figure: 'memorise',
  before: (from, change) => Number(from.penalty) === 0 && (change.penalty ?? '0') !== '0',
  question: () => [
    'A small penalty on the square of every weight, and training starts again from the same place.',
    'What does it end with?',
  ],
  options: ['What it has learnt by heart', 'An answer for new examples too', 'Neither of the two'],
  reply(scene, chosen) {
    const came = cameTo(scene);
    const said = `You expected: ${String(this.options[chosen]).toLowerCase()}`;
    if (came === null)
      return `${said}. This run ends between the two: new examples are answered in part.`;
    if (came === chosen) return `${said}. So it is in this run.`;
    const ends = [
      'it ends with the examples by heart',
      'it ends with an answer for new examples too',
      'it ends without having fitted its examples',
    ];
    return `${said}. In this run ${ends[came]}.`;
  },
};

export const guesses: readonly Guess[] = [descent, wayOut, traps, penalty];
