import type { NumpyGenerator } from "#core/array/index.ts";
import type { Kernels } from "#core/kernels/index.ts";

type NoiseArray = Float32Array | Float64Array;

/** How one row of noise is drawn. */
export interface NoiseShape {
  readonly numChannels: number;
  readonly dtype: "float32" | "float64";
  /** [channel], standard deviations */
  readonly levels: Float64Array;
  /**
   * [channel × channel] factor A of a covariance A·Aᵀ, with the levels multiplied onto the result or not;
   * undefined = independent channels
   */
  readonly factor: Float64Array | undefined;
  /** multiplies large factors in single precision; undefined = in double precision here */
  readonly matmul: Kernels["matmul"] | undefined;
  readonly scaleCorrelated: boolean;
}

/**
 * A block of noise, [frame × channel], drawn row by row only as far as it has been asked for: a margin that reaches a
 * few frames into a block costs those frames.
 */
export class NoiseBlock {
  readonly #rng: NumpyGenerator;
  readonly #shape: NoiseShape;
  readonly #data: NoiseArray;
  #rows = 0;

  constructor(rng: NumpyGenerator, shape: NoiseShape, numFrames: number) {
    this.#rng = rng;
    this.#shape = shape;
    const length = numFrames * shape.numChannels;
    this.#data = shape.dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
  }

  /** The block's samples; rows up to `numRows` are valid. */
  rows(numRows: number): NoiseArray {
    if (numRows > this.#rows) {
      this.#drawRows(numRows - this.#rows);
      this.#rows = numRows;
    }
    return this.#data;
  }

  #drawRows(count: number): void {
    const { numChannels, dtype, levels, factor } = this.#shape;
    const start = this.#rows * numChannels;
    const data = this.#data;
    if (factor) {
      const normals = this.#rng.standardNormal(count * numChannels);
      this.#correlate(normals, factor, start);
      return;
    }
    const size = count * numChannels;
    const normals =
      dtype === "float32" ? this.#rng.standardNormalFloat32(size) : this.#rng.standardNormal(size);
    for (let i = 0, channel = 0; i < size; i++) {
      data[start + i] = normals[i] * levels[channel];
      if (++channel === numChannels) channel = 0;
    }
  }

  #correlate(normals: Float64Array, factor: Float64Array, start: number): void {
    const { numChannels: n, levels, scaleCorrelated, matmul } = this.#shape;
    if (matmul) {
      this.#correlateFast(normals, factor, start, matmul);
      return;
    }
    for (let row = 0; row < normals.length; row += n) {
      for (let channel = 0; channel < n; channel++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += normals[row + k] * factor[channel * n + k];
        this.#data[start + row + channel] = scaleCorrelated ? sum * levels[channel] : sum;
      }
    }
  }

  #correlateFast(
    normals: Float64Array,
    factor: Float64Array,
    start: number,
    matmul: Kernels["matmul"],
  ): void {
    const { numChannels: n, levels, scaleCorrelated } = this.#shape;
    const transposed = new Float32Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) transposed[k * n + i] = factor[i * n + k];
    }
    const product = new Float32Array(normals.length);
    matmul(Float32Array.from(normals), transposed, normals.length / n, n, n, product);
    for (let i = 0; i < product.length; i++) {
      this.#data[start + i] = scaleCorrelated ? product[i] * levels[i % n] : product[i];
    }
  }
}
