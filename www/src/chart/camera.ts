/**
 * From a block of width, depth and height 1 to pixels. It begins (`open` 0) exactly in front of the
 * block, where its front face is the plot of a curve and nothing else is to be seen, and swings up
 * and aside (`open` 1) to a view with a little perspective.
 */

import { mat4, vec4 } from 'gl-matrix';
import type { Point } from './marks.ts';
import type { Box } from './surface.ts';
import type { View } from './view.ts';

/** A point of the block: across, away from the front, up; each from 0 to 1. */
export type Place = readonly [number, number, number];

/** Of the width of the block, in a wide room and in one that is as high as wide. */
const DEPTH = [0.66, 0.9] as const;
const HEIGHT = [0.36, 0.6] as const;
/** How much a length shrinks that is one width further away. */
const PERSPECTIVE = 0.28;

export interface Camera {
  /** To the clip space of a canvas of this size. */
  matrix: mat4;
  /** Lengths of the block in pixels before it is turned: what a light needs to know of slopes. */
  scale: readonly [number, number, number];
  pixel(place: Place): Point;
  /** From a place towards the eye, as a step in the block's own lengths. */
  towardsEye(place: Place): Place;
}

export interface Setting {
  width: number;
  height: number;
  /** The plot of the curve, which the front face fills at first. */
  front: Box;
  /** Where the block must fit in the end, and what of it must: places of the block. */
  room: Box;
  fit: readonly Place[];
  view: View;
  open: number;
  /** How much higher the block is than usual. */
  steep?: number;
}

export function cameraOf(setting: Setting): Camera {
  const { width, height, front, room, fit, view, open, steep = 1 } = setting;
  const across = front.right - front.left;
  const up = front.bottom - front.top;
  const mix = (from: number, to: number) => from + (to - from) * open;
  const shape = (room.bottom - room.top) / Math.max(1, room.right - room.left);
  const high = Math.max(0, Math.min(1, (shape - 0.42) / 0.6));
  const between = ([wide, tall]: readonly [number, number]) => wide + (tall - wide) * high;
  const scale = [
    across,
    across * between(DEPTH),
    mix(up, across * between(HEIGHT) * steep),
  ] as const;

  // Turned about the middle of the floor; at first about the middle of its front edge.
  const turn = mat4.create();
  mat4.rotateX(turn, turn, (mix(0, view.elevation) * Math.PI) / 180);
  mat4.rotateY(turn, turn, (-mix(0, view.azimuth) * Math.PI) / 180);
  // Across, up, away: right-handed when away is negative z.
  mat4.scale(turn, turn, [scale[0], scale[2], -scale[1]]);
  mat4.translate(turn, turn, [-0.5, 0, -mix(0, 0.5)]);

  const shrink = mix(0, PERSPECTIVE) / across;
  const spread = 4 * across;
  const lens = (zoom: number, [x, y]: Point): mat4 => {
    const cx = (2 * x) / width - 1;
    const cy = 1 - (2 * y) / height;
    // Column by column; the last row makes what is further away (-z) smaller.
    return mat4.fromValues(
      (2 * zoom) / width,
      0,
      0,
      0,
      0,
      (2 * zoom) / height,
      0,
      0,
      -cx * shrink,
      -cy * shrink,
      -1 / spread,
      -shrink,
      cx,
      cy,
      0,
      1,
    );
  };
  const through = (matrix: mat4) => (place: Place) => {
    const [x, y, , w] = clip(matrix, place);
    return [((x / w + 1) / 2) * width, ((1 - y / w) / 2) * height] as Point;
  };

  // As large as the room allows, seen with a lens of zoom 1 first.
  const first = through(mat4.multiply(mat4.create(), lens(1, [0, 0]), turn));
  const box = { left: 1e9, top: 1e9, right: -1e9, bottom: -1e9 };
  for (const place of fit) {
    const [x, y] = first(place);
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  const wide = (room.right - room.left) / Math.max(1, box.right - box.left);
  const tall = (room.bottom - room.top) / Math.max(1, box.bottom - box.top);
  const zoom = Math.min(wide, tall);
  const middle: Point = [
    (room.left + room.right) / 2 - (zoom * (box.left + box.right)) / 2,
    (room.top + room.bottom) / 2 - (zoom * (box.top + box.bottom)) / 2,
  ];
  const matrix = mat4.multiply(
    mat4.create(),
    lens(mix(1, zoom), [
      mix((front.left + front.right) / 2, middle[0]),
      mix(front.bottom, middle[1]),
    ]),
    turn,
  );
  const pixel = through(matrix);
  const back = mat4.invert(mat4.create(), matrix) ?? mat4.create();
  return {
    matrix,
    scale,
    pixel,
    towardsEye(place) {
      const [x, y, z, w] = clip(matrix, place);
      const nearer = vec4.fromValues(x, y, z - 0.05 * w, w);
      vec4.transformMat4(nearer, nearer, back);
      const [nx, ny, nz, nw] = nearer as unknown as [number, number, number, number];
      return [nx / nw - place[0], nz / nw - place[1], ny / nw - place[2]];
    },
  };
}

function clip(matrix: mat4, [across, away, up]: Place): [number, number, number, number] {
  const out = vec4.transformMat4(vec4.create(), vec4.fromValues(across, up, away, 1), matrix);
  return out as unknown as [number, number, number, number];
}
