import { defaultRng } from "#core/array/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import { RecordingBase, type TraceRange } from "#core/recording/index.ts";
import { bidiagonalSvd } from "./bidiagonal-svd.ts";
import { NoiseBlock, type NoiseShape } from "./noise-blocks.ts";

export const NOISE_GENERATOR_CLASS = "spikeinterface.core.generate.NoiseGeneratorRecording";

const NOISE_STRATEGIES = ["tile_pregenerated", "on_the_fly"] as const;
type NoiseStrategy = (typeof NOISE_STRATEGIES)[number];

/** Parameters of SpikeInterface's NoiseGeneratorRecording. */
export interface NoiseParams {
  readonly num_channels: number;
  /** Hz */
  readonly sampling_frequency: number;
  /** s per segment */
  readonly durations: readonly number[];
  /** standard deviation, for all or each channel; default 1 */
  readonly noise_levels?: number | readonly number[] | readonly (readonly number[])[];
  /** [channel][channel]; default independent channels */
  readonly cov_matrix?: readonly (readonly number[])[] | null;
  /** default float32 */
  readonly dtype?: "float32" | "float64";
  readonly seed: number;
  /** one block repeated (default), or each block drawn when it is read */
  readonly strategy?: NoiseStrategy;
  /** frames, default 30000 */
  readonly noise_block_size?: number;
}

/** Blocks kept for reading on: the one at hand and what a margin on either side touches. */
const KEPT_BLOCKS = 4;

/** Up to here correlated noise is the reference's, draw for draw. */
const EXACT_CHANNELS = 25;

/**
 * White noise, drawn only where it is read; every window gives the same samples however it is read. The numbers are
 * SpikeInterface's; with a covariance matrix of more than 25 channels the noise has that covariance but may be another
 * draw (see bidiagonal-svd).
 */
export class NoiseGeneratorRecording extends RecordingBase {
  readonly #shape: NoiseShape;
  readonly #seeds: readonly bigint[];
  readonly #blockFrames: number;
  readonly #tiled: boolean;
  readonly #blocks = new Map<string, NoiseBlock>();

  /** @param kernels make correlated noise of more than 25 channels faster, in single precision */
  constructor(params: NoiseParams, kernels?: Kernels) {
    const { num_channels, sampling_frequency, durations, dtype = "float32", seed } = params;
    const { strategy = "tile_pregenerated", noise_block_size = 30000 } = params;
    const levels = levelsOf(params.noise_levels ?? 1, num_channels);
    super(
      {
        channelIds: Array.from({ length: num_channels }, (_, i) => String(i)),
        samplingFrequency: sampling_frequency,
        dtype,
        numSamples: durations.map((durationS) => Math.trunc(durationS * sampling_frequency)),
        annotations: { is_filtered: false },
        exactWindows: true,
      },
      {
        siClass: NOISE_GENERATOR_CLASS,
        kwargs: {
          num_channels,
          durations: [...durations],
          sampling_frequency,
          noise_levels: [[...levels]],
          cov_matrix: params.cov_matrix ?? null, // rows of numbers
          dtype,
          seed,
          strategy,
          noise_block_size,
        },
      },
    );
    if (!NOISE_STRATEGIES.includes(strategy) || !(noise_block_size > 0)) {
      throw new EphysError(
        "InvalidParameter",
        `noise strategy "${strategy}" with blocks of ${String(noise_block_size)} frames is not possible`,
      );
    }
    this.#tiled = strategy === "tile_pregenerated";
    this.#blockFrames = noise_block_size;
    this.#shape = {
      numChannels: num_channels,
      dtype,
      levels,
      factor: params.cov_matrix ? covarianceFactor(params.cov_matrix, num_channels) : undefined,
      matmul: num_channels > EXACT_CHANNELS ? kernels?.matmul.bind(kernels) : undefined,
      scaleCorrelated: !this.#tiled,
    };
    const rng = defaultRng(seed);
    this.#seeds = durations.map(() => rng.integer64(0n, 2n ** 63n));
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    let to = 0;
    for (let frame = startFrame; frame < endFrame;) {
      const block = Math.floor(frame / this.#blockFrames);
      const first = frame - block * this.#blockFrames;
      const last = Math.min(this.#blockFrames, first + endFrame - frame);
      const rows = this.#block(segmentIndex, block).rows(last);
      to = copyRows(rows, this.#shape.numChannels, { first, last, channelIndices }, out, to);
      frame += last - first;
    }
    return Promise.resolve();
  }

  #block(segmentIndex: number, index: number): NoiseBlock {
    const key = this.#tiled ? String(segmentIndex) : `${String(segmentIndex)}/${String(index)}`;
    const seed = this.#seeds[segmentIndex];
    const block =
      this.#blocks.get(key) ??
      new NoiseBlock(
        defaultRng(this.#tiled ? seed : [seed, BigInt(index)]),
        this.#shape,
        this.#blockFrames,
      );
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    if (!this.#tiled && this.#blocks.size > KEPT_BLOCKS) {
      const [oldest] = this.#blocks.keys();
      this.#blocks.delete(oldest);
    }
    return block;
  }
}

function copyRows(
  rows: Float32Array | Float64Array,
  numChannels: number,
  range: {
    readonly first: number;
    readonly last: number;
    readonly channelIndices: Int32Array | undefined;
  },
  out: SampleArray,
  to: number,
): number {
  const { first, last, channelIndices } = range;
  if (!channelIndices) {
    out.set(rows.subarray(first * numChannels, last * numChannels), to);
    return to + (last - first) * numChannels;
  }
  let at = to;
  for (let row = first; row < last; row++) {
    for (let c = 0; c < channelIndices.length; c++) {
      out[at++] = rows[row * numChannels + channelIndices[c]];
    }
  }
  return at;
}

function levelsOf(
  given: NonNullable<NoiseParams["noise_levels"]>,
  numChannels: number,
): Float64Array {
  if (typeof given === "number") return new Float64Array(numChannels).fill(given);
  const [first] = given;
  const row = typeof first === "object" ? first : (given as readonly number[]); // one row, or the row itself
  if (row.length !== numChannels || (typeof first === "object" && given.length !== 1)) {
    throw new EphysError(
      "InvalidParameter",
      `noise_levels has ${String(row.length)} values for ${String(numChannels)} channels`,
      { noise_levels: row.length, num_channels: numChannels },
    );
  }
  return Float64Array.from(row);
}

/** u·√s of the singular value decomposition: multiplied with its transpose it is the covariance. */
function covarianceFactor(matrix: readonly (readonly number[])[], n: number): Float64Array {
  if (matrix.length !== n || matrix.some((row) => row.length !== n)) {
    throw new EphysError("InvalidParameter", `cov_matrix must be ${String(n)} × ${String(n)}`);
  }
  const { u, s } = bidiagonalSvd(Float64Array.from(matrix.flat()), n);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) factor[i * n + k] = u[i * n + k] * Math.sqrt(s[k]);
  }
  return factor;
}
