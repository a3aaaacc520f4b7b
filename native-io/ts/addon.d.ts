import type { KernelLevel } from "#core/kernels/index.ts";
import type { SampleArray } from "#core/model/index.ts";
/** The addon's functions at one level; arguments as in native-io/src/addon.cc. */
export interface NativeFunctions {
  decode(
    input: SampleArray,
    numChannels: number,
    channelIndices: Int32Array | undefined,
    gains: Float32Array | undefined,
    offsets: Float32Array | undefined,
    out: Float32Array,
  ): void;
  pickChannels(
    input: SampleArray,
    numChannels: number,
    indices: Int32Array,
    out: SampleArray,
  ): void;
  convert(input: SampleArray, out: SampleArray, round: boolean): void;
  sosfilt(
    sos: Float64Array,
    input: SampleArray,
    numChannels: number,
    state: Float64Array,
    out: SampleArray,
  ): void;
  sosfiltfilt(
    sos: Float64Array,
    input: SampleArray,
    numChannels: number,
    padding: number,
    firstFrame: number,
    lastFrame: number,
    out: SampleArray,
  ): void;
  /** `rowOfChannel` [channel]: whose set's reference a channel loses, -1 to copy it */
  subtractReference(
    input: SampleArray,
    numChannels: number,
    median: boolean,
    starts: Int32Array,
    indices: Int32Array,
    rowOfChannel: Int32Array,
    out: SampleArray,
  ): void;
  columnMedians(input: Float32Array, numColumns: number, out: Float64Array): void;
  matmul(
    a: Float32Array,
    b: Float32Array,
    m: number,
    k: number,
    n: number,
    out: Float32Array,
  ): void;
  sparseMatmul(
    input: Float32Array,
    numChannels: number,
    starts: Int32Array,
    indices: Int32Array,
    weights: Float32Array,
    out: Float32Array,
  ): void;
  scanPeaks(
    traces: Float32Array,
    numChannels: number,
    thresholds: Float32Array,
    sign: -1 | 0 | 1,
    sweep: number,
    firstFrame: number,
    lastFrame: number,
    starts: Int32Array | undefined,
    indices: Int32Array | undefined,
    frames: Int32Array,
    channels: Int32Array,
  ): number;
  minMax(input: Float32Array, numChannels: number, numBins: number, out: Float32Array): void;
}
export type NativeLevel = Exclude<KernelLevel, "typescript">;
/** Best level first: only what this processor runs. */
export type Addon = Readonly<Partial<Record<NativeLevel, NativeFunctions>>>;
export interface AddonStatus {
  readonly addon: Addon | undefined;
  /** where it was found, or why there is none */
  readonly note: string;
}
/** Loads the addon once per thread; a missing or unloadable one is a note, not an error. */
export declare function loadAddon(): AddonStatus;
