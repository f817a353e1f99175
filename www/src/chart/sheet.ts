/**
 * The lit sheet of a relief and the walls under its edges, drawn by WebGL2. Browsers allow a page only
 * a few contexts: all reliefs of a page share this one canvas, and each copies its picture from it.
 */

import type { Camera } from './camera.ts';
import { colours, type Grid, LEVELS, terrainOf } from './terrain.ts';

type Rgb = readonly [number, number, number];

export interface SheetModel {
  /** What is drawn; of the same in the same size there is the same picture. */
  of: object;
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

// A corner of the mesh: place across and away, value, face. Faces: 0 the sheet, 1 the front, 2 a side.
const VERTEX = `#version 300 es
in vec4 vertex;
uniform mat4 matrix;
uniform float most;
out vec3 place;
flat out float face;
void main() {
  place = vec3(vertex.xy, vertex.z / most);
  face = vertex.w;
  gl_Position = matrix * vec4(place.x, place.z, place.y, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec3 place;
flat in float face;
uniform sampler2D heights;
uniform float most;
uniform vec3 scale;
uniform vec3 palette[${LEVELS}];
uniform vec4 places;
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
  // Derivatives are defined only where all neighbours go the same way: before any discard. All of a
  // triangle is of one face.
  if (face > 0.5) {
    float line = ruled(place.z, ticks[2]);
    line = max(line, face > 1.5 ? ruled(place.y, ticks[1]) : ruled(place.x, ticks[0]));
    if (place.y > open) discard;
    vec3 side = mix(wall, edge, face > 1.5 ? 0.1 : 0.0);
    colour = vec4(mix(side, rule, line), 1.0) * solid;
    return;
  }
  // Its rows are those of the grid, so that away comes first.
  vec3 here = texture(heights, place.yx * places.xy + places.zw).xyz;
  float level = here.x;
  float perLevel = fwidth(level);
  vec2 perPlace = fwidth(place.xy);
  if (place.y > open) discard;
  vec2 rise = here.yz / most;
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
  heights: WebGLTexture;
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
  /** What was begun, one after the other: all is drawn on one canvas. */
  private readonly begun: { model: SheetModel; done: (took: number) => void }[] = [];
  /** What stands on the canvas for the one that began it. */
  private held: SheetModel | null = null;
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
    // What is drawn at twice the size and made smaller is smoother, and costs only when it is wanted.
    // What was begun is copied in a later task.
    this.gl = this.canvas.getContext('webgl2', {
      antialias: false,
      alpha: true,
      preserveDrawingBuffer: true,
    });
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

  get busy(): boolean {
    return this.begun.length > 0;
  }

  /**
   * Draw without waiting for it: to copy a picture that is still being drawn holds up the page until it
   * is. `done` is told how many milliseconds it took; until it returns, `draw` of the same is no work.
   */
  begin(model: SheetModel, done: (took: number) => void) {
    this.begun.push({ model, done });
    if (this.begun.length === 1) this.soon();
  }

  /** In a task of its own: the mesh of a new grid alone takes several milliseconds. */
  private soon() {
    setTimeout(() => this.next());
  }

  private next() {
    const { gl } = this;
    const first = this.begun[0];
    if (!gl || !first) return;
    const began = performance.now();
    if (this.draw(first.model)) this.held = first.model;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    const look = () => {
      // A context that is lost has no fence to wait for.
      if (fence && gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.UNSIGNALED) {
        setTimeout(look);
        return;
      }
      gl.deleteSync(fence);
      try {
        first.done(performance.now() - began);
      } finally {
        this.held = null;
        this.begun.shift();
        if (this.busy) this.soon();
      }
    };
    setTimeout(look);
  }

  /** Draw; what was drawn stands on the canvas until the task ends. */
  draw(model: SheetModel): boolean {
    const { gl, program, canvas, held } = this;
    if (!gl || !program) return false;
    if (held?.of === model.of && held.width === model.width && held.height === model.height)
      return true;
    this.held = null;
    // No larger than the picture: without a graphics card all of it is copied.
    if (canvas.width !== model.width) canvas.width = model.width;
    if (canvas.height !== model.height) canvas.height = model.height;
    const { array, heights, count } = this.meshOf(gl, program, model.grid);
    gl.viewport(0, 0, model.width, model.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.useProgram(program.program);
    gl.uniformMatrix4fv(program.at('matrix'), false, model.camera.matrix);
    gl.uniform3fv(program.at('scale'), model.camera.scale);
    gl.uniform1f(program.at('most'), model.most);
    // Places stand in the middle of a texel.
    const [rows, columns] = [model.grid.y.length, model.grid.x.length];
    gl.uniform4f(
      program.at('places'),
      (rows - 1) / rows,
      (columns - 1) / columns,
      0.5 / rows,
      0.5 / columns,
    );
    gl.uniform1f(program.at('open'), model.open);
    gl.uniform1f(program.at('solid'), model.solid);
    gl.uniform1f(program.at('thin'), model.line);
    gl.uniform3fv(program.at('palette'), PALETTE);
    gl.uniform3fv(program.at('wall'), model.wall);
    gl.uniform3fv(program.at('rule'), model.rule);
    gl.uniform3fv(program.at('edge'), model.edge);
    gl.uniform2fv(program.at('ticks'), model.ticks.flat());
    gl.bindTexture(gl.TEXTURE_2D, heights);
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
    const location = gl.getAttribLocation(program, 'vertex');
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, FLOATS, gl.FLOAT, false, 0, 0);
    const heights = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, heights);
    const [wide, tall] = [grid.y.length, grid.x.length];
    // Half floats are filtered everywhere, whole ones not; a level in 11 bits is a sixth of a pixel off.
    const { TEXTURE_2D, RGBA16F, RGBA, FLOAT } = gl;
    gl.texImage2D(TEXTURE_2D, 0, RGBA16F, wide, tall, 0, RGBA, FLOAT, ground(grid));
    gl.texParameteri(TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    const mesh = { array, heights, count: indices.length };
    this.meshes.set(grid.values as object, mesh);
    return mesh;
  }
}

const PALETTE = new Float32Array(colours.flat().map(part => part / 255));
/** Of a corner: place across and away, value, face. */
const FLOATS = 4;
/** Cells of the mesh along either side: small triangles are dear without a graphics card. */
const CELLS = [56, 32] as const;

function share(axis: ArrayLike<number>, index: number): number {
  return (
    ((axis[index] ?? 0) - (axis[0] ?? 0)) / ((axis[axis.length - 1] ?? 1) - (axis[0] ?? 0) || 1)
  );
}

/** At every place: its level, and the slopes of the value; rows one after the other. */
export function ground(grid: Grid): Float32Array {
  const { x, y, values } = grid;
  const { level } = terrainOf(grid);
  const value = (column: number, row: number) => values[column * y.length + row] ?? 0;
  const table = new Float32Array(x.length * y.length * 4);
  let at = 0;
  for (let column = 0; column < x.length; column++) {
    const [left, right] = [Math.max(0, column - 1), Math.min(x.length - 1, column + 1)];
    for (let row = 0; row < y.length; row++) {
      const [near, far] = [Math.max(0, row - 1), Math.min(y.length - 1, row + 1)];
      table[at++] = level(value(column, row));
      table[at++] = (value(right, row) - value(left, row)) / (share(x, right) - share(x, left));
      table[at++] = (value(column, far) - value(column, near)) / (share(y, far) - share(y, near));
      table[at++] = 1;
    }
  }
  return table;
}

/** Every so many places of an axis, and its last. */
function some(axis: ArrayLike<number>, cells: number): number[] {
  const stride = Math.ceil((axis.length - 1) / cells);
  const places: number[] = [];
  for (let index = 0; index < axis.length - 1; index += stride) places.push(index);
  return [...places, axis.length - 1];
}

/** Corners and triangles of the sheet, the front wall and both sides. */
export function meshData(grid: Grid): { vertices: Float32Array; indices: Uint32Array } {
  const { x, y, values } = grid;
  const columns = some(x, CELLS[0]);
  const rows = some(y, CELLS[1]);
  const value = (column: number, row: number) => values[column * y.length + row] ?? 0;
  const vertices: number[] = [];
  const indices: number[] = [];
  for (const column of columns)
    for (const row of rows) vertices.push(share(x, column), share(y, row), value(column, row), 0);
  for (let column = 0; column + 1 < columns.length; column++) {
    for (let row = 0; row + 1 < rows.length; row++) {
      const at = column * rows.length + row;
      const next = at + rows.length;
      indices.push(at, next, next + 1, at, next + 1, at + 1);
    }
  }
  const wall = (face: number, corners: [number, number][]) => {
    const first = vertices.length / FLOATS;
    for (const [column, row] of corners) {
      const [across, away] = [share(x, column), share(y, row)];
      vertices.push(across, away, 0, face, across, away, value(column, row), face);
    }
    for (let at = first; at + 3 < vertices.length / FLOATS; at += 2)
      indices.push(at, at + 2, at + 3, at, at + 3, at + 1);
  };
  const last = x.length - 1;
  wall(
    1,
    columns.map((column): [number, number] => [column, 0]),
  );
  wall(
    2,
    rows.map((row): [number, number] => [0, row]),
  );
  wall(
    2,
    rows.map((row): [number, number] => [last, row]),
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
