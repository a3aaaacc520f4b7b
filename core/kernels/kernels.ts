import type { SampleArray } from "#core/model/index.ts";

/** What the kernels run on. */
export type KernelLevel = "typescript" | "baseline" | "avx2" | "avx512" | "neon";

/** Second-order sections, SciPy's layout: [section × 6] = b0 b1 b2 a0 a1 a2, a0 = 1. */
export type SosCoefficients = Float64Array;

/** One scan for peaks over a chunk; see `Kernels.scanPeaks`. */
export interface PeakScan {
  readonly numChannels: number;
  /** [channel], in the units of the traces; positive */
  readonly thresholds: Float32Array;
  readonly sign: "neg" | "pos" | "both";
  /** samples on each side in which a peak must be the extremum */
  readonly sweep: number;
  /** neighbours of each channel (itself included) in compressed rows: channel c has `indices[starts[c]..starts[c+1])` */
  readonly neighbours: { readonly starts: Int32Array; readonly indices: Int32Array } | undefined;
  /** only frames in [firstFrame, lastFrame) are reported; frames around are context */
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** How `Kernels.shiftChannels` shifts. */
export interface ChannelShift {
  /** [channel], samples; positive = later, any finite number */
  readonly shifts: Float64Array;
  /** rising factors of the first frames, mirrored for the last ones: [frame], at most as many as the input has */
  readonly taper: Float64Array;
  /** only frames in [firstFrame, lastFrame) are written; frames around are context */
  readonly firstFrame: number;
  readonly lastFrame: number;
}

/** Bins of differences between spikes of pairs of units; all whole numbers. */
export interface PairShape {
  readonly numUnits: number;
  readonly binFrames: number;
  /** bins on each side */
  readonly numHalfBins: number;
}

/** The spikes of a segment, and from which of them `Kernels.countPairs` counts. */
export interface PairCount extends PairShape {
  /** [spike], ascending */
  readonly frames: Int32Array | Float64Array;
  /** [spike], below `numUnits` */
  readonly units: Uint32Array;
  /** positions of the spikes that are counted from */
  readonly rows: Uint32Array;
}

/** Columns of pieces [piece × sample × width]; see `Kernels.takeColumns`. */
export interface ColumnTake {
  readonly numSamples: number;
  readonly width: number;
  /** chosen pieces, in the order in which they are taken */
  readonly rows: Int32Array;
  /** chosen columns */
  readonly columns: Int32Array;
  /** where each column's samples begin in the output: [column] */
  readonly starts: Float64Array;
}

/** A symmetric matrix after `Kernels.tridiagonal`. */
export interface Tridiagonal {
  /** [n] */
  readonly diagonal: Float64Array;
  /** [n]; the last is 0 */
  readonly beside: Float64Array;
  /** [n − 2 × n], v of each reflection */
  readonly reflectors: Float64Array;
  /** [n − 2] */
  readonly factors: Float64Array;
}

/** Pieces of traces, each on channels of its own; see `Kernels.cutRows`. */
export interface Cut {
  readonly numChannels: number;
  /** first frame of each piece */
  readonly starts: Int32Array;
  /** which set of channels each piece has */
  readonly sets: Int32Array;
  /** channels of each set in compressed rows: set s has `indices[starts[s]..starts[s + 1])` */
  readonly channels: { readonly starts: Int32Array; readonly indices: Int32Array };
  readonly numSamples: number;
  /** values between two samples of a piece, at least the channels of any set */
  readonly width: number;
}

/** Pieces of traces, each with frames and channels of its own; see `Kernels.sumPieces`. */
export interface PieceSum {
  readonly numChannels: number;
  /** first frame of each piece, and the one after its last */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** channels of each piece in compressed rows, without any twice */
  readonly channels: { readonly starts: Int32Array; readonly indices: Int32Array };
  /** [channel]; undefined = 1 */
  readonly weights: Float64Array | undefined;
}

/** Score = (values − mean) · component · scale. */
export interface ComponentModel {
  /** [feature] */
  readonly mean: Float64Array;
  /** [component × feature] */
  readonly components: Float64Array;
  /** [component] */
  readonly scale: Float64Array;
}

/**
 * Every per-sample or per-spike loop over big data. Layout is always row-major [sample × channel].
 * The TypeScript implementation is the specification; the addon's must agree within each method's stated tolerance.
 * Inputs and outputs may live in shared memory. `out` may be `input` only where said.
 */
export interface Kernels {
  readonly level: KernelLevel;

  /**
   * Samples of any dtype → float32 µV (or raw units): out = x · gain + offset in float32, channels picked.
   * `gains`, `offsets` are [picked channel] or undefined for 1 and 0. Bit-exact.
   */
  decode(
    input: SampleArray,
    numChannels: number,
    channelIndices: Int32Array | undefined,
    gains: Float32Array | undefined,
    offsets: Float32Array | undefined,
    out: Float32Array,
  ): void;

  /** Same dtype in and out: channels picked. Bit-exact. */
  pickChannels(
    input: SampleArray,
    numChannels: number,
    channelIndices: Int32Array,
    out: SampleArray,
  ): void;

  /** Values into another dtype as NumPy's astype does (`round` = rint first, integers saturate never: they wrap). Bit-exact. */
  convert(input: SampleArray, out: SampleArray, round: boolean): void;

  /**
   * Causal second-order sections over interleaved channels, computed in float64 (transposed direct form II, like
   * scipy.signal.sosfilt). `state` is [section × 2 × channel], updated in place. `out` may be `input`.
   * Integer `out` is rounded half to even. Tolerance to the twin: 1e-12 relative to the largest sample.
   */
  sosfilt(
    sos: SosCoefficients,
    input: SampleArray,
    numChannels: number,
    state: Float64Array,
    out: SampleArray,
  ): void;

  /**
   * scipy.signal.sosfiltfilt with its default odd padding, in float64: forward, backward. Writes the frames
   * [firstFrame, lastFrame) of the result into `out` (rounded half to even for integer dtypes).
   */
  sosfiltfilt(
    sos: SosCoefficients,
    input: SampleArray,
    numChannels: number,
    firstFrame: number,
    lastFrame: number,
    out: SampleArray,
  ): void;

  /**
   * Fades the input at both ends and shifts every channel by its own part of samples: rotates the phases of its Fourier
   * transform over exactly the input's length (circular), in float64. Integer `out` is rounded half to even. A channel
   * that holds NaN or infinity becomes NaN. Tolerance to the twin: 1e-9 of the largest sample before rounding.
   */
  shiftChannels(
    input: SampleArray,
    numChannels: number,
    shift: ChannelShift,
    out: SampleArray,
  ): void;

  /**
   * Subtracts from every channel the median (or mean) over a group of channels, per frame. `groups` lists channel
   * indices per group; channels of no group are copied; in two groups the later counts. Integer dtypes: float64 arithmetic as NumPy, then truncated.
   * `out` may be `input`.
   */
  subtractReference(
    input: SampleArray,
    numChannels: number,
    operator: "median" | "average",
    groups: readonly Int32Array[],
    out: SampleArray,
  ): void;

  /**
   * As `subtractReference`, each channel with its own set: compressed rows as in `PeakScan.neighbours`
   * (local reference). A channel with an empty set is copied.
   */
  subtractLocalReference(
    input: SampleArray,
    numChannels: number,
    operator: "median" | "average",
    sets: { readonly starts: Int32Array; readonly indices: Int32Array },
    out: SampleArray,
  ): void;

  /**
   * Median (mean of the middle two for even counts) of each column of [row × column] → [column], and the median of the
   * absolute deviations from it, both in float32 as NumPy computes them. NaN if any value is NaN.
   */
  columnMads(
    input: Float32Array,
    numColumns: number,
    medians: Float64Array,
    mads: Float64Array,
  ): void;

  /** out[m × n] = a[m × k] · b[k × n], float32 (accumulated in float32, blocked). Tolerance 1e-5 relative. */
  matmul(
    a: Float32Array,
    b: Float32Array,
    m: number,
    k: number,
    n: number,
    out: Float32Array,
  ): void;

  /**
   * out[frame × column] = Σ input[frame × indices[j]] · weights[j], j in compressed columns
   * (`starts[column]..starts[column+1]`): a sparse matrix applied to every frame.
   */
  sparseMatmul(
    input: Float32Array,
    numChannels: number,
    matrix: {
      readonly starts: Int32Array;
      readonly indices: Int32Array;
      readonly weights: Float32Array;
    },
    out: Float32Array,
  ): void;

  /**
   * Sliding products: out[frame × column] = Σ over taps k and terms r of input[frame + k][r][column] · taps[k][r][column].
   * `input` is [frame × term × column] with numTaps − 1 frames more than `out`, `taps` [tap × term × column]; how many
   * terms there are follows from the length of `taps`. Tolerance 1e-5 of the sum of magnitudes.
   */
  correlateColumns(
    input: Float32Array,
    numColumns: number,
    taps: Float32Array,
    numTaps: number,
    out: Float32Array,
  ): void;

  /**
   * Peaks of a chunk. Without neighbours: SpikeInterface's `by_channel`; with: `locally_exclusive`.
   * Returns how many were found (may exceed the capacity of `frames`; then call again with more room).
   * Order: by frame, then channel. Bit-exact.
   */
  scanPeaks(traces: Float32Array, scan: PeakScan, frames: Int32Array, channels: Int32Array): number;

  /**
   * Smallest and largest of every bin of frames per channel, for drawing.
   * `out` is [bin × channel × 2]; bin b covers frames floor(b·n/bins) .. floor((b+1)·n/bins) (at least one frame).
   */
  minMax(input: Float32Array, numChannels: number, numBins: number, out: Float32Array): void;

  /**
   * Adds up how often a later spike follows one of `rows` by a given time, within a window of binFrames · numHalfBins
   * frames, by the later spike's unit. `below` is [unit × half bin], by whole bins below the difference; `exact`
   * [unit × (half bin + 1)], differences that are whole multiples, the window itself included. Exact.
   */
  countPairs(pairs: PairCount, below: Int32Array, exact: Int32Array): void;

  /**
   * Adds the correlograms of a whole segment to `counts` [unit × unit × bin]: bin b of (i, j) counts the differences
   * t_i − t_j in [b − half, b + 1 − half) bins, so −window counts and +window does not. `samples` [spike] are frames,
   * ascending, whose fractions are dropped; `units` [spike] are below `numUnits`. Exact.
   */
  addCorrelograms(
    samples: Float64Array,
    units: Int32Array,
    shape: PairShape,
    counts: Float64Array,
  ): void;

  /**
   * Adds the intervals between successive spikes of a group to the bins of its unit: `samples` of group g (unit ×
   * segment) are `samples[starts[g] .. starts[g + 1])`, ascending; the last bin includes its upper edge. `counts` is
   * [unit × bin]. Exact.
   */
  countIntervals(
    samples: Float64Array,
    starts: Float64Array,
    numSegments: number,
    binFrames: number,
    numBins: number,
    counts: Float64Array,
  ): void;

  /**
   * Marks up to `most` rows of each unit, drawn one unit after the other as NumPy's `choice` without replacement and
   * shuffling draws them. Rows of unit u are `rows[starts[u] .. starts[u + 1])`, ascending; their marks are 0 before.
   * `state` is a PCG64's (core/array `pcg64State`) and moves on. Exact.
   */
  markChoices(
    state: Uint32Array,
    rows: Uint32Array,
    starts: Float64Array,
    most: number,
    marks: Uint8Array,
  ): void;

  /**
   * Positions of the `count` nearest points of every point of [point × feature] → out [point × count], the nearest first, of
   * equal ones the first; a point itself may be among them (`withSelf`), or is left out. Answers false, and leaves `out`
   * open, when points are not finite. Exact but for neighbours whose distances differ by rounding in double precision.
   */
  nearestPoints(
    values: Float64Array,
    numFeatures: number,
    count: number,
    withSelf: boolean,
    out: Int32Array,
  ): boolean;

  /**
   * Sum of the outer products of centred rows of [row × column] → out [column × column]; all rows where none are chosen.
   * Tolerance 1e-12 of the largest entry.
   */
  centredGram(
    values: Float64Array,
    numColumns: number,
    rows: Int32Array | undefined,
    centre: Float64Array,
    out: Float64Array,
  ): void;

  /** xᵀ · matrix · x of chosen rows less `centre` → out [chosen row]; the matrix is symmetric. Tolerance 1e-12 of the sum of magnitudes. */
  quadraticForms(
    values: Float64Array,
    numColumns: number,
    rows: Int32Array,
    centre: Float64Array,
    matrix: Float64Array,
    out: Float64Array,
  ): void;

  /**
   * Householder's reduction of a symmetric matrix [n × n] to three diagonals: reflections I − factor · v · vᵀ from both sides,
   * the k-th of which leaves the first k + 1 entries. Undone they give the matrix back within 1e-14 · n of its largest entry.
   */
  tridiagonal(matrix: Float64Array, out: Tridiagonal): void;

  /** Scores of rows [row × feature] → out [row × component], summed in float64. Tolerance 1e-6 of the sum of magnitudes. */
  projectRows(values: Float64Array, model: ComponentModel, out: Float32Array): void;

  /**
   * Mean of chosen rows [row × size] and their standard deviation, in float32 in the order of rows, as NumPy reduces over
   * a first axis. At least one row. Bit-exact.
   */
  meanAndSpread(
    values: Float32Array,
    size: number,
    rows: Int32Array,
    mean: Float32Array,
    spread: Float32Array | undefined,
  ): void;

  /** Pieces of traces → out [piece × sample × width] of the same dtype; columns beyond a set's channels stay. Bit-exact. */
  cutRows(traces: SampleArray, cut: Cut, out: SampleArray): void;

  /** Sum of each piece of traces → out [piece]: per channel in the order of frames, then weighted, in float64. Bit-exact. */
  sumPieces(traces: SampleArray, pieces: PieceSum, out: Float64Array): void;

  /** Columns of chosen pieces → out, each column's from a start of its own: [piece × sample]. Bit-exact. */
  takeColumns(pieces: SampleArray, take: ColumnTake, out: Float64Array): void;

  /** Wishes for large pages of memory that nobody has touched yet: many small ones cost a fault each. The system may not care. */
  largePages(memory: SampleArray): void;

  /** Adds values of any dtype to float32 sums. Bit-exact. */
  addInto(values: SampleArray, sums: Float32Array): void;

  /**
   * Sums of `size` values · weight from each start → out [start], fused and in the order of OpenBLAS's dot product for
   * AVX-512. The last bit may differ from the twin's.
   */
  fusedDots(
    values: Float64Array,
    starts: Int32Array,
    size: number,
    weight: number,
    out: Float64Array,
  ): void;

  /**
   * CRC-32 of zip and gzip. Exact.
   * @param before checksum of the bytes that come before these
   */
  crc32(bytes: Uint8Array, before?: number): number;
}
