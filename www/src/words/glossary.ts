/** The field's words that the page uses, each explained once: in the text, where a reader asks, and at the end of the page for teachers. */

export interface Word {
  name: string;
  /** How it may stand in a text, where that is not its name or its plural; of a regular expression. */
  forms?: string;
  means: string;
}

/** In the order of the page. */
export const GLOSSARY: readonly Word[] = [
  {
    name: 'parameter',
    means: 'A number of the model that training may change. In a network it is called a weight.',
  },
  {
    name: 'train loss',
    means:
      'By how much a model misses the points that it was trained on: the mean of the squared differences.',
  },
  {
    name: 'test loss',
    means:
      'The same on new points, which the model was never shown. Only this tells whether anything was learnt.',
  },
  {
    name: 'overfit',
    forms: 'overfits?',
    means:
      'To follow the chance errors in the training points, and to be worse on new points for it.',
  },
  {
    name: 'threshold',
    means:
      'Where a model has just enough parameters to pass through all training points. In full: the interpolation threshold.',
  },
  {
    name: 'norm',
    means: 'How large all parameters are together: the root of the sum of their squares.',
  },
  {
    name: 'least norm',
    means:
      'Of all fits that pass through the points, the one whose parameters are smallest together.',
  },
  {
    name: 'pseudo-inverse',
    means:
      'The matrix that makes the fit of least norm, among those of least squares, out of the measurements.',
  },
  {
    name: 'double descent',
    means:
      'The test loss falls, rises to a peak at the threshold, and falls again as the number of parameters grows.',
  },
  {
    name: 'effective parameters',
    means:
      'How many parameters a fit uses in effect: how much of a chance error in each measurement gets into its answers, on a scale on which least squares with fewer parameters than points counts its parameters.',
  },
  {
    name: 'penalty',
    forms: 'ridge penalty|penalty',
    means:
      'An amount that is added to the loss: so many times the sum of the squares of all parameters. It makes small ones cheaper than large ones.',
  },
  {
    name: 'median',
    means:
      'Half of the values lie below it and half above. Unlike the mean it is not moved by a few huge ones.',
  },
  {
    name: 'training set',
    means:
      'The points that a model is shown. Another draw of the same kind is another training set.',
  },
  {
    name: 'gradient descent',
    forms: 'gradient descent|descent',
    means:
      'Going downhill on the loss in small steps, each in the direction in which it falls most steeply.',
  },
  {
    name: 'Adam',
    means: 'A way of descending that gives every weight a step size of its own.',
  },
  {
    name: 'local minimum',
    forms: 'local minimum|bad minimum|bad minima|minimum',
    means:
      'A place from which the loss rises in every direction, though it may be lower elsewhere.',
  },
  {
    name: 'saddle',
    means: 'A level place from which the loss rises in some directions and falls in others.',
  },
  {
    name: 'curvature',
    means:
      'How strongly the loss bends along a direction: above zero it bends upwards, below zero downwards. For all directions at once these are the eigenvalues of the Hessian, the matrix of second derivatives.',
  },
  {
    name: 'neuron',
    means:
      'A part of a network. It adds up its inputs, each times a weight, and answers with a simple function of the sum.',
  },
  {
    name: 'ReLU',
    means: 'The function max(0, x): zero up to a bend, and a straight line beyond it.',
  },
  {
    name: 'teacher',
    means:
      'A network, or a neuron of it, that computes the right answers. The student is trained to give the same.',
  },
  {
    name: 'share γ',
    forms: 'share γ|γ',
    means:
      'Of a neuron that is split in two: how much of it the first copy gets. The second gets the rest.',
  },
  {
    name: 'seed',
    means:
      'The number that all random numbers of a run are made of. The same seed gives the same run, bit for bit.',
  },
  {
    name: 'trapped',
    means:
      'Come to rest in a minimum that is not the best one: the loss is not zero, and every direction rises.',
  },
  {
    name: 'principal directions',
    means: 'The directions along which a path goes furthest, the furthest first.',
  },
  {
    name: 'memorise',
    forms: 'memorised?|memorises|memorising',
    means: 'To answer the examples of the training and not the new ones.',
  },
  {
    name: 'grokking',
    means: 'To answer new examples too, but long after those of the training are known by heart.',
  },
];

/** By which a word is found in a text. */
export function patternOf({ name, forms }: Word): RegExp {
  return new RegExp(`(?<![\\p{L}-])(?:${forms ?? `${name}s?`})(?![\\p{L}-])`, 'iu');
}
