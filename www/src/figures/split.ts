/** Split a neuron of a stuck network: the same function in a bigger space, and a way down. */

import { constants } from 'alleyway-lab/figures';
import { type ColumnsModel, paintColumns } from '../chart/columns.ts';
import { formatCount } from '../chart/format.ts';
import { paintNote } from '../chart/note.ts';
import { tellCount } from '../chart/words.ts';
import type { Config, Span } from '../worker/api.ts';
import {
  type Action,
  type Change,
  type Figure,
  type Options,
  type Panel,
  reads,
  type Scene,
} from './contract.ts';
import { lastPick, pickOf, withPick } from './picks.ts';
import {
  fitPanel,
  ladderPanel,
  lostPanel,
  networkPanel,
  slicesPanel,
  spectrumPanel,
} from './split/panels.ts';
import {
  adrift,
  curvature,
  kept,
  loss,
  MINIMUM,
  minus,
  momentsOf,
  place,
  restWords,
  SADDLE,
  share,
  slopes,
  solved,
  splitsDone,
  standOf,
} from './split/scene.ts';

const { number, values } = reads<'split'>();

const { tie: TIE, mostSplits: MOST_SPLITS } = constants.split;
/** Milliseconds of a descent that is played. */
const DESCENT = 3600;

export const figure: Figure = {
  name: 'split',
  story: {
    key: 'moment',
    values: momentsOf,
    moments: true,
    on: 'ladder',
    stride: from => (from < 1 ? 1 : 10),
  },
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
          // What a split does to the network itself is the picture; the others are numbers of it.
          scene.config.network === 'relu' ? networkPanel(scene) : fitPanel(scene),
          ladderPanel(scene),
          spectrumPanel(scene),
          slicesPanel(scene),
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
  splittingIndex: Float64Array;
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
  const splittingIndex = values(frames, next ? 'next_splitting_index' : 'choice_splitting_index');
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
  return { at, gammas, eigenvalues, splittingIndex, chosen, best: lowest(() => true), list };
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

// ---------------------------------------------------------------- panels

function choicePanel(scene: Scene): Panel {
  const choices = choicesOf(scene);
  const { gammas, eigenvalues, splittingIndex, chosen, best, list, at } = choices;
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
            `S = ${curvature(scene, splittingIndex[neuron] ?? 0)}`,
            `S ${(splittingIndex[neuron] ?? 0) > 0 ? '> 0' : '< 0'}`,
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
  // The one that was just made may still be made another way; else it is about one that has not been.
  const which =
    at < splitsDone(scene) ? `Split ${at + 1}` : at === 0 ? 'First split' : 'Next split';
  return {
    name: 'choice',
    area: 'side',
    title: [{ text: `${which}: ${relu ? 'which neuron?' : 'neuron, share γ'}` }],
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
