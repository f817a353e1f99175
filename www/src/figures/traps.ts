/** More dimensions, fewer traps: how often descent from a random start is trapped, counted. */

import { codes } from 'alleyway-lab/figures';
import type { CurvesModel } from '../chart/curve-model.ts';
import { paintCurves } from '../chart/curves.ts';
import { formatCount, formatTick } from '../chart/format.ts';
import { type MeasuredLine, type MeasuredModel, paintMeasured } from '../chart/measured.ts';
import { paintNote } from '../chart/note.ts';
import { LOOKS, paintSwarm, type SwarmModel } from '../chart/swarm.ts';
import { tellCount, tellLevel, tellNumber, tellPercent } from '../chart/words.ts';
import type { Config, Frames, Span, Value } from '../worker/api.ts';
import {
  type Figure,
  type Links,
  type Panel,
  reads,
  type Scene,
  type SeriesOf,
} from './contract.ts';

const { looked, seriesNamed, values } = reads<'traps'>();
type Name = SeriesOf<'traps'>;

const { solved: SOLVED, trapped: TRAPPED } = codes.traps.outcome;
/** Random matrices and fields of each size: a tenth of a second of one worker, and in six directions still a fifth off. */
const SAMPLES = 100_000;
/** Milliseconds of the whole story. */
const STORY = 5000;
/** Minima whose losses differ by less than this share are of one kind. */
const ALIKE = 0.01;
/** More points than this no line shows. */
const POINTS = 160;

export const figure: Figure = {
  name: 'traps',
  guessed: true,
  story: { key: null, values: countsOf, stride: from => (from < 10 ? 1 : 10) },
  words: {
    play: 'the runs once more, in their order',
    step: 'the next runs',
    counterexamples: 'the other half:',
    first: 'the first run',
  },
  layout: 'wide',
  table: config =>
    config.sweep === 'none' ? 'run' : config.sweep === 'width' ? 'width' : 'teacher',
  controls: config => (config.sweep === 'width' ? ['runs'] : ['teacher', 'extra', 'runs', 'rate']),
  view: () => ({ name: 'odds', args: [SAMPLES] }),
  panels(scene) {
    const odds = oddsPanel(scene);
    if (scene.config.sweep === 'teacher') return [teachersPanel(scene), odds];
    if (scene.config.sweep === 'width') return [widthsPanel(scene), odds];
    return [swarmPanel(scene), sharePanel(scene), odds];
  },
  pace: scene => STORY / countsOf(scene.frames).length,
  sentence,
  position: place,
};

// ---------------------------------------------------------------- the story

/** 1, 2 and on: the runs of a swarm, or the networks of a sweep that have begun. */
function countsOf(frames: Frames): ArrayLike<number> {
  const done = seriesNamed(frames, 'runs_done')?.values;
  const length = done ? done.filter(runs => runs > 0).length : values(frames, 'outcome').length;
  // It is asked for many times a frame, of thousands of runs.
  const counts = new Float64Array(length);
  for (let index = 0; index < length; index++) counts[index] = index + 1;
  return counts;
}

/** How many runs, or networks, are shown. */
function shownOf(scene: Scene): number {
  return Math.min(countsOf(scene.frames).length, Math.floor(scene.at) + 1);
}

/** All that is known is shown. */
function ended(scene: Scene): boolean {
  return shownOf(scene) === countsOf(scene.frames).length;
}

function sentence(scene: Scene): Span[] | null {
  if (ended(scene)) return null;
  return [{ text: `${place(scene)}.`, role: 'plain' }];
}

/** Where the story stands, in words. */
function place(scene: Scene): string {
  const { frames, config } = scene;
  const last = shownOf(scene) - 1;
  const at = (name: Name) => values(frames, name)[last] ?? Number.NaN;
  if (config.sweep === 'none') {
    const trapped = countOf(frames, last + 1)[TRAPPED] ?? 0;
    const counted = `After ${runs(last + 1)} ${formatCount(trapped)} ${trapped === 1 ? 'is' : 'are'} trapped`;
    // A share is one of those that have come to rest.
    if (Number.isNaN(at('share_after'))) return `${counted}, and none has come to rest`;
    return `${counted}, ${percent(at('share_after'))}; the 95 % interval is ${percent(at('low_after'))} to ${percent(at('high_after'))}`;
  }
  const share = Number.isNaN(at('share'))
    ? `none of ${runs(at('runs_done'))} has come to rest`
    : `${percent(at('share'))} of ${runs(at('runs_done'))}, 95 % interval ${percent(at('low'))} to ${percent(at('high'))}`;
  if (config.sweep === 'width')
    return `${tellCount(at('width'), 'bump')}: trained to zero ${share}`;
  const trapped = Number.isNaN(at('share')) ? '' : 'trapped ';
  return `${tellCount(at('teacher'), 'teacher neuron')}, ${spare(at('extra'))}: ${trapped}${share}`;
}

/** Solved, trapped and not finished among the first runs. */
function countOf(frames: Frames, first: number): [number, number, number] {
  const count: [number, number, number] = [0, 0, 0];
  const outcome = values(frames, 'outcome');
  for (let run = 0; run < first; run++)
    count[outcome[run] === SOLVED ? 0 : outcome[run] === TRAPPED ? 1 : 2]++;
  return count;
}

const percent = tellPercent;

function runs(count: number): string {
  return tellCount(count, 'run');
}

function spare(count: number): string {
  return ['none to spare', 'one to spare', 'two to spare'][count] ?? `${count} to spare`;
}

// ---------------------------------------------------------------- the swarm

/** What the preset `relu` of the figure split has by itself. */
const USUAL: Record<string, string> = {
  teacher: '8',
  extra: '0',
  seed: '1',
  rate: '0.1',
  run: '0',
};

/** The very network that a run ended in, where it can be split. */
export function addressOf(config: Config, run: number): string {
  const pairs = new URLSearchParams({ figure: 'split', preset: 'relu' });
  const asked: Record<string, Value | undefined> = { ...config, run };
  for (const [key, usual] of Object.entries(USUAL)) {
    const text = String(asked[key] ?? usual);
    if (text !== usual) pairs.set(key, text);
  }
  pairs.set('splits', '0');
  return `#${pairs}`;
}

/** A kind of minimum: its loss, and how many runs ended there. */
export interface Kind {
  loss: number;
  count: number;
}

/** Losses that are alike belong together, lowest first; and to which kind each of them belongs. */
export function kindsOf(losses: ArrayLike<number>): { kinds: Kind[]; kind: Int32Array } {
  const kinds: Kind[] = [];
  for (const loss of Float64Array.from(losses).sort()) {
    const last = kinds[kinds.length - 1];
    if (last && loss <= last.loss * (1 + ALIKE)) last.count++;
    else kinds.push({ loss, count: 1 });
  }
  const kind = new Int32Array(losses.length);
  for (let index = 0; index < losses.length; index++)
    kind[index] = kinds.findLastIndex(one => one.loss <= (losses[index] ?? 0));
  return { kinds, kind };
}

function swarmPanel(scene: Scene): Panel {
  const { frames, config, pieces } = scene;
  const shown = shownOf(scene);
  const outcome = values(frames, 'outcome');
  const loss = values(frames, 'loss');
  const trapped: number[] = [];
  for (let run = 0; run < shown; run++) if (outcome[run] === TRAPPED) trapped.push(run);
  const { kinds, kind } = kindsOf(Float64Array.from(trapped, run => loss[run] ?? 0));
  const looks = new Uint8Array(shown);
  for (const [index, run] of trapped.entries()) looks[run] = Math.min(LOOKS - 1, kind[index] ?? 0);
  const links = linksOf(scene, trapped);
  const chosen = trapped[links.chosen];
  const [solvedCount, trappedCount, openCount] = countOf(frames, shown);
  const model: SwarmModel = {
    boxes: outcome,
    looks,
    shown,
    total: pieces,
    columns: [
      { ink: 'good', names: ['solved'], notes: [{ names: ['the loss goes to zero', 'loss 0'] }] },
      { ink: 'bad', names: ['trapped'], notes: kindNotes(kinds) },
      {
        ink: 'muted',
        names: ['not finished'],
        notes: [{ names: ['still going, diverged, or flat', 'going or diverged', 'or diverged'] }],
      },
    ],
    marked:
      scene.pointed === null || chosen === undefined
        ? null
        : {
            run: chosen,
            names: [`run ${chosen}, loss ${tellLevel(loss[chosen] ?? 0)}`, `${chosen}`],
          },
    falls: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
  const position = new Map(trapped.map((run, index) => [run, index]));
  const [k, student] = [Number(config.teacher), Number(config.teacher) + Number(config.extra)];
  const of = shown < pieces ? `${formatCount(shown)} of ${runs(pieces)}` : runs(shown);
  return {
    name: 'swarm',
    area: 'main',
    title: [{ text: `${student} neurons learn ${k}; each mark is a start` }],
    label: `The swarm, ${of}: ${solvedCount} solved, ${trappedCount} trapped, ${openCount} not finished.`,
    links,
    paint: surface => {
      const pick = paintSwarm(surface, model);
      return (x, y) => position.get(pick(x, y) ?? -1) ?? null;
    },
  };
}

function linksOf(scene: Scene, trapped: readonly number[]): Links {
  const count = trapped.length;
  const chosen = Math.min(scene.pointed ?? 0, Math.max(0, count - 1));
  const run = trapped[chosen] ?? 0;
  const loss = tellLevel(values(scene.frames, 'loss')[run] ?? 0);
  return {
    count,
    chosen,
    text: `Trapped: run ${run}, loss ${loss}. Open this network, and split a neuron of it`,
    href: addressOf(scene.config, run),
    name: `Open run ${run}`,
  };
}

/** A line for each kind that has a look of its own; the last one for all others. */
function kindNotes(kinds: readonly Kind[]): SwarmModel['columns'][number]['notes'] {
  if (kinds.length === 0) return [{ names: ['in a bad minimum'] }];
  const own = kinds.length > LOOKS ? LOOKS - 1 : kinds.length;
  const notes = kinds.slice(0, own).map(({ loss, count }, look) => ({
    look,
    names: [
      `${formatCount(count)} at a loss of ${tellLevel(loss)}`,
      `${formatCount(count)} at ${tellLevel(loss)}`,
      tellLevel(loss),
    ],
  }));
  const rest = kinds.slice(own).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0)
    notes.push({ look: LOOKS - 1, names: [`${formatCount(rest)} higher up`, `${rest} higher`] });
  return notes;
}

// ---------------------------------------------------------------- its share, run by run

/** Positions that a line through so many is drawn through: all at first, then by ratio. */
export function thinned(count: number, most: number, also: number): number[] {
  const kept = new Set<number>();
  for (let point = 0; point < most; point++)
    kept.add(Math.round(Math.max(1, count) ** (point / (most - 1)) - 1));
  for (let index = 0; index < Math.min(count, most / 4); index++) kept.add(index);
  kept.add(also);
  return [...kept].filter(index => index >= 0 && index < count).sort((a, b) => a - b);
}

/** The top of an axis that holds a share, in steps, so that it seldom moves. */
export function shareTop(...shares: number[]): number {
  const most = Math.max(...shares.filter(share => !Number.isNaN(share)));
  return [0.1, 0.25, 0.5].find(top => most <= top) ?? 1;
}

function sharePanel(scene: Scene): Panel {
  const { frames, pieces } = scene;
  const last = shownOf(scene) - 1;
  const count = values(frames, 'outcome').length;
  const kept = thinned(count, POINTS, last);
  const ahead = count < pieces ? [pieces] : [];
  const column = (name: Name) => {
    const all = values(frames, name);
    return Float64Array.from([
      ...kept.map(run => (run <= last ? (all[run] ?? Number.NaN) : Number.NaN)),
      ...ahead.map(() => Number.NaN),
    ]);
  };
  const at = (name: Name, run = last) => values(frames, name)[run] ?? Number.NaN;
  const known = frames.summary.published ?? Number.NaN;
  const x = Float64Array.from([...kept.map(run => run + 1), ...ahead]);
  const source = Number.isNaN(known)
    ? []
    : [`Safran & Shamir (2018): ${percent(known)}`, `published: ${percent(known)}`, percent(known)];
  const model: CurvesModel = {
    x,
    lines: [
      {
        values: x.map(() => known),
        ink: 'train',
        dash: 'dashed',
        weight: 0.7,
        names: source,
      },
      {
        values: column('share_after'),
        ink: 'bad',
        names: ['here'],
        band: { low: column('low_after'), high: column('high_after') },
      },
    ],
    // Of the first few runs the interval is nearly everything; it may leave the picture.
    y: {
      low: 0,
      high: shareTop(known, at('high_after', Math.min(count - 1, 29))),
      log: false,
      format: percent,
    },
    xNames: ['runs so far', 'runs'],
    at: kept.indexOf(last),
    rides: 1,
  };
  const published = Number.isNaN(known) ? '' : ` Safran and Shamir (2018) found ${percent(known)}.`;
  return {
    name: 'share',
    area: 'side',
    title: [{ text: 'Share trapped, with its 95 % interval' }],
    label: Number.isNaN(at('share_after'))
      ? `The share that is trapped after each run: none yet, as none has come to rest.${published}`
      : `The share that is trapped after each run: ${percent(at('share_after'))}, interval ${percent(at('low_after'))} to ${percent(at('high_after'))}.${published}`,
    walks: true,
    paint: surface => {
      const pick = paintCurves(surface, model);
      return (px, py) => {
        const index = pick(px, py);
        return index === null ? null : (kept[Math.min(index, kept.length - 1)] ?? null);
      };
    },
  };
}

// ---------------------------------------------------------------- sweeps

const ROWS: { ink: MeasuredLine['ink']; join: MeasuredLine['join']; names: string[] }[] = [
  { ink: 'bad', join: 'solid', names: ['none to spare', 'none'] },
  { ink: 'train', join: 'dashed', names: ['one to spare', 'one'] },
  { ink: 'good', join: 'dotted', names: ['two to spare', 'two'] },
];

function teachersPanel(scene: Scene): Panel {
  const { frames } = scene;
  const shown = shownOf(scene);
  const teachers = values(frames, 'teacher').filter((_, cell) => cell % ROWS.length === 0);
  const of = (name: Name, row: number, until = shown) =>
    Float64Array.from(teachers, (_, index) => {
      const cell = index * ROWS.length + row;
      return cell < until ? (values(frames, name)[cell] ?? Number.NaN) : Number.NaN;
    });
  const everywhere = Number.POSITIVE_INFINITY;
  const top = shareTop(...of('high', 0, everywhere), ...of('published', 0, everywhere));
  const shift = (row: number) => 0.6 * (row - 1);
  const model: MeasuredModel = {
    x: { values: teachers, log: false, names: ['teacher neurons', 'teacher'] },
    // Below zero there is room for a name.
    y: {
      low: -0.11 * top,
      high: 1.02 * top,
      log: false,
      names: ['share trapped'],
      format: percent,
    },
    lines: [
      ...ROWS.map(
        ({ ink, join, names }, row): MeasuredLine => ({
          values: of('share', row),
          interval: { low: of('low', row), high: of('high', row) },
          mark: 'disc',
          shift: shift(row),
          ink,
          names,
          ...(join ? { join } : {}),
        }),
      ),
      ...ROWS.map(
        ({ ink }, row): MeasuredLine => ({
          values: of('published', row, everywhere),
          mark: 'diamond',
          shift: shift(row),
          ink,
          ...(row === 0
            ? { names: ['diamonds: Safran & Shamir (2018)', 'diamonds: published'], apart: true }
            : {}),
        }),
      ),
    ],
    at: ended(scene) && scene.frames.pieces === scene.pieces ? null : cellAt(shown - 1),
  };
  const said = ROWS.map(({ names }, row) => {
    const shares = Array.from(of('share', row));
    const done = Array.from(of('runs_done', row));
    const known = shares.flatMap((share, index) =>
      (done[index] ?? 0) > 0
        ? [`${Number.isNaN(share) ? 'none at rest' : percent(share)} at ${teachers[index]}`]
        : [],
    );
    return `${names[0]}: ${known.join(', ') || 'not yet'}`;
  });
  return {
    name: 'teachers',
    area: 'main',
    title: [{ text: 'Share of random starts that is trapped' }],
    label: `Share trapped against teacher neurons, three lines. ${said.join('; ')}. Diamonds: Safran and Shamir (2018).`,
    walks: true,
    paint: surface => {
      const pick = paintMeasured(surface, model);
      return (x, y) => cellUnder(pick(x, y), teachers.length, countsOf(frames).length);
    },
  };
}

function cellAt(cell: number): MeasuredModel['at'] {
  return { line: cell % ROWS.length, index: Math.floor(cell / ROWS.length) };
}

/** The network whose value was picked; its published value counts as its own. */
export function cellUnder(pick: number | null, sizes: number, cells: number): number | null {
  if (pick === null) return null;
  const [line, index] = [Math.floor(pick / sizes) % ROWS.length, pick % sizes];
  return Math.min(cells - 1, index * ROWS.length + line);
}

function widthsPanel(scene: Scene): Panel {
  const { frames } = scene;
  const shown = shownOf(scene);
  const widths = values(frames, 'width');
  const of = (name: Name) =>
    values(frames, name).map((value, cell) => (cell < shown ? value : Number.NaN));
  const model: MeasuredModel = {
    x: {
      values: widths,
      log: true,
      names: ['bumps in the network; the curve has four', 'bumps in the network', 'bumps'],
    },
    y: {
      low: -0.03,
      high: 1.03,
      log: false,
      names: ['share trained to zero', 'share trained'],
      format: percent,
    },
    lines: [
      {
        values: of('share'),
        interval: { low: of('low'), high: of('high') },
        ink: 'good',
        mark: 'disc',
        join: 'solid',
        names: ['trained to zero', 'trained'],
      },
    ],
    at: ended(scene) && frames.pieces === scene.pieces ? null : { line: 0, index: shown - 1 },
  };
  const said = Array.from(of('share'), (share, index) =>
    Number.isNaN(share) ? '' : `${percent(share)} with ${widths[index]}`,
  ).filter(text => text !== '');
  const failed = of('not_finished').some(count => count > 0);
  return {
    name: 'widths',
    area: 'main',
    title: [
      { text: `Random starts that train to zero${failed ? '; the others failed to train' : ''}` },
    ],
    label: `Share of random starts that trains to zero, against the number of bumps: ${said.join(', ')}.${failed ? ' The others failed to train.' : ''}`,
    walks: true,
    paint: surface => {
      const pick = paintMeasured(surface, model);
      const last = countsOf(frames).length - 1;
      return (x, y) => {
        const index = pick(x, y);
        return index === null ? null : Math.min(last, index);
      };
    },
  };
}

// ---------------------------------------------------------------- the analogy

/** It is the same in every frame of a run, so it is made once, and then nobody draws it again. */
const drawn = new WeakMap<object, Panel>();

function oddsPanel(scene: Scene): Panel {
  const key = scene.view?.series;
  const panel = (key && drawn.get(key)) ?? makeOddsPanel(scene);
  if (key) drawn.set(key, panel);
  return panel;
}

function makeOddsPanel(scene: Scene): Panel {
  const title = [{ text: 'An analogy: odds of a minimum' }];
  const of = looked(scene.view, 'odds');
  const sizes = of('size');
  if (sizes.length === 0)
    return {
      name: 'odds',
      area: 'side',
      minor: true,
      title,
      label: 'The odds that every direction slopes up are being drawn.',
      paint: surface => paintNote(surface, 'Drawing random matrices…'),
    };
  const exact = of('all_positive_exact');
  const minima = of('minima');
  const model: MeasuredModel = {
    x: { values: sizes, log: false, names: ['directions'] },
    y: {
      low: 1e-6,
      high: 1,
      log: true,
      names: ['odds that all slope up', 'all slope up', 'odds'],
      format: formatTick,
    },
    lines: [
      {
        values: of('coin_flips'),
        ink: 'muted',
        mark: 'none',
        join: 'dotted',
        names: ['coin flips'],
      },
      {
        values: minima,
        ink: 'train',
        mark: 'ring',
        names: ['where a random surface is level', 'random surface', 'surface'],
      },
      {
        values: exact,
        ink: 'bad',
        mark: 'none',
        join: 'solid',
        names: ['random matrix: exact, and drawn', 'random matrix', 'matrix'],
      },
      { values: of('all_positive'), ink: 'bad', mark: 'disc' },
    ],
    at: null,
  };
  return {
    name: 'odds',
    area: 'side',
    minor: true,
    title,
    label: `An analogy. The odds that all of 4 directions slope up: ${tellNumber(exact[3] ?? Number.NaN)} for a random matrix, ${tellNumber(minima[3] ?? Number.NaN)} for a level place of a random surface, ${tellNumber(1 / 16)} for four coin flips.`,
    paint: surface => {
      paintMeasured(surface, model);
      return null;
    },
  };
}
