/** Loss against the number of parameters: a U, a peak, and a second descent. */

import { html, nothing } from 'lit';
import type { CurvesModel, Line } from '../chart/curve-model.ts';
import { lossLimits, paintCurves, seriesLimits } from '../chart/curves.ts';
import type { Paint } from '../chart/element.ts';
import { between, paintFit } from '../chart/fit.ts';
import { formatCount, formatValue } from '../chart/format.ts';
import type { Answer } from '../chart/images.ts';
import { tellNumber } from '../chart/words.ts';
import type { Config, Figures, Frames } from '../worker/api.ts';
import { chunk } from '../worker/code.ts';
import {
  type Figure,
  type Panel,
  reads,
  type Scene,
  type SeriesOf,
  type Services,
  type Way,
  type Words,
} from './contract.ts';

const { looked, seriesNamed } = reads<'double-descent'>();
type FitName = Figures['double-descent']['views']['fit'];
/** What is seen of the fits of one training set. */
type Fit = (name: FitName) => Float64Array;

const CLASSES = 10;

type Rule = { x: number; names: string[] } | null;

export const figure: Figure = {
  name: 'double-descent',
  guessed: true,
  story: { key: 'size', values: sizesOf },
  words: {
    play: 'walk from the smallest model to the largest',
    step: 'the next size',
    counterexamples: 'where bigger loses',
    first: 'the first training set',
  },
  controls,
  prepare,
  get looks() {
    const choices = QUANTITIES.map(one => one.value);
    return { first: { choices }, second: { choices } };
  },
  view: (_config, draw) => ({ name: 'fit', args: [draw] }),
  panels: scene => [
    dataPanel(scene),
    lossPanel(scene),
    morePanel(scene, 'first'),
    // Of networks only one more quantity is measured: it is not shown twice.
    ...(offeredOf(scene).length > 1 ? [morePanel(scene, 'second')] : []),
  ],
  pace(scene, index) {
    const size = sizesOf(scene.frames)[index] ?? 1;
    const away = Math.log(size / thresholdOf(scene));
    // The story is told at the threshold: walk there, stroll through, walk on.
    return 90 + 330 * Math.exp(-((away / 0.22) ** 2));
  },
  position(scene) {
    const index = Math.round(scene.at);
    const test = seriesNamed(scene.frames, 'test_loss_median')?.values[index] ?? Number.NaN;
    const train = seriesNamed(scene.frames, 'train_loss_median')?.values[index] ?? Number.NaN;
    return `${parameters(sizesOf(scene.frames)[index] ?? 0)}: test loss ${formatValue(test)}, train loss ${trainWords(train)}`;
  },
  extra,
};

function controls(config: Config): string[] {
  const shape: Record<string, string[]> = {
    legendre: ['decay'],
    chebyshev: ['decay'],
    fourier: ['frequency_scale'],
    latent: ['factors', 'spread'],
    relu: ['dim'],
    gaussian: [],
  };
  if (config.features === 'network') return ['noise', 'n', 'decay_weight', 'rate', 'steps', 'dim'];
  return ['noise', 'n', 'ridge', ...(shape[String(config.features)] ?? [])];
}

export function sizesOf(frames: Frames): ArrayLike<number> {
  return seriesNamed(frames, 'size')?.values ?? [];
}

/** Where models begin that fit any data; as many parameters as points where no size of the sweep does. */
export function thresholdOf(scene: Pick<Scene, 'config' | 'frames'>): number {
  return finite(scene.frames.summary.threshold, Number(scene.config.n));
}

/** The threshold with its name on the chart; none where the design never has the rank that it takes. */
function rule(scene: Scene): Rule {
  const n = Number(scene.config.n);
  const x = scene.frames.summary.threshold ?? n;
  if (!Number.isFinite(x)) return null;
  const names =
    x === n
      ? ['as many parameters as points', 'parameters = points', 'threshold', 'p = n']
      : ['rank as large as points', 'rank = points', 'threshold', 'rank n'];
  return { x, names };
}

function finite(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise;
}

function parameters(count: number): string {
  return count === 1 ? '1 parameter' : `${formatCount(count)} parameters`;
}

function trainWords(loss: number): string {
  return loss < 1e-9 ? '0' : formatValue(loss);
}

/** The size at the chosen position; between two of them the nearer one. */
function chosenSize(scene: Scene): number {
  return sizesOf(scene.frames)[Math.round(scene.at)] ?? 1;
}

// ---------------------------------------------------------------- left: the data and the fit

function dataPanel(scene: Scene): Panel {
  const size = parameters(chosenSize(scene));
  const view = scene.view;
  const config = view?.config ?? scene.config;
  const panel = (words: string, label: string, paint: Paint): Panel => ({
    name: 'data',
    area: 'data',
    title: [{ text: words }, { text: size, ink: 'test' }],
    label,
    paint,
  });
  const n = Number(config.n);
  const points =
    n === 1 ? '1 point' : `${formatCount(n)} ${Number(config.noise) > 0 ? 'noisy ' : ''}points`;
  if (!view) return panel(`${points}, `, 'The fit is being made.', () => null);

  const fit = looked(view, 'fit');
  const sizes = listOf(config.sizes);
  const at = positionIn(sizes, scene);
  if (fit('curve').length > 0) {
    return panel(
      `${points}, `,
      `${points}, the true function, and the curve fitted with ${size}.`,
      surface => paintFit(surface, fitModel(fit, sizes, at, thresholdOf(scene))),
    );
  }
  if (fit('score').length > 0) {
    const rows = imageRows(scene, fit, sizes);
    const right = rows.map(
      row => `${row.name}: ${row.answers.filter(one => one.right).length} of 16 right`,
    );
    const images = {
      pixels: fit('pixels'),
      side: 8,
      white: 16,
      count: 16,
      rows,
    };
    return {
      ...panel(
        '16 test images, read with ',
        `Sixteen test images. ${right.join('. ')}.`,
        surface => (samples ? samples.paintImages(surface, images) : null),
      ),
      tall: true,
    };
  }
  const trained = config.target === 'diabetes' ? 'patients' : 'points';
  return panel(
    `Predicted against true, ${formatCount(n)} ${trained}, `,
    `Predictions against true values with ${size}.`,
    surface =>
      samples
        ? samples.paintScatter(surface, {
            test: pairs(fit, 'truth', 'prediction', sizes.length, at),
            train: pairs(fit, 'train_truth', 'train_prediction', sizes.length, at),
          })
        : null,
  );
}

/** A view keeps its own list of sizes: the last one is shown while a new one is on its way. */
function positionIn(sizes: readonly number[], scene: Scene): number {
  const own = sizesOf(scene.frames);
  const low = own[Math.floor(scene.at)] ?? 1;
  const high = own[Math.ceil(scene.at)] ?? low;
  const share = scene.at - Math.floor(scene.at);
  const from = indexOf(sizes, low);
  return from + (indexOf(sizes, high) - from) * share;
}

function indexOf(sizes: readonly number[], size: number): number {
  let best = 0;
  for (const [index, one] of sizes.entries()) {
    if (Math.abs(one - size) < Math.abs((sizes[best] ?? 0) - size)) best = index;
  }
  return best;
}

function fitModel(values: Fit, sizes: readonly number[], at: number, threshold: number) {
  const grid = values('grid');
  const truth = values('truth');
  // Twenty times the data: enough to leave the axis steeply, too little to look like a jump.
  const bound = 20 * Math.max(1, ...values('y').map(Math.abs));
  const peak = indexOf(sizes, threshold);
  return {
    points: { x: values('x'), y: values('y') },
    grid,
    truth,
    truthNames: ['the truth', 'truth'],
    curve: between(values('curve'), grid.length, at, bound),
    last: between(values('curve'), grid.length, sizes.length - 1, bound),
    // Not when it is the chosen one itself.
    ghost:
      Math.abs(at - peak) < 0.5
        ? null
        : {
            values: between(values('curve'), grid.length, peak, bound),
            names: [...costOf(values, at, peak, String(sizes[peak])), String(sizes[peak])],
          },
  };
}

/** What the fit at the peak is called, with what it costs beside the chosen one where that is known. */
function costOf(values: Fit, at: number, peak: number, size: string): string[] {
  const errors = values('curve_error');
  const times = (errors[peak] ?? Number.NaN) / (errors[Math.round(at)] ?? Number.NaN);
  const name = `with ${size}`;
  return times > 1 && Number.isFinite(times)
    ? [`${name}: ${tellNumber(times)} times the error`, name]
    : [name];
}

/** Where every size has its own test points the truth is a table too, and rows must not be mixed. */
function pairs(values: Fit, truthName: FitName, name: FitName, rows: number, at: number) {
  const truth = values(truthName);
  const table = values(name);
  const width = Math.floor(table.length / Math.max(1, rows));
  const own = truth.length > width;
  const row = Math.round(at);
  return {
    truth: own ? truth.subarray(row * width, (row + 1) * width) : truth,
    predicted: between(table, width, own ? row : at, 1e6),
  };
}

function imageRows(scene: Scene, values: Fit, sizes: readonly number[]) {
  const labels = values('label');
  const score = values('score');
  const answers = (size: number): Answer[] => {
    const row = indexOf(sizes, size);
    return Array.from(labels, (label, image) => {
      const start = (row * labels.length + image) * CLASSES;
      const answer = largest(score.subarray(start, start + CLASSES));
      return { text: String(answer), right: answer === label };
    });
  };
  const row = (name: string, size: number, ink: 'good' | 'muted' | 'test') => ({
    name: `${name} (${formatCount(size)})`,
    short: `${formatCount(size)}:`,
    ink,
    answers: answers(size),
  });
  return [
    row('best small', finite(scene.frames.summary.best_small_size, sizes[0] ?? 1), 'good'),
    row('threshold', thresholdOf(scene), 'muted'),
    row('chosen', chosenSize(scene), 'test'),
  ];
}

export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
  }
  return best;
}

// ---------------------------------------------------------------- right: the curve

function lossPanel(scene: Scene): Panel {
  const { frames } = scene;
  const sets =
    frames.pieces < scene.pieces ? `${frames.pieces} of ${scene.pieces}` : String(scene.pieces);
  const title: Words[] = [
    {
      text: `Test and train loss, ${sets} training set${scene.pieces === 1 ? '' : 's'}`,
    },
  ];
  return {
    name: 'loss',
    area: 'curve',
    title,
    label: 'Number of parameters',
    paint: surface => paintCurves(surface, lossModel(scene)),
    ...(scene.config.features === 'network' ? { way: landscapeOf(scene) } : {}),
  };
}

/** The chosen network, in the figure that looks at its loss: the same one, bit for bit. */
function landscapeOf({ config, draw, ...scene }: Scene): Way {
  const size = sizesOf(scene.frames)[Math.round(scene.at)] ?? 1;
  const dim = Number(config.dim);
  const shared = ['activation', 'n', 'dim', 'noise', 'optimiser', 'steps', 'seed'];
  // A second-order method has neither.
  if (config.optimiser !== 'lm') shared.push('rate', 'decay_weight');
  return {
    name: 'See its landscape',
    title: `The loss of this network of ${parameters(size)}, in three planes`,
    figure: 'landscape',
    config: {
      task: String(config.target),
      // Of each neuron: its inputs, its bias, what it adds; and one bias for all.
      width: String((size - 1) / (dim + 2)),
      beside: '0',
      ...Object.fromEntries(shared.map(key => [key, String(config[key])])),
      training_set: String(draw),
    },
  };
}

export function lossModel(scene: Scene): CurvesModel {
  const { frames } = scene;
  const x = sizesOf(frames);
  const test = valuesOf(frames, 'test_loss_median');
  const train = valuesOf(frames, 'train_loss_median');
  const theory = seriesNamed(frames, 'theory')?.values;
  const baseline = valuesOf(frames, 'baseline');
  const lines: Line[] = [
    {
      values: baseline,
      ink: 'muted',
      weight: 0.4,
      names: frames.summary.baseline_zero ? ['guessing zero'] : ['guessing the mean'],
    },
    { values: train, ink: 'train', dash: 'dashed', weight: 0.9, names: ['train'], marks: true },
  ];
  const foretold = theory?.some(Number.isFinite) ? theory : null;
  if (foretold) {
    // A theory is one of the mean, which lies above the median wherever the spread is wide.
    const mean = valuesOf(frames, 'test_loss_mean');
    lines.push({ values: foretold, ink: 'ink', dash: 'dotted', weight: 0.7, names: ['theory'] });
    lines.push({ values: mean, ink: 'test', rings: true });
  }
  lines.push({
    values: test,
    ink: 'test',
    weight: 1.15,
    names: ['test'],
    nameAtEnd: true,
    band: { low: valuesOf(frames, 'test_loss_q10'), high: valuesOf(frames, 'test_loss_q90') },
    marks: true,
  });
  const rides = lines.length - 1;
  if (scene.guess) lines.push(guessLine(scene.guess));
  const best = frames.summary.best_small_size;
  const loss = frames.summary.best_small_loss;
  const exact = exactFrom(x, train);
  return {
    x,
    lines,
    y: lossLimits(test, [train, baseline]),
    xNames: foretold
      ? [
          'parameters (line: median, band: 10 to 90 %; rings: mean, dotted: what theory says of it)',
          'parameters (line: median, band: 10 to 90 %, rings: mean)',
          'parameters',
        ]
      : [
          'parameters (line: median of the training sets, band: 10 to 90 %)',
          'parameters (line: median, band: 10 to 90 %)',
          'parameters',
        ],
    rule: rule(scene),
    region:
      exact === null
        ? null
        : {
            from: exact,
            names: [
              'here every model fits the data exactly',
              'every model fits exactly',
              'exact fit',
            ],
          },
    level:
      best !== undefined && loss !== undefined && Number.isFinite(loss)
        ? { from: best, y: loss, ink: 'good', names: ['best small model', 'best small'] }
        : null,
    at: scene.at,
    rides,
  };
}

/** What a reader has drawn. */
export function guessLine(values: ArrayLike<number>): Line {
  return { values, ink: 'ink', dash: 'dashed', weight: 0.8, names: ['your guess'] };
}

/** The first size from which on the training loss is nought but for rounding. */
export function exactFrom(sizes: ArrayLike<number>, train: ArrayLike<number>): number | null {
  const floor = 1e-10 * Math.max(train[0] ?? 0, 1e-3);
  let from: number | null = null;
  for (let index = sizes.length - 1; index >= 0; index--) {
    if (!((train[index] ?? 1) < floor)) break;
    from = sizes[index] ?? null;
  }
  return from;
}

function valuesOf(frames: Frames, name: SeriesOf<'double-descent'>): ArrayLike<number> {
  return seriesNamed(frames, name)?.values ?? [];
}

// ---------------------------------------------------------------- below: what else changes with size

interface Quantity {
  value: string;
  label: string;
  lines: { series: SeriesOf<'double-descent'>; name?: string; dash?: 'dashed' }[];
}

const QUANTITIES: Quantity[] = [
  { value: 'norm', label: 'Norm of the weights', lines: [{ series: 'norm_median' }] },
  { value: 'roughness', label: 'Roughness of the fit', lines: [{ series: 'roughness_median' }] },
  { value: 'error', label: 'Share of test images read wrong', lines: [{ series: 'error_median' }] },
  {
    value: 'bias-variance',
    label: 'Bias² and variance',
    lines: [
      { series: 'bias2', name: 'bias²', dash: 'dashed' },
      { series: 'variance', name: 'variance' },
    ],
  },
  {
    value: 'effective',
    label: 'Effective parameters',
    lines: [
      { series: 'effective_degrees_of_freedom', name: 'on the training points', dash: 'dashed' },
      { series: 'effective_parameters_test', name: 'on new points' },
    ],
  },
  {
    value: 'singular',
    label: 'Smallest singular value',
    lines: [{ series: 'smallest_singular_value_median' }],
  },
];

function offeredOf({ frames }: Scene): Quantity[] {
  const has = (quantity: Quantity) =>
    quantity.lines.some(line => seriesNamed(frames, line.series)?.values.some(Number.isFinite));
  return QUANTITIES.filter(has);
}

function morePanel(scene: Scene, place: 'first' | 'second'): Panel {
  const offered = offeredOf(scene);
  // What tells the peak, and what tells the far end.
  const usual = place === 'first' ? ['norm'] : ['error', 'effective', 'roughness'];
  const wanted = [scene.choices[place], ...usual];
  const quantity =
    wanted.map(value => offered.find(one => one.value === value)).find(one => one !== undefined) ??
    offered[0];
  return {
    name: place,
    area: 'more',
    title: [{ text: quantity?.label ?? '' }],
    label: `${quantity?.label ?? 'Nothing'} against the number of parameters.`,
    choices: offered.map(({ value, label }) => ({ value, label })),
    chosen: quantity?.value ?? '',
    paint: surface => (quantity ? paintCurves(surface, quantityModel(scene, quantity)) : null),
  };
}

function quantityModel(scene: Scene, quantity: Quantity): CurvesModel {
  const lines: Line[] = quantity.lines.map(line => ({
    values: valuesOf(scene.frames, line.series),
    ink: line.dash ? 'muted' : 'ink',
    dash: line.dash ?? 'solid',
    weight: 0.8,
    ...(line.name ? { names: [line.name] } : {}),
    marks: true,
  }));
  return {
    x: sizesOf(scene.frames),
    lines,
    y: seriesLimits(lines.map(line => line.values)),
    xNames: ['parameters'],
    rule: small(rule(scene)),
    at: scene.at,
    rides: lines.length - 1,
    small: true,
  };
}

/** A smaller chart has the line of the threshold without its name. */
function small(rule: Rule): Rule {
  return rule ? { ...rule, names: [] } : null;
}

// ---------------------------------------------------------------- draw a digit

const pad = chunk('The pad to draw on', 'digit-pad', () => import('./digit-pad.ts'));
const painters = chunk('The picture of these fits', 'samples', () => import('../chart/samples.ts'));
/** What draws fits that are no curve; null while it is not there. */
let samples: typeof import('../chart/samples.ts') | null = null;
/** Why something that only some examples need has not come. */
let lateTrouble: Error | null = null;

/** Of one input: each fit is a curve. */
const CURVES: readonly unknown[] = ['wiggle', 'step', 'chirp'];

function prepare({ target }: Config): Promise<void> | null {
  lateTrouble = null;
  if (CURVES.includes(target) || samples) return null;
  return painters.get().then(
    module => {
      samples = module;
    },
    error => {
      lateTrouble = error;
    },
  );
}

function extra(scene: Scene, services: Services): unknown {
  if (lateTrouble) {
    const again = () => {
      void prepare(scene.config)?.then(services.redraw);
      services.redraw();
    };
    return html`<p class="notes">
      ${lateTrouble.message} <button class="quiet" @click=${again}>Try again</button>
    </p>`;
  }
  if (scene.config.target !== 'digits') return nothing;
  // The module itself defines the element; to ask for it a second time costs nothing.
  pad.get().catch(error => {
    lateTrouble = error;
    services.redraw();
  });
  const { summary } = scene.frames;
  const all = Array.from(sizesOf(scene.frames));
  // Only the sizes of the sweep are trained.
  const nearest = (size: number) => all[indexOf(all, size)] ?? 1;
  const sizes = [
    { name: 'the best small model', size: nearest(finite(summary.best_small_size, 1)) },
    { name: 'at the threshold', size: nearest(thresholdOf(scene)) },
    { name: 'the largest model', size: nearest(summary.largest_size ?? Number.POSITIVE_INFINITY) },
  ];
  return html`<alleyway-digit-pad
    .sizes=${sizes}
    .services=${services}
    .samples=${scene.view ? looked(scene.view, 'fit')('pixels') : null}
    .config=${scene.config}
  ></alleyway-digit-pad>`;
}

/** A list of sizes, as the crate fills it in. */
export function listOf(value: Config[string] | undefined): number[] {
  if (Array.isArray(value)) return value;
  return String(value ?? '')
    .split(',')
    .map(Number)
    .filter(Number.isFinite);
}
