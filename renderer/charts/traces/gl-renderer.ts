import type { LoadedTile } from "./tile-store.ts";

/*
 * All traces of a tile in one instanced draw call: the samples lie in a float texture as they came over the wire, a
 * vertex finds its value by its number (place in time) and its instance (row). Panning, zooming and gain change
 * uniforms only.
 */

const VERTEX = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D data;
uniform int texWidth;
uniform int numChannels;
uniform bool isMinMax;
uniform float firstX;   // px of the middle of the first bin
uniform float stepX;    // px between bins
uniform float pxPerUv;
uniform vec2 viewport;  // px
in float channel;       // column in the tile
in float rowY;          // px of the row's middle
in float baseline;      // drawn as the row's middle
in vec3 rowColour;
out vec3 colour;
void main() {
  int bin = isMinMax ? gl_VertexID / 2 : gl_VertexID;
  int at = bin * numChannels + int(channel);
  if (isMinMax) at = at * 2 + ((gl_VertexID ^ bin) & 1);
  float value = texelFetch(data, ivec2(at % texWidth, at / texWidth), 0).r;
  float x = firstX + float(bin) * stepX;
  float y = rowY - (value - baseline) * pxPerUv;
  colour = rowColour;
  gl_Position = vec4(x / viewport.x * 2.0 - 1.0, 1.0 - y / viewport.y * 2.0, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec3 colour;
out vec4 result;
void main() { result = vec4(colour, 1.0); }`;

/** One row of the picture. */
export interface TraceRow {
  /** column in the tile's arrays */
  readonly column: number;
  readonly block: number;
  readonly y: number;
  readonly baseline: number;
  readonly colour: readonly [number, number, number];
}

export interface TraceScene {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly background: readonly [number, number, number];
}

/** One signal of the picture; later ones lie over earlier ones. */
export interface TraceLayer {
  readonly startFrame: number;
  readonly numFrames: number;
  readonly pxPerUv: number;
  readonly tiles: readonly LoadedTile[];
  readonly rows: readonly TraceRow[];
}

interface Uploaded {
  readonly texture: WebGLTexture;
  readonly width: number;
  used: number;
}

const KEPT_TEXTURES = 48;

export class TraceRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #rows: WebGLBuffer;
  readonly #uniforms: Readonly<Record<string, WebGLUniformLocation | null>>;
  readonly #textures = new Map<LoadedTile, Uploaded>();
  readonly #maxTexture: number;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: true, alpha: false });
    if (!gl)
      throw new Error("WebGL2 is not available: traces cannot be drawn on this graphics driver");
    this.#gl = gl;
    this.#program = linkProgram(gl);
    this.#rows = gl.createBuffer();
    this.#maxTexture = Math.min(4096, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
    this.#uniforms = Object.fromEntries(
      ["data", "texWidth", "numChannels", "isMinMax", "firstX", "stepX", "pxPerUv", "viewport"].map(
        (name) => [name, gl.getUniformLocation(this.#program, name)],
      ),
    );
    const attribute = (name: string, size: number, offset: number): void => {
      const at = gl.getAttribLocation(this.#program, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, size, gl.FLOAT, false, 24, offset);
      gl.vertexAttribDivisor(at, 1);
    };
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#rows);
    attribute("channel", 1, 0);
    attribute("rowY", 1, 4);
    attribute("baseline", 1, 8);
    attribute("rowColour", 3, 12);
  }

  draw(scene: TraceScene, layers: readonly TraceLayer[]): void {
    const gl = this.#gl;
    const { width, height, ratio, background } = scene;
    this.#frame++;
    gl.canvas.width = Math.round(width * ratio);
    gl.canvas.height = Math.round(height * ratio);
    gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
    gl.clearColor(...background, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program);
    gl.uniform2f(this.#uniforms["viewport"] ?? null, width, height);
    gl.uniform1i(this.#uniforms["data"] ?? null, 0);
    for (const layer of layers) this.#drawLayer(layer, width);
    this.#dropOld();
  }

  #drawLayer(layer: TraceLayer, width: number): void {
    const gl = this.#gl;
    gl.uniform1f(this.#uniforms["pxPerUv"] ?? null, layer.pxPerUv);
    let block = -1;
    let count = 0;
    for (const loaded of [...layer.tiles].sort((a, b) => a.tile.block - b.tile.block)) {
      if (loaded.tile.block !== block) {
        block = loaded.tile.block;
        count = this.#uploadRows(layer.rows.filter((row) => row.block === block));
      }
      if (count > 0) this.#drawTile(loaded, layer, width, count);
    }
  }

  dispose(): void {
    for (const { texture } of this.#textures.values()) this.#gl.deleteTexture(texture);
    this.#textures.clear();
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #uploadRows(rows: readonly TraceRow[]): number {
    const values = new Float32Array(rows.length * 6);
    rows.forEach(({ column, y, baseline, colour }, at) =>
      values.set([column, y, baseline, ...colour], at * 6),
    );
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, values, this.#gl.DYNAMIC_DRAW);
    return rows.length;
  }

  #drawTile(loaded: LoadedTile, layer: TraceLayer, width: number, numRows: number): void {
    const gl = this.#gl;
    const isMinMax = loaded.kind === "minmax";
    const numBins = loaded.data.length / loaded.numChannels / (isMinMax ? 2 : 1);
    if (numBins < 1) return;
    const pxPerFrame = width / layer.numFrames;
    const stepX = (loaded.numFrames / numBins) * pxPerFrame;
    const firstX = (loaded.firstFrame - layer.startFrame) * pxPerFrame + (isMinMax ? stepX / 2 : 0);
    const uploaded = this.#textureOf(loaded);
    gl.bindTexture(gl.TEXTURE_2D, uploaded.texture);
    gl.uniform1i(this.#uniforms["texWidth"] ?? null, uploaded.width);
    gl.uniform1i(this.#uniforms["numChannels"] ?? null, loaded.numChannels);
    gl.uniform1i(this.#uniforms["isMinMax"] ?? null, isMinMax ? 1 : 0);
    gl.uniform1f(this.#uniforms["firstX"] ?? null, firstX);
    gl.uniform1f(this.#uniforms["stepX"] ?? null, stepX);
    gl.drawArraysInstanced(gl.LINE_STRIP, 0, numBins * (isMinMax ? 2 : 1), numRows);
  }

  #textureOf(loaded: LoadedTile): Uploaded {
    const known = this.#textures.get(loaded);
    if (known) {
      known.used = this.#frame;
      return known;
    }
    const gl = this.#gl;
    const width = Math.min(this.#maxTexture, loaded.data.length);
    const height = Math.ceil(loaded.data.length / width);
    const padded = new Float32Array(width * height);
    padded.set(loaded.data);
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, width, height, 0, gl.RED, gl.FLOAT, padded);
    const uploaded = { texture, width, used: this.#frame };
    this.#textures.set(loaded, uploaded);
    return uploaded;
  }

  #dropOld(): void {
    if (this.#textures.size <= KEPT_TEXTURES) return;
    const oldest = [...this.#textures].sort(([, a], [, b]) => a.used - b.used);
    for (const [loaded, { texture, used }] of oldest.slice(
      0,
      this.#textures.size - KEPT_TEXTURES,
    )) {
      if (used === this.#frame) break;
      this.#gl.deleteTexture(texture);
      this.#textures.delete(loaded);
    }
  }
}

function linkProgram(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error("the graphics context was lost");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true)
    throw new Error(`trace shader: ${gl.getProgramInfoLog(program) ?? "does not link"}`);
  return program;
}
