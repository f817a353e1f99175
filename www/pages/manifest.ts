/** The custom-elements manifest of the package (https://github.com/webcomponents/custom-elements-manifest), for editors and catalogues. */

import { writeFileSync } from 'node:fs';
import { CHOICES, type RUN, type SHOWN } from '../src/lab/author.ts';

type Attribute = (typeof RUN)[number] | (typeof SHOWN)[number];

const ATTRIBUTES: Record<Attribute, string> = {
  figure: 'Which figure.',
  preset: 'Which of its examples.',
  config:
    'Keys that differ from the preset, as `noise=0.2&n=20`; also what is looked at, as links have it.',
  seed: 'Other random numbers.',
  controls:
    '`none`, or some of the keys of the figure and of the groups of controls; without it all.',
  charts: 'The charts that are shown, by name; without it all.',
  theme: 'Its colours: as the system of the reader has them, or fixed.',
  start: 'When it begins: when it comes into view, by a button, by a script, or at once.',
  answer:
    'Hidden: the reader is asked what to expect before the curves and the sentence are shown.',
  title: 'Above the figure.',
  caption: 'Below the figure.',
};

const METHODS = {
  run: 'Begin, or go on with what rests; resolves to the result.',
  play: 'The story from its beginning, once the run is whole.',
  pause: 'A run, or the story that is played, rests.',
  step: 'One step of the story, or of a run that rests.',
  reset: 'Back to what the attributes ask for.',
  export:
    'The run that is shown, as the text of a file: `json`, or `csv` with a table and a decimal sign.',
};

const EVENTS = {
  'alleyway-state': 'How it stands, and what is seen.',
  'alleyway-result': 'What the JSON export holds, once a run is whole.',
  'alleyway-present': 'The reader asks for a talk that begins with this figure.',
  'alleyway-error': 'A sentence, and of what was refused the key, the value and what is allowed.',
};

const PARTS = ['card', 'title', 'toolbar', 'verdict', 'controls', 'footer', 'caption', 'share'];

function typeOf(name: string): string {
  const words: Readonly<Record<string, readonly string[]>> = CHOICES;
  return (
    words[name]?.map(word => `'${word}'`).join(' | ') ?? (name === 'seed' ? 'number' : 'string')
  );
}

export function manifest(): object {
  const described = (all: Record<string, string>) =>
    Object.entries(all).map(([name, description]) => ({ name, description }));
  const attributes = described(ATTRIBUTES).map(one => ({
    ...one,
    type: { text: typeOf(one.name) },
    fieldName: one.name,
    ...(one.name in CHOICES
      ? { default: `'${CHOICES[one.name as keyof typeof CHOICES][0]}'` }
      : {}),
  }));
  const path = 'element/element.js';
  return {
    schemaVersion: '2.1.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path,
        declarations: [
          {
            kind: 'class',
            customElement: true,
            name: 'AlleywayLab',
            tagName: 'alleyway-lab',
            description:
              'One figure with its controls; its children are its poster, shown until it begins.',
            attributes,
            members: [
              ...attributes.map(({ name, description, type }) => ({
                kind: 'field',
                name,
                description,
                type,
              })),
              {
                kind: 'field',
                name: 'result',
                description: 'What the JSON export holds, of a run that is whole; else null.',
                readonly: true,
              },
              ...described(METHODS).map(one => ({ kind: 'method', ...one })),
            ],
            events: described(EVENTS).map(one => ({ ...one, type: { text: 'CustomEvent' } })),
            slots: [
              { name: '', description: 'What is seen until it begins, and where it cannot.' },
            ],
            cssParts: PARTS.map(name => ({ name })),
          },
        ],
        exports: [
          {
            kind: 'custom-element-definition',
            name: 'alleyway-lab',
            declaration: { name: 'AlleywayLab', module: path },
          },
        ],
      },
    ],
  };
}

export function writeManifest() {
  writeFileSync('../pkg/custom-elements.json', `${JSON.stringify(manifest(), null, 2)}\n`);
}
