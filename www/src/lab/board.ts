/** The place of the pictures: the panels of the figure, or while there are none what is waited for, how far it is, and what can be done. */

import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../chart/format.ts';
import type { Panel, Scene } from '../figures/contract.ts';
import type { Value } from '../worker/api.ts';
import type { Question } from './bench.ts';
import { beyond } from './charts.ts';
import { valueText } from './controls.ts';
import { aboutTime } from './estimate.ts';
import { icons } from './icons.ts';
import type { Lever } from './levers.ts';
import type { Parts } from './parts.ts';
import { PATIENCE } from './runs.ts';
import { refusal, textOf, writeFragment } from './state.ts';
import { actions } from './toolbar.ts';

export function board(parts: Parts, scene: Scene | null): TemplateResult {
  if (!parts.bench.begun) return poster(parts);
  const panels = scene ? parts.story.panels(scene) : [];
  if (panels.length === 0) return emptyPlace(parts);
  const { author } = parts.bench;
  if (parts.bench.veiled && (parts.bench.layout || author.charts)) return question(parts, scene);
  const inArea = (area: Panel['area']) => panels.filter(panel => panel.area === area);
  const main = inArea('main');
  const hidden = parts.bench.allCharts ? [] : beyond(parts.bench, panels);
  const side = inArea('side').filter(panel => !hidden.includes(panel));
  const { story } = parts.bench.figure ?? {};
  const one = (panel: Panel, along: Scene | null = null, first = true) =>
    panelOf(parts, panel, along, first);
  const alongMain = story?.moments && !story.on ? scene : null;
  if (author.charts) {
    const few = panels.filter(({ name }) => author.charts?.has(name));
    if (few.length === 0) return noSuchChart(author.charts, panels);
    const walked = (panel: Panel) =>
      panel.area === 'curve' || panel.name === story?.on
        ? scene
        : panel.area === 'main'
          ? alongMain
          : null;
    return html`<div class="panels few">
        ${few.map((panel, index) => html`<div class="panel" data-chart=${panel.name}>${one(panel, walked(panel), index === 0)}</div>`)}
      </div>`;
  }
  const mains = main.map(
    (panel, index) => html`<div class="one">${one(panel, alongMain, index === 0)}</div>`,
  );
  switch (parts.bench.layout) {
    case 'board':
      return html`<div class="panels board ${side.length > 2 ? '' : 'brief'}">
            <div class="panel main ${main.length > 1 ? 'pair' : ''}">${mains}</div>
            ${side.map(panel => html`<div class="panel side">${one(panel, panel.name === story?.on ? scene : null)}</div>`)}
          </div>`;
    case 'wide':
      return html`<div class="panels wide">
            <div class="panel main">${mains}</div>
            <div class="panel side ${side.length > 2 ? 'crowd' : ''}">
              ${side.map(panel => html`<div class="one ${panel.minor ? 'minor' : ''}">${one(panel)}</div>`)}
            </div>
          </div>`;
    default:
      return html`<div class="panels">
            <div class="panel data">${inArea('data').map(panel => one(panel))}</div>
            <div class="panel curve">${parts.bench.veiled ? question(parts, scene) : inArea('curve').map(panel => one(panel, scene))}</div>
          </div>`;
  }
}

/** An author asks for charts of which this run has none. */
function noSuchChart(asked: ReadonlySet<string>, panels: readonly Panel[]): TemplateResult {
  const names = [...new Set(panels.map(({ name }) => name))].join(', ');
  const { message } = refusal('charts', [...asked].join(' '), `some of ${names}`);
  return html`<p class="misread" role="alert">${message}</p>`;
}

/** What stands below the controls of a figure without a large picture. */
export function morePanels(parts: Parts, scene: Scene | null) {
  const { layout, veiled, author } = parts.bench;
  if (layout || veiled || author.charts) return nothing;
  const more = scene ? parts.story.panels(scene).filter(({ area }) => area === 'more') : [];
  return html`<div class="more-panels">
      ${more.map(panel => html`<div class="panel more">${panelOf(parts, panel)}</div>`)}
    </div>`;
}

function panelOf(
  parts: Parts,
  panel: Panel,
  along: Scene | null = null,
  first = true,
): TemplateResult {
  const beside = {
    // Of two large pictures the first tells of both, and there is no room for an act beside its progress.
    main: () => {
      if (!first) return nothing;
      const bar = progress(parts);
      return bar === nothing ? actions(parts, false) : bar;
    },
    curve: () => html`${progress(parts)}${way(parts, panel)}`,
    data: () => drawButton(parts),
    side: () => nothing,
    more: () => nothing,
  };
  const walked = panel.walks ? parts.story.scene() : along;
  return parts.panels.render(panel, walked, beside[panel.area]());
}

/** A way to another figure. An anchor: it can be copied and opened elsewhere, and the page knows how to follow it. */
function way({ bench, place }: Parts, { way }: Panel) {
  if (!way) return nothing;
  const { figure, config } = way;
  const { session } = bench;
  if (session?.phase === 'complete') session.expect(figure);
  let refused = '';
  try {
    // Before its module has come nothing is known of it, and the figure itself says what it refuses.
    session?.instance(figure)?.resolve({ figure, config });
  } catch (error) {
    refused = (error as Error).message;
  }
  if (refused)
    return html`<button class="pill" aria-disabled="true" title=${refused} aria-label="${way.name}: ${refused}" @click=${() => bench.say(refused)}>${way.name}</button>`;
  const looks = { position: null, draw: null, looks: {} };
  const fragment = writeFragment({ figure, preset: null, config, ...looks }, null);
  const { href, target } = place.outward(fragment);
  return html`<a class="pill" href=${href} target=${target ?? nothing} title=${way.title}>${way.name}</a>`;
}

function drawButton({ bench, acts }: Parts) {
  const draws = Number(bench.resolved?.config.draws ?? 1);
  if (draws < 2) return nothing;
  const draw = Number(bench.state.draw ?? 1);
  return html`<button
      class="quiet"
      title="Another training set of the same kind"
      aria-label="Training set ${draw} of ${draws}: show the next"
      @click=${() => acts.nextDraw()}
    ><span class="word">set&nbsp;</span>${draw}${icons.next}</button>`;
}

/** How far it is with what is waited for, once it has taken a moment; and how to have none of it. */
function progress({ bench, acts }: Parts) {
  const { session, loading } = bench;
  if (!loading && session?.phase === 'cancelled') {
    return html`<span class="progress">stopped
        <button class="quiet again" @click=${() => acts.again()}>Run again</button></span>`;
  }
  if (!bench.busy) return nothing;
  const now = performance.now();
  if (now - (loading?.began ?? session?.began ?? now) < PATIENCE) return nothing;
  const cancel = html`<button class="quiet" @click=${() => acts.cancel()}>Cancel</button>`;
  if (loading || !session) {
    // A bar without a value moves to and fro.
    const loaded = session?.loaded ?? null;
    const value = loaded === null ? nothing : Math.floor(100 * loaded);
    return html`<span class="progress">
        <progress max="100" value=${value} aria-label="Loading"></progress>
        ${cancel}
      </span>`;
  }
  const percent = Math.floor(100 * session.fraction);
  const left = session.held ? null : bench.estimate.left(now);
  return html`<span class="progress">
      <progress max="100" value=${percent} aria-label="Training"></progress>
      <span class="percent">${session.held ? 'paused at ' : ''}${percent} %</span>
      ${left === null ? nothing : html`<span class="left">${aboutTime(left)} left</span>`}
      ${cancel}
    </span>`;
}

/** What stands in its place before a figure begins: what the author has put there, and how it is begun. */
function poster({ bench, acts }: Parts): TemplateResult {
  const { start } = bench.author;
  return html`<div class="empty poster ${bench.layout ?? ''}">
      <slot><p class="sentence">An experiment that runs in this page.</p></slot>
      ${start === 'click' ? html`<p><button class="pill lead" @click=${() => acts.start()}>${icons.play}Run</button></p>` : nothing}
    </div>`;
}

/** In the place of what is to be guessed at first. */
function question(parts: Parts, scene: Scene | null): TemplateResult {
  const { bench, acts } = parts;
  // What is asked about is made meanwhile, and can be cancelled.
  if (bench.guess?.open && scene) return html`${bench.guess.render(scene)}${progress(parts)}`;
  if (bench.asking) return html`<div class="empty ${bench.layout ?? ''}">${progress(parts)}</div>`;
  return html`<div class="empty ${bench.layout ?? ''}">
      <p class="sentence">What do you expect?</p>
      <p><button class="pill lead" @click=${() => acts.reveal()}>Show the answer</button></p>
    </div>`;
}

/** The place of the pictures while there are none. */
function emptyPlace(parts: Parts): TemplateResult {
  const { bench, acts } = parts;
  const { question, stopped, session, loading, figure } = bench;
  const place = (what: unknown, kind = '') =>
    html`<div class="empty ${bench.layout ?? ''} ${kind}">${what}</div>`;
  const first = figure?.words.first;
  if (question) return place(costBox(parts, question));
  const again = html`<p><button class="pill again" @click=${() => acts.again()}>Run again</button></p>`;
  if (stopped !== null)
    return place(
      html`<p class="sentence">Cancelled before ${stopped.what} had been loaded.</p>${again}`,
    );
  if (session?.phase === 'cancelled')
    return place(
      html`<p class="sentence">Cancelled before ${first ?? 'anything'} was in.</p>${again}`,
    );
  const bar = progress(parts);
  if (bar === nothing) return place(nothing, 'waits');
  const waits = loading ? `Loading ${loading.what}` : first ? `Waiting for ${first}` : 'Training';
  return place(html`<p>${waits}</p>${bar}`, 'waits');
}

/** What a long run costs, before it is begun; nothing else is trained meanwhile. */
function costBox({ acts, runs }: Parts, { seconds, levers }: Question): TemplateResult {
  const text = (value: Value) => textOf(value).replaceAll(',', ', ');
  const lower = ({ key, to, seconds }: Lever) => html`<li>
        <button class="pill" @click=${() => acts.setKey(key.name, textOf(to), true)}>
          ${key.label}: ${Array.isArray(to) && to.length > 4 ? `up to ${formatCount(Math.max(...to))}` : typeof to === 'number' ? valueText(key, to) : text(to)}
        </button>
        ${aboutTime(seconds)}
      </li>`;
  return html`<div role="group" aria-label="This run takes long">
      <p class="sentence">This run takes ${aboutTime(seconds)} of one processor core.</p>
      <p><button class="pill lead" @click=${() => runs.agree()}>Run</button></p>
      ${
        levers === null
          ? nothing
          : levers.length > 0
            ? html`<p>Or lower one of these, as far as this:</p><ul class="levers">${levers.map(lower)}</ul>`
            : html`<p>Or lower what is asked for: the controls are below.</p>`
      }
    </div>`;
}
