/** Predicted against true: on the diagonal a prediction is perfect. */

import { ticks as ticksBetween } from 'd3-array';
import { formatTick } from './format.ts';
import { placeLabels } from './labels.ts';
import { linearScale } from './scale.ts';
import { type Box, type Surface, setFont } from './surface.ts';

export interface ScatterModel {
  test: { truth: ArrayLike<number>; predicted: ArrayLike<number> };
  train: { truth: ArrayLike<number>; predicted: ArrayLike<number> };
}

/** More dots than this say nothing more, and cost a frame. */
const MOST = 400;

export function paintScatter(surface: Surface, model: ScatterModel): null {
  const { context, width, height, em, line, theme } = surface;
  const [low, high] = limits(model.test.truth, model.train.truth);
  setFont(surface);
  const ticks = ticksBetween(low, high, 4);
  const widest = Math.max(...ticks.map(tick => context.measureText(formatTick(tick)).width));
  const plot: Box = {
    left: Math.ceil(widest + em * 2.2),
    top: em * 0.8,
    right: width - em * 0.8,
    bottom: height - em * 2.7,
  };
  const x = linearScale([low, high], [plot.left, plot.right]);
  const y = linearScale([low, high], [plot.bottom, plot.top]);

  context.lineWidth = Math.max(1, line * 0.35);
  for (const tick of ticks) {
    context.strokeStyle = theme.grid;
    context.fillStyle = theme.muted;
    const across = Math.round(y(tick)) + 0.5;
    const down = Math.round(x(tick)) + 0.5;
    context.beginPath();
    context.moveTo(plot.left, across);
    context.lineTo(plot.right, across);
    context.moveTo(down, plot.top);
    context.lineTo(down, plot.bottom);
    context.stroke();
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(formatTick(tick), plot.left - em * 0.5, across);
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.fillText(formatTick(tick), down, plot.bottom + em * 0.45);
  }
  context.fillText('true value', (plot.left + plot.right) / 2, plot.bottom + em * 1.65);
  context.save();
  context.translate(em * 0.2, (plot.top + plot.bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText('predicted', 0, 0);
  context.restore();

  context.strokeStyle = theme.truth;
  context.lineWidth = line * 0.8;
  context.setLineDash([line * 2.6, line * 1.8]);
  context.beginPath();
  context.moveTo(plot.left, plot.bottom);
  context.lineTo(plot.right, plot.top);
  context.stroke();
  context.setLineDash([]);

  const beyond = dots(surface, plot, x, y, model.test, theme.test, em * 0.24, 0.55);
  dots(surface, plot, x, y, model.train, theme.train, em * 0.3, 0.95);

  const wordings = (texts: string[]) =>
    texts.map(text => ({ text, width: context.measureText(text).width, height: em * 1.15 }));
  const near = (side: number) => (wording: { width: number; height: number }) =>
    [0.1, 0.02, 0.2].map(share => ({
      x: side > 0 ? plot.right - wording.width - em * 0.4 : plot.left + em * 0.5,
      y:
        side > 0
          ? plot.bottom - wording.height - share * (plot.bottom - plot.top)
          : plot.top + em * 0.2,
    }));
  const [legend, cut] = placeLabels(
    [
      {
        wordings: wordings([
          'blue ring: trained on · orange dot: new',
          'ring: trained on · dot: new',
          'ring: train · dot: test',
        ]),
        places: near(1),
        must: true,
      },
      {
        wordings: wordings(beyond > 0 ? [`${beyond} beyond the axis`, `${beyond} beyond`] : ['']),
        places: near(-1),
        must: true,
      },
    ],
    plot,
    [],
  );
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const one of [legend, cut]) {
    if (!one) continue;
    context.globalAlpha = 0.85;
    context.fillStyle = theme.paper;
    context.fillRect(
      one.box.left - 3,
      one.box.top - 1,
      one.box.right - one.box.left + 6,
      em * 1.25,
    );
    context.globalAlpha = 1;
    context.fillStyle = theme.muted;
    context.fillText(one.text, one.x, one.y);
  }
  return null;
}

/** Returns how many lie beyond the axis; those are drawn as arrows on its edge. */
function dots(
  surface: Surface,
  plot: Box,
  x: (value: number) => number,
  y: (value: number) => number,
  points: ScatterModel['test'],
  colour: string,
  radius: number,
  opacity: number,
): number {
  const { context, em, line, theme } = surface;
  const hollow = colour === theme.train;
  const count = Math.min(MOST, points.truth.length);
  let beyond = 0;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = line * 0.55;
  context.globalAlpha = opacity;
  for (let index = 0; index < count; index++) {
    const px = x(points.truth[index] ?? 0);
    const py = y(points.predicted[index] ?? 0);
    if (!Number.isFinite(py) || px < plot.left || px > plot.right) continue;
    context.beginPath();
    if (py < plot.top || py > plot.bottom) {
      beyond++;
      const edge = py < plot.top ? plot.top : plot.bottom;
      const way = py < plot.top ? -1 : 1;
      context.moveTo(px, edge + way * em * 0.25);
      context.lineTo(px - em * 0.22, edge - way * em * 0.15);
      context.lineTo(px + em * 0.22, edge - way * em * 0.15);
      context.fill();
      continue;
    }
    context.arc(px, py, radius, 0, 2 * Math.PI);
    if (hollow) context.stroke();
    else context.fill();
  }
  context.globalAlpha = 1;
  return beyond;
}

function limits(...sets: ArrayLike<number>[]): [number, number] {
  let most = 0;
  for (const values of sets) {
    for (let index = 0; index < values.length; index++)
      most = Math.max(most, Math.abs(values[index] ?? 0));
  }
  const bound = Math.ceil((most || 1) * 1.15 * 2) / 2;
  return [-bound, bound];
}
