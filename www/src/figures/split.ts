/** Split a neuron of a stuck network: the same function in a bigger space, and a way down. */

import { codes, constants } from 'alleyway/figures';
import { type ColumnsModel, paintColumns } from '../chart/columns.ts';
import { type FitsModel, paintFits } from '../chart/fits.ts';
import { formatCount } from '../chart/format.ts';
import { paintHinton } from '../chart/hinton.ts';
import { type LadderModel, paintLadder } from '../chart/ladder.ts';
import { paintNote } from '../chart/note.ts';
import { paintSlices, type SlicesModel } from '../chart/slices.ts';
import { tellCount, tellLevel, tellSigned } from '../chart/words.ts';
import type { Config, Frames, Span } from '../worker/api.ts';
import {
  type Action,
  type Change,
  type Figure,
  type Options,
  type Panel,
  reads,
  type Scene,
  type SeriesOf,
} from './contract.ts';
import { lastPick, pickOf, withPick } from './picks.ts';

const { number, seriesNamed, values } = reads<'split'>();

/** What a point is, and what the end of the chain is. */
const {
  minimum: MINIMUM,
  flat: FLAT,
  saddle: SADDLE,
  zero: ZERO,
  unfinished: MOVING,
} = codes.split.kind;
const { tie: TIE, mostSplits: MOST_SPLITS } = constants.split;
/** Milliseconds of a descent that is played. */
const DESCENT = 3600;

export const split: Figure = {
  name: 'split',
  story: { key: 'moment', values: momentsOf, moments: true, stride: from => (from < 1 ? 1 : 10) },
  words: {
    play: 'from the trap through the split and down',
    step: 'a few steps of descent',
    counterexamples: 'where it sticks',
  },
  layout: 'board',
  actions,
  opening: { splits: '0' },
  workers: 2,
  table: 'loss_after_each_split',
  controls: config => (config.network === 'relu' ? ['teacher', 'splits'] : ['splits']),
  view: () => null,
  panels: scene =>
    standOf(scene) === 'lost'
      ? [lostPanel()]
      : [
          ladderPanel(scene),
          spectrumPanel(scene),
          slicesPanel(scene),
          scene.config.network === 'relu' ? neuronsPanel(scene) : fitPanel(scene),
          choicePanel(scene),
        ],
  pace(scene, index) {
    if (index < 2) return 900;
    return DESCENT / momentsOf(scene.frames).length;
  },
  sentence,
  position: place,
};

// ---------------------------------------------------------------- the story

/** 0 is the trap, 1 the split, the last one the end of descent. */
function momentsOf(frames: Frames): ArrayLike<number> {
  const kept = seriesNamed(frames, 'path_step')?.values.length ?? 0;
  return Float64Array.from({ length: kept + 1 }, (_, index) => index);
}

/**
 * `lost`: no trap was found. `trap`: at rest before the last split, or before any. `split`: just split.
 * `closed`: just split, and nothing has opened. `falling`, and `released`: descent has ended.
 */
type Stand = 'lost' | 'trap' | 'split' | 'closed' | 'falling' | 'released';

export function standOf(scene: Pick<Scene, 'frames' | 'at'>): Stand {
  const { frames, at } = scene;
  if (values(frames, 'loss_after_each_split').length === 0) return 'lost';
  const last = momentsOf(frames).length - 1;
  if (last === 0 || at < 1) return 'trap';
  if (last === 1) return 'closed';
  if (at < 2) return 'split';
  return at < last ? 'falling' : 'released';
}

/** Which kept point of the descent is shown; null before the split. */
function kept(scene: Scene): number | null {
  const stand = standOf(scene);
  return stand === 'trap' || stand === 'lost' ? null : Math.floor(scene.at) - 1;
}

function solved(scene: Scene): boolean {
  return standOf(scene) === 'released' && number(scene, 'final_kind') === ZERO;
}

/** The steps of the descent were over before it came to rest. */
function adrift(scene: Scene): boolean {
  return standOf(scene) === 'released' && number(scene, 'final_kind') >= MOVING;
}

function splitsDone(scene: Scene): number {
  return number(scene, 'splits_done');
}

/** A row of a series that has one for each kept moment. */
function rowOf(frames: Frames, name: SeriesOf<'split'>, row: number): Float64Array {
  const all = values(frames, name);
  const width = all.length / Math.max(1, values(frames, 'path_step').length);
  return all.subarray(row * width, (row + 1) * width);
}

function loss(scene: Scene, value: number): string {
  return value < number(scene, 'zero') ? 'zero' : tellLevel(value);
}

/** A curvature in words; what is flat up to rounding is 0. */
function curvature(scene: Scene, value: number): string {
  return Math.abs(value) <= number(scene, 'flat') ? '0' : tellSigned(value);
}

function minus(value: number): string {
  return String(value).replace('-', '−');
}

function downhill(scene: Scene, eigenvalues: ArrayLike<number>): number {
  const flat = number(scene, 'flat');
  return Array.from(eigenvalues).filter(value => value < -flat).length;
}

function slopes(count: number): string {
  if (count === 0) return 'no direction slopes down';
  return count === 1 ? '1 direction slopes down' : `${count} directions slope down`;
}

// ---------------------------------------------------------------- what can be done

function actions(scene: Scene): Action[] {
  const stand = standOf(scene);
  const done = splitsDone(scene);
  const own = (change: Record<string, string> = {}) => ({ splits: String(done), ...change });
  const falls = stand === 'split' || stand === 'falling';
  const zero = solved(scene);
  const again = stand === 'released' && !zero && !adrift(scene) && done < MOST_SPLITS;
  const row: Action[] = [
    {
      name: 'Find a trap',
      title: 'Descend from another random start until it is stuck',
      enabled: true,
      // Where none of the starts came to rest another seed is no help.
      next: zero || (stand === 'lost' && number(scene, 'starts_solved') !== 0),
      change: {
        seed: String(Number(scene.config.seed) + 1),
        splits: '0',
        // Which neuron was picked in this network means nothing in another.
        neuron: lastPick(scene.config.neuron),
        gamma: lastPick(scene.config.gamma),
      },
      position: null,
    },
    {
      name: 'Split',
      title:
        stand === 'trap'
          ? 'Put two copies in the place of one neuron: the function stays as it is'
          : 'It is split already',
      enabled: stand === 'trap',
      next: stand === 'trap',
      change: done === 0 ? { splits: '1' } : own(),
      position: '1',
    },
    {
      name: 'Release',
      title: falls
        ? 'Let descent go on'
        : stand === 'closed'
          ? 'No direction slopes down: there is nowhere to go'
          : stand === 'released'
            ? adrift(scene)
              ? 'Its steps are over'
              : 'It has come to rest'
            : 'Split a neuron first',
      enabled: falls,
      next: falls,
      change: own(),
      position: null,
      plays: true,
    },
    {
      name: 'Again',
      title: zero
        ? 'The loss is zero: new directions are flat, not downhill'
        : adrift(scene)
          ? 'Descent has not come to rest, so there is no place to split it at'
          : stand === 'released'
            ? 'Split once more, where it rests now'
            : 'When descent has come to rest',
      enabled: again,
      next: again,
      change: { splits: String(done + 1) },
      position: '1',
    },
  ];
  const open = stand === 'closed' ? choicesOf(scene) : null;
  const way = open?.list[open.best];
  if (open && way && (open.eigenvalues[open.best] ?? 0) < -number(scene, 'flat'))
    row.push({
      name: 'Split another way',
      title: `Instead: ${way.text}`,
      enabled: true,
      next: true,
      change: way.change,
      position: way.position,
    });
  return row;
}

interface Choices extends Options {
  /** Of the split that they are for, counted from 0. */
  at: number;
  gammas: number[];
  eigenvalues: Float64Array;
  strain: Float64Array;
  best: number;
}

/** Every neuron with every share, for the split that the story stands at, or for the next where it has ended. */
function choicesOf(scene: Scene): Choices {
  const { frames, config } = scene;
  const done = splitsDone(scene);
  const stand = standOf(scene);
  const next = stand === 'released';
  const at = next ? done : Math.max(0, done - 1);
  const eigenvalues = values(frames, next ? 'next_eigenvalue' : 'choice_eigenvalue');
  const strain = values(frames, next ? 'next_strain' : 'choice_strain');
  const gammas = sharesOf(config, at);
  const made = !next && done > 0;
  const texts = Array.from(eigenvalues, (value, index) => {
    const [neuron, gamma] = [Math.floor(index / gammas.length) + 1, gammas[index % gammas.length]];
    return { neuron, gamma, value };
  });
  const lowest = (allowed: (one: { neuron: number; gamma: number | undefined }) => boolean) =>
    texts.reduce(
      (best, one, index) =>
        allowed(one) && (best < 0 || one.value < (eigenvalues[best] ?? 0) - TIE) ? index : best,
      -1,
    );
  const asked = [pickOf(config.neuron, at), pickOf(config.gamma, at)];
  const matches = (text: string | undefined, value: number | undefined) =>
    text === 'best' || Number(text) === value;
  const chosen = made
    ? texts.findIndex(
        one => one.neuron === number(scene, 'neuron') && one.gamma === number(scene, 'gamma'),
      )
    : lowest(one => matches(asked[0], one.neuron) && matches(asked[1], one.gamma));
  const position = done === 0 || next ? null : stand === 'trap' ? '0' : '1';
  const list = texts.map(({ neuron, gamma, value }) => ({
    text: `neuron ${neuron}, share ${minus(gamma ?? Number.NaN)}: smallest eigenvalue ${curvature(scene, value)}`,
    change: {
      splits: String(done),
      neuron: withPick(config.neuron, at, String(neuron)),
      ...(gammas.length > 1 ? { gamma: withPick(config.gamma, at, String(gamma)) } : {}),
    },
    position,
  })) satisfies (Change & { text: string })[];
  return { at, gammas, eigenvalues, strain, chosen, best: lowest(() => true), list };
}

/** The shares that the table of choices has columns for. */
export function sharesOf(config: Config, at: number): number[] {
  const pick = pickOf(config.gamma, at);
  const asked = pick === 'best' ? 0.5 : Number(pick);
  if (config.network === 'relu') return [asked];
  return [0.5, 1.5, asked].filter((one, index, all) => all.indexOf(one) === index);
}

// ---------------------------------------------------------------- the sentence

/** Before the end the sentence says what is known then: a class wants to guess how it goes on. */
function sentence(scene: Scene): Span[] | null {
  const stand = standOf(scene);
  const end = stand === 'lost' || stand === 'released' || stand === 'closed';
  return end ? null : told(scene);
}

function told(scene: Scene): Span[] {
  const { frames } = scene;
  const stand = standOf(scene);
  const plain = (text: string): Span => ({ text, role: 'plain' });
  const before = number(scene, 'smallest_eigenvalue_before');
  if (stand === 'lost') return frames.verdict.spans;
  if (splitsDone(scene) === 0) return frames.verdict.spans;
  if (stand === 'trap') {
    const kind = number(scene, 'kind_before');
    return [
      plain(
        `Descent ${kind === MINIMUM ? 'is stuck' : 'rests'} at a loss of ${loss(scene, number(scene, 'loss_before'))}: the smallest eigenvalue of the Hessian is `,
      ),
      { text: curvature(scene, before), role: 'good' },
      plain(`, so ${restWords(kind)}. What does one more split change?`),
    ];
  }
  const after = number(scene, 'smallest_eigenvalue_after');
  const index = kept(scene) ?? 0;
  const spans = [
    plain(
      `Neuron ${number(scene, 'neuron')} is now two, with shares of ${share(number(scene, 'gamma'))}: ${formatCount(number(scene, 'parameters_before'))} parameters have become ${formatCount(number(scene, 'parameters_after'))}, the function and the loss (${loss(scene, number(scene, 'loss_before'))}) are the same. The smallest eigenvalue goes from ${curvature(scene, before)} to `,
    ),
    {
      text: curvature(scene, after),
      role: number(scene, 'kind_after') === SADDLE ? 'test' : 'bad',
    } satisfies Span,
    plain(`: ${slopes(number(scene, 'index_after'))}.`),
  ];
  if (index > 0) {
    const step = values(frames, 'path_step')[index] ?? 0;
    const here = values(frames, 'path_loss')[index] ?? Number.NaN;
    spans.push(plain(` After ${tellCount(step, 'step')} the loss is ${loss(scene, here)}.`));
  }
  return spans;
}

/** What is known of a place where descent rests. */
export function restWords(kind: number): string {
  if (kind === MINIMUM) return 'every direction rises';
  return kind === FLAT
    ? 'a direction is flat, and the second order does not tell whether it is stuck'
    : 'it is a saddle already';
}

/** Where the story stands, in few words. */
function place(scene: Scene): string {
  const stand = standOf(scene);
  if (stand === 'lost') return 'no trap found';
  const index = kept(scene);
  const here =
    index === null ? number(scene, 'loss_before') : rowOf(scene.frames, 'path_loss', index)[0];
  const held = loss(scene, Number.isFinite(here) ? (here ?? 0) : number(scene, 'final_loss'));
  if (stand === 'trap') return `in the trap, loss ${held}`;
  if (stand === 'split' || stand === 'closed') return `just split, loss ${held}`;
  const step = formatCount(values(scene.frames, 'path_step')[index ?? 0] ?? 0);
  return `${stand === 'released' ? 'released' : 'falling'}, step ${step}, loss ${held}`;
}

/** Of the two copies. */
function share(gamma: number): string {
  return `${minus(gamma)} and ${minus(Number((1 - gamma).toPrecision(6)))}`;
}

// ---------------------------------------------------------------- panels

/** Where no trap was found there is nothing to draw. */
function lostPanel(): Panel {
  const note = 'No start ended in a minimum above zero.';
  return {
    name: 'ladder',
    area: 'main',
    title: [{ text: 'No trap found' }],
    label: `No trap was found. ${note}`,
    paint: surface => paintNote(surface, note),
  };
}

function ladderPanel(scene: Scene): Panel {
  const model = ladderModel(scene);
  const said = Array.from(model.levels, level => loss(scene, level)).join(', then ');
  const shown = number(scene, 'start_shown');
  // Of the ReLU network a seed has many starts; those that were passed over are told in the sentence.
  const start = Number.isNaN(shown)
    ? `start ${scene.config.seed}`
    : `start ${formatCount(shown)} of seed ${scene.config.seed}`;
  return {
    name: 'ladder',
    area: 'main',
    title: [{ text: `Where descent from ${start} is stuck` }],
    label: `The ladder. Stuck at a loss of ${said}. ${model.way ? `After the split: ${model.way.names[0]}.` : ''}`,
    tall: true,
    paint: surface => paintLadder(surface, model),
  };
}

function ladderModel(scene: Scene): LadderModel {
  const { frames } = scene;
  const done = splitsDone(scene);
  const all = values(frames, 'loss_after_each_split');
  const index = kept(scene);
  const levels = done === 0 ? all : all.subarray(0, done);
  const before = values(frames, 'weights_before').length;
  const per = before / Math.max(1, values(frames, 'choice_strain').length);
  const count = (at: number) => before + per * (at - Math.max(0, done - 1));
  const path = values(frames, 'path_loss');
  const steps = values(frames, 'path_step');
  const columns = Array.from({ length: Math.max(2, done + 1) }, (_, at) => [
    `${formatCount(count(at))} parameters`,
    formatCount(count(at)),
  ]);
  const stepNames: Partial<Record<Stand, string[]>> = {
    split: ['split: same loss', 'same loss'],
    closed: ['split: same loss, no way down', 'no way down'],
    released: ['split: same loss', 'same loss'],
  };
  const way = () => {
    if (index === null) return null;
    const shown = path.subarray(0, index + 1);
    const here = loss(scene, shown[index] ?? 0);
    const step = steps[index] ?? 0;
    const names =
      index === 0
        ? ['the same loss']
        : [`${here} after ${tellCount(step, 'step')}`, `${here}, step ${formatCount(step)}`, here];
    return { values: shown, names };
  };
  return {
    levels,
    levelNames: Array.from(levels, (level, at) => [
      at === 0 && levels.length === 1 ? `stuck at ${loss(scene, level)}` : loss(scene, level),
      loss(scene, level),
    ]),
    columns,
    way: way(),
    whole: path.length,
    stepNames: stepNames[standOf(scene)] ?? [],
    aheadNames: ['after a split?', '?'],
    xNames: ['one column for each split; within it, steps of descent', 'one column for each split'],
    yNames: ['loss'],
    high: Math.max(...all, 1e-6),
  };
}

function spectrumPanel(scene: Scene): Panel {
  const { frames } = scene;
  const before = values(frames, 'spectrum_before');
  const after = kept(scene) === null ? new Float64Array() : values(frames, 'spectrum_after');
  const note = (spectrum: ArrayLike<number>) => {
    const [down, of] = [downhill(scene, spectrum), formatCount(spectrum.length)];
    if (spectrum.length === 0) return [];
    if (down === 0) return [`none of ${of} slopes down`, `0 of ${of} down`, '0 down'];
    const verb = down === 1 ? 'slopes' : 'slope';
    return [`${down} of ${of} ${verb} down`, `${down} of ${of} down`, `${down} down`];
  };
  const model: ColumnsModel = {
    groups: [
      { names: ['before the split', 'before'], notes: note(before), values: before },
      { names: ['after the split', 'after'], notes: note(after), values: after },
    ],
    said: [
      { bar: 0, texts: [curvature(scene, before[0] ?? Number.NaN)] },
      ...(after.length > 0
        ? [{ bar: before.length, texts: [curvature(scene, after[0] ?? 0)] }]
        : []),
    ],
    empty: ['what will it be?', '?'],
    yNames: ['curvature'],
    flat: number(scene, 'flat'),
  };
  const words = [
    `before the split ${note(before)[0] ?? ''}, the smallest is ${curvature(scene, before[0] ?? Number.NaN)}`,
  ];
  if (after.length > 0)
    words.push(`after it ${note(after)[0]}, the smallest is ${curvature(scene, after[0] ?? 0)}`);
  return {
    name: 'spectrum',
    area: 'side',
    title: [{ text: 'Curvature in every direction' }],
    label: `Eigenvalues of the Hessian: ${words.join('; ')}.`,
    paint: surface => {
      paintColumns(surface, model);
      return null;
    },
  };
}

function slicesPanel(scene: Scene): Panel {
  const { frames } = scene;
  const at = values(frames, 'slice_at');
  const old = values(frames, 'slice_old');
  const fresh = kept(scene) === null ? new Float64Array() : values(frames, 'slice_new');
  const ball = old[(old.length - 1) / 2] ?? 0;
  const opens = number(scene, 'kind_after') === SADDLE;
  const bowl = number(scene, 'kind_before') === MINIMUM;
  const lines: SlicesModel['lines'] = [
    {
      values: old,
      ink: 'good',
      dashed: true,
      names: bowl ? ['old direction: a bowl', 'old: a bowl', 'old'] : ['old direction', 'old'],
    },
  ];
  if (fresh.length > 0)
    lines.push({
      values: fresh,
      ink: opens ? 'test' : 'ink',
      names: opens
        ? ['new direction: slopes down', 'new: slopes down', 'new']
        : ['new direction: flat', 'new: flat', 'new'],
    });
  const low = Math.min(...old, ...fresh);
  const high = Math.max(...old, ...fresh);
  const dip = ball - low;
  // What slopes down is small beside what rises: the bowl may leave the picture.
  const top = dip > 1e-9 ? Math.min(high, ball + 4 * dip) : high;
  const pad = (top - low) * 0.06 || 1e-6;
  return {
    name: 'slices',
    area: 'side',
    title: [{ text: fresh.length > 0 ? 'Two slices, one point' : 'A slice through the trap' }],
    label:
      fresh.length > 0
        ? `The loss along the flattest old direction${bowl ? ', a bowl,' : ''} and along the new one, which ${opens ? 'slopes down' : 'is flat'}.`
        : `The loss along the flattest direction${bowl ? ': a bowl' : ''}.`,
    paint: surface =>
      paintSlices(surface, {
        at,
        lines,
        ball,
        // Room for a name below a line that bends down.
        range: [low - (fresh.length > 0 ? 4 : 1) * pad, top + pad],
        xNames: ['distance along the direction', 'distance'],
        yNames: ['loss'],
      }),
  };
}

function fitPanel(scene: Scene): Panel {
  const { frames } = scene;
  const index = kept(scene);
  const before = values(frames, 'fit_before');
  const zero = solved(scene);
  const fits: FitsModel['fits'] = [];
  if (before.length > 0)
    fits.push({ values: before, ink: 'muted', dashed: true, names: ['in the trap', 'trap'] });
  if (index !== null && index > 0)
    fits.push({
      values: rowOf(frames, 'path_fit', index),
      ink: zero ? 'good' : 'test',
      names: standOf(scene) === 'released' ? ['released'] : ['on the way', 'now'],
    });
  const weights =
    index === null ? values(frames, 'weights_before') : rowOf(frames, 'path_weights', index);
  const bumps = weights.length / 2;
  const chosen = number(scene, 'neuron') - 1;
  const stems = Array.from({ length: bumps }, (_, bump) => ({
    at: weights[bumps + bump] ?? 0,
    height: weights[bump] ?? 0,
    dashed: index !== null && bump === bumps - 1,
  }));
  const count = bumps === 1 ? 'one bump' : `${bumps} bumps`;
  const twins = index !== null && chosen >= 0 ? `, bump ${chosen + 1} and its copy among them` : '';
  return {
    name: 'fit',
    area: 'side',
    title: [{ text: `The data, and a sum of ${count}` }],
    label: `The data and a sum of ${count}${twins}; shown: ${fits.map(fit => fit.names[0]).join(', ')}.`,
    paint: surface =>
      paintFits(surface, { x: values(frames, 'x'), y: values(frames, 'y'), fits, stems }),
  };
}

function neuronsPanel(scene: Scene): Panel {
  const { frames, config } = scene;
  const index = kept(scene);
  const teacher = Number(config.teacher);
  const before = values(frames, 'weights_before');
  const weights = index === null ? before : rowOf(frames, 'path_weights', index);
  const chosen = number(scene, 'neuron') - 1;
  const rows = (all: Float64Array) =>
    Array.from({ length: all.length / teacher }, (_, row) =>
      all.subarray(row * teacher, (row + 1) * teacher),
    );
  // In the order of the trap, so that no row jumps while it changes; a copy stands below its twin.
  const order = orderOf(rows(before));
  if (index !== null) order.splice(order.indexOf(chosen) + 1, 0, order.length);
  const now = rows(weights);
  const pair =
    index === null
      ? null
      : {
          rows: [chosen, now.length - 1].map(row => order.indexOf(row)),
          names: ['two halves', 'halves'],
        };
  return {
    name: 'neurons',
    area: 'side',
    title: [{ text: 'Students and their teachers' }],
    label: `A table of ${now.length} student neurons by ${teacher} teacher neurons: how much of each teacher is in each student.`,
    paint: surface =>
      paintHinton(surface, {
        rows: order.map(row => now[row] ?? []),
        most: Math.max(1, ...before.map(Math.abs)),
        pair,
        rowNames: ['student neurons', 'students'],
        columnNames: [
          'teacher neurons · area: weight, hollow: negative',
          'teacher neurons · hollow: negative',
          'teacher neurons',
        ],
      }),
  };
}

/** Rows by the column in which they are largest: a network that has found its teacher is then a diagonal. */
export function orderOf(rows: readonly ArrayLike<number>[]): number[] {
  const most = rows.map(row =>
    Array.from(row).reduce(
      (best, _, at, all) => (Math.abs(all[at] ?? 0) > Math.abs(all[best] ?? 0) ? at : best),
      0,
    ),
  );
  return rows.map((_, row) => row).sort((a, b) => (most[a] ?? 0) - (most[b] ?? 0) || a - b);
}

function choicePanel(scene: Scene): Panel {
  const choices = choicesOf(scene);
  const { gammas, eigenvalues, strain, chosen, best, list, at } = choices;
  const relu = scene.config.network === 'relu';
  const count = eigenvalues.length / gammas.length;
  const few = eigenvalues.length <= 6;
  const said = Array.from(eigenvalues, (value, bar) => ({
    bar,
    texts:
      bar === best && value < -number(scene, 'flat')
        ? [`best ${curvature(scene, value)}`, curvature(scene, value)]
        : [curvature(scene, value)],
  })).filter(({ bar }) => (few && !relu) || bar === best || bar === chosen);
  const model: ColumnsModel = {
    groups: relu
      ? [
          {
            names: ['the neuron that is split', 'neuron'],
            values: eigenvalues,
            under: Array.from({ length: count }, (_, neuron) => [String(neuron + 1)]),
          },
        ]
      : Array.from({ length: count }, (_, neuron) => ({
          names: [`neuron ${neuron + 1}`, String(neuron + 1)],
          notes: [
            `S = ${curvature(scene, strain[neuron] ?? 0)}`,
            `S ${(strain[neuron] ?? 0) > 0 ? '> 0' : '< 0'}`,
          ],
          values: eigenvalues.subarray(neuron * gammas.length, (neuron + 1) * gammas.length),
          under: gammas.map(gamma => [`γ ${minus(gamma)}`, minus(gamma)]),
        })),
    said,
    chosen,
    yNames: ['smallest curvature', 'curvature'],
    flat: number(scene, 'flat'),
  };
  if (list.length === 0) {
    const [title, note] = nothingToSplit(scene);
    return {
      name: 'choice',
      area: 'side',
      title: [{ text: title }],
      label: note,
      paint: surface => paintNote(surface, note),
    };
  }
  return {
    name: 'choice',
    area: 'side',
    title: [{ text: relu ? `Split ${at + 1}: which neuron?` : `Split ${at + 1}: neuron, share γ` }],
    label: `What to split, as number ${at + 1}`,
    options: { chosen, list },
    paint: surface => paintColumns(surface, model),
  };
}

/** Why there is no table of choices. */
function nothingToSplit(scene: Scene): [string, string] {
  return adrift(scene)
    ? [
        'Nothing to split at',
        'Descent has not come to rest: where it stands, no curvature tells what a split would open.',
      ]
    : [
        'Nothing left to split for',
        'At zero loss the new directions of a split are flat, not downhill.',
      ];
}
