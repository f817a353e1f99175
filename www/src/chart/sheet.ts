/**
 * The lit sheet of a relief and the walls under its edges, drawn by WebGL2. Browsers allow a page only
 * a few contexts: all reliefs of a page share this one canvas, and each copies its picture from it.
 */

import type { Camera } from './camera.ts';
import { colours, type Grid, LEVELS, terrainOf } from './terrain.ts';

type Rgb = readonly [number, number, number];

export interface SheetModel {
  grid: Grid;
  /** The value at the top of the block of height 1. */
  most: number;
  camera: Camera;
  /** In device pixels. */
  width: number;
  height: number;
  /** The width of a thin line, in device pixels. */
  line: number;
  /** How far the sheet is drawn out, 0 to 1, and how solid the walls are. */
  open: number;
  solid: number;
  wall: Rgb;
  rule: Rgb;
  edge: Rgb;
  /** The first tick and the distance of two, in shares of the block: across, away, up. */
  ticks: readonly (readonly [number, number])[];
}

const VERTEX = `#version 300 es
in vec4 vertex;
in vec2 slope;
uniform mat4 matrix;
uniform float most;
out vec3 place;
out float value;
out vec2 rise;
flat out float face;
void main() {
  value = vertex.z;
  place = vec3(vertex.xy, vertex.z / most);
  rise = slope / most;
  face = vertex.w;
  gl_Position = matrix * vec4(place.x, place.z, place.y, 1.0);
}`;

// Faces: 0 the sheet, 1 the front, 2 a side.
const FRAGMENT = `#version 300 es
precision highp float;
in vec3 place;
in float value;
in vec2 rise;
flat in float face;
uniform vec3 scale;
uniform vec3 palette[${LEVELS}];
uniform vec2 roots;
uniform float open;
uniform float solid;
uniform float thin;
uniform vec3 wall;
uniform vec3 rule;
uniform vec3 edge;
uniform vec2 ticks[3];
out vec4 colour;

const vec3 LIGHT = normalize(vec3(-0.2, 0.8, -0.5));

// 1 on a line of this many pixels, 0 beside it.
float inked(float distance, float perPixel, float pixels) {
  return 1.0 - smoothstep(0.5 * pixels - 0.5, 0.5 * pixels + 0.5, distance / max(perPixel, 1e-9));
}

float ruled(float at, vec2 tick) {
  float g = (at - tick.x) / tick.y;
  return inked(abs(fract(g + 0.5) - 0.5), fwidth(g), thin);
}

void main() {
  // Derivatives are defined only where no neighbour has left: before any discard.
  float level = (sqrt(max(value, 0.0)) - roots.x) / roots.y * ${LEVELS}.0;
  float perLevel = fwidth(level);
  vec2 perPlace = fwidth(place.xy);
  vec3 lines = vec3(ruled(place.x, ticks[0]), ruled(place.y, ticks[1]), ruled(place.z, ticks[2]));
  if (place.y > open) discard;
  if (face > 0.5) {
    vec3 side = mix(wall, edge, face > 1.5 ? 0.1 : 0.0);
    float line = max(lines.z, face > 1.5 ? lines.y : lines.x);
    colour = vec4(mix(side, rule, line), 1.0) * solid;
    return;
  }
  vec3 normal = normalize(vec3(-rise.x * scale.z / scale.x, 1.0, -rise.y * scale.z / scale.y));
  float lit = dot(normal, LIGHT);
  vec3 paint = palette[int(clamp(floor(level), 0.0, ${LEVELS - 1}.0))];
  paint *= 0.58 + 0.52 * max(lit, 0.0);
  // A little of the sky on what faces up.
  paint += 0.05 * normal.y;
  float nearest = floor(level + 0.5);
  float inside = step(0.5, nearest) * step(nearest, ${LEVELS - 1}.5);
  paint = mix(paint, vec3(1.0), 0.42 * inside * inked(abs(level - nearest), perLevel, thin));
  vec2 rim = min(place.xy, vec2(1.0, open) - place.xy) / max(perPlace, 1e-9);
  paint = mix(paint, edge, 0.55 * (1.0 - smoothstep(0.0, 1.6 * thin, min(rim.x, rim.y))));
  colour = vec4(paint, 1.0);
}`;

interface Mesh {
  array: WebGLVertexArrayObject;
  count: number;
}

interface Program {
  program: WebGLProgram;
  at(name: string): WebGLUniformLocation | null;
}

class Sheets {
  readonly canvas = document.createElement('canvas');
  private readonly gl: WebGL2RenderingContext | null;
  private program: Program | null = null;
  private meshes = new WeakMap<object, Mesh>();
  private readonly listeners = new Set<() => void>();

  constructor() {
    this.canvas.addEventListener('webglcontextlost', event => {
      // Without this the browser would never give it back.
      event.preventDefault();
      this.program = null;
      this.tell();
    });
    this.canvas.addEventListener('webglcontextrestored', () => {
      this.meshes = new WeakMap();
      this.prepare();
      this.tell();
    });
    this.gl = this.canvas.getContext('webgl2', { antialias: true, alpha: true });
    this.prepare();
  }

  get ready(): boolean {
    return this.program !== null;
  }

  /** Told when the context has gone, and when it is back. */
  watch(listener: () => void) {
    this.listeners.add(listener);
  }

  private tell() {
    for (const listener of this.listeners) listener();
  }

  private prepare() {
    const { gl } = this;
    this.program = gl && !gl.isContextLost() ? link(gl) : null;
  }

  /** Draw; what was drawn stands in the lower left corner of the canvas until the task ends. */
  draw(model: SheetModel): boolean {
    const { gl, program, canvas } = this;
    if (!gl || !program) return false;
    // It grows to the largest relief and stays: a new size is a new buffer.
    if (canvas.width < model.width) canvas.width = model.width;
    if (canvas.height < model.height) canvas.height = model.height;
    const terrain = terrainOf(model.grid);
    const { array, count } = this.meshOf(gl, program, model.grid);
    gl.viewport(0, 0, model.width, model.height);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(0, 0, model.width, model.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.useProgram(program.program);
    gl.uniformMatrix4fv(program.at('matrix'), false, model.camera.matrix);
    gl.uniform3fv(program.at('scale'), model.camera.scale);
    gl.uniform1f(program.at('most'), model.most);
    gl.uniform2f(program.at('roots'), terrain.rootLow, terrain.rootSpan);
    gl.uniform1f(program.at('open'), model.open);
    gl.uniform1f(program.at('solid'), model.solid);
    gl.uniform1f(program.at('thin'), model.line);
    gl.uniform3fv(program.at('palette'), PALETTE);
    gl.uniform3fv(program.at('wall'), model.wall);
    gl.uniform3fv(program.at('rule'), model.rule);
    gl.uniform3fv(program.at('edge'), model.edge);
    gl.uniform2fv(program.at('ticks'), model.ticks.flat());
    gl.bindVertexArray(array);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
    gl.bindVertexArray(null);
    return true;
  }

  /** The buffers of a grid, uploaded once. */
  private meshOf(gl: WebGL2RenderingContext, { program }: Program, grid: Grid): Mesh {
    const known = this.meshes.get(grid.values as object);
    if (known) return known;
    const { vertices, indices } = meshData(grid);
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, vertices, gl.STATIC_DRAW);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
    const stride = FLOATS * 4;
    for (const [name, size, offset] of [
      ['vertex', 4, 0],
      ['slope', 2, 16],
    ] as const) {
      const location = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, gl.FLOAT, false, stride, offset);
    }
    const mesh = { array, count: indices.length };
    this.meshes.set(grid.values as object, mesh);
    return mesh;
  }
}

const PALETTE = new Float32Array(colours.flat().map(part => part / 255));
/** Of a vertex: place across and away, value, face; slope across and away. */
const FLOATS = 6;

/** Corners and triangles of the sheet, the front wall and both sides. */
export function meshData({ x, y, values }: Grid): { vertices: Float32Array; indices: Uint32Array } {
  const columns = x.length;
  const rows = y.length;
  const share = (axis: ArrayLike<number>, index: number) =>
    ((axis[index] ?? 0) - (axis[0] ?? 0)) / ((axis[axis.length - 1] ?? 1) - (axis[0] ?? 0) || 1);
  const value = (column: number, row: number) => values[column * rows + row] ?? 0;
  const vertices: number[] = [];
  const indices: number[] = [];
  for (let column = 0; column < columns; column++) {
    const [left, right] = [Math.max(0, column - 1), Math.min(columns - 1, column + 1)];
    for (let row = 0; row < rows; row++) {
      const [near, far] = [Math.max(0, row - 1), Math.min(rows - 1, row + 1)];
      const slopeX =
        (value(right, row) - value(left, row)) / (share(x, right) - share(x, left) || 1);
      const slopeY = (value(column, far) - value(column, near)) / (share(y, far) - share(y, near));
      vertices.push(share(x, column), share(y, row), value(column, row), 0, slopeX, slopeY);
    }
  }
  for (let column = 0; column + 1 < columns; column++) {
    for (let row = 0; row + 1 < rows; row++) {
      const at = column * rows + row;
      indices.push(at, at + rows, at + rows + 1, at, at + rows + 1, at + 1);
    }
  }
  const wall = (face: number, corners: [number, number][]) => {
    const first = vertices.length / FLOATS;
    for (const [column, row] of corners) {
      const [across, away] = [share(x, column), share(y, row)];
      vertices.push(across, away, 0, face, 0, 0, across, away, value(column, row), face, 0, 0);
    }
    for (let at = first; at + 3 < vertices.length / FLOATS; at += 2)
      indices.push(at, at + 2, at + 3, at, at + 3, at + 1);
  };
  const along = (count: number, corner: (index: number) => [number, number]) =>
    Array.from({ length: count }, (_, index) => corner(index));
  wall(
    1,
    along(columns, column => [column, 0]),
  );
  wall(
    2,
    along(rows, row => [0, row]),
  );
  wall(
    2,
    along(rows, row => [columns - 1, row]),
  );
  return { vertices: new Float32Array(vertices), indices: new Uint32Array(indices) };
}

function link(gl: WebGL2RenderingContext): Program | null {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  const places = new Map<string, WebGLUniformLocation | null>();
  return {
    program,
    at(name) {
      let place = places.get(name);
      if (place === undefined) {
        place = gl.getUniformLocation(program, name);
        places.set(name, place);
      }
      return place;
    },
  };
}

let shared: Sheets | null = null;

/** The one canvas of the page, made when the first relief is to be drawn. */
export function sheets(): Sheets {
  shared ??= new Sheets();
  return shared;
}
