/** The words that explain themselves, and the page for teachers, which lists them. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Page, TEACH, teachPage } from '../pages/site.ts';
import { GLOSSARY, patternOf } from '../src/words/glossary.ts';

const article = readFileSync('index.html', 'utf8');
const text = article.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');

test('every word is used by the page, explained in at most fifty words, and only once', () => {
  for (const word of GLOSSARY) {
    assert.match(text, patternOf(word), word.name);
    assert.match(word.means, /^[A-Z].*\.$/s, word.name);
    assert.ok(word.means.split(/\s+/).length <= 50, word.name);
  }
  assert.equal(new Set(GLOSSARY.map(word => word.name)).size, GLOSSARY.length);
});

test('a word is found whole, in the singular, in the plural and at the start of a sentence', () => {
  const pattern = (name: string) => {
    const word = GLOSSARY.find(one => one.name === name);
    assert.ok(word, name);
    return patternOf(word);
  };
  assert.equal(pattern('neuron').exec('Neurons to spare')?.[0], 'Neurons');
  assert.equal(pattern('norm').exec('normal, enormous, by its norm.')?.index, 25);
  assert.equal(pattern('threshold').exec('sub-threshold'), null);
  assert.equal(pattern('share γ').exec('the share γ of it')?.[0], 'share γ');
});

test('the page for teachers has the styles of the lab, every word, and leads back to it', () => {
  const built = article.replace(
    '<script type="module" src="/src/main.ts"></script>',
    '<script type="module" src="./assets/index-1.js"></script><link rel="stylesheet" href="./assets/index-2.css">',
  );
  const first = { picture: 'a.png', sentence: 'It "fell".' } as Page;
  const page = teachPage(
    readFileSync('teach.html', 'utf8'),
    built,
    first,
    'https://example.org/lab/',
  );
  assert.ok(page.includes('<link rel="stylesheet" href="../assets/index-2.css">'));
  assert.ok(page.includes('content="Alleyway assets/index-1.js"'));
  assert.doesNotMatch(page, /<script|"\.\/|"\/(?:src|icon)|<!--/);
  for (const { name } of GLOSSARY)
    assert.ok(page.includes(`<dt><strong>${name}</strong></dt>`), name);
  assert.ok(page.includes(`<link rel="canonical" href="https://example.org/lab/${TEACH}" />`));
  assert.ok(page.includes('href="../#figure=double-descent&amp;preset=wiggle&amp;size=12"'));
});
