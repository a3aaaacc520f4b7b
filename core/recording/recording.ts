import type { NdArray, StructuredArray } from "#core/array/index.ts";
import type {
  ChannelId,
  ExtractorDict,
  JsonObject,
  ProbeGroup,
  SampleArray,
  SampleDType,
} from "#core/model/index.ts";

/** When a segment's samples were taken: a start in seconds, or one time per sample. */
export interface SegmentTimes {
  /** s; undefined = 0 */
  readonly tStartS?: number;
  /** [sample], s */
  readonly timeVectorS?: Float64Array;
}

/** One value per channel (or unit), SpikeInterface's properties: `gain_to_uV`, `location`, `group` … */
export type Properties = ReadonlyMap<string, NdArray | StructuredArray>;

/**
 * A lazy, multi-segment, multi-channel signal. Nothing is read until `readTraces`, which reads (and computes) exactly
 * that window, plus whatever margin a step needs, and never goes beyond the segment.
 */
export interface Recording {
  readonly channelIds: readonly ChannelId[];
  readonly samplingFrequency: number;
  readonly dtype: SampleDType;
  /** samples per segment */
  readonly numSamples: readonly number[];
  readonly times: readonly SegmentTimes[];
  readonly properties: Properties;
  readonly annotations: JsonObject;
  readonly probeGroup?: ProbeGroup;
  /**
   * true = a frame's samples are the same whatever window they are read in, so that results which want slightly
   * different windows may share one reading. Filters, resampling and the like answer slightly differently.
   */
  readonly exactWindows: boolean;
  /** Provenance: rebuilds this very object in a worker, in the project and in Python. */
  readonly dict: ExtractorDict;
  /**
   * Fills `out` with [frame × channel] samples of this recording's dtype.
   * @param channelIndices positions in `channelIds`; undefined = all
   * @throws InvalidParameter when the window leaves the segment
   */
  readTraces(
    segmentIndex: number,
    startFrame: number,
    endFrame: number,
    channelIndices: Int32Array | undefined,
    out: SampleArray,
  ): Promise<void>;
  /**
   * The same samples, a tile of frames after the other: for who goes through a window once, so that a step's result is
   * still in the cache when it is used.
   */
  readTiles(
    segmentIndex: number,
    startFrame: number,
    endFrame: number,
    channelIndices: Int32Array | undefined,
    take: TakeTile,
  ): Promise<void>;
}

/**
 * Gets the tiles of a window in their order.
 * @param tile [frame × channel]; valid until the promise is fulfilled
 * @param from first frame, counted from the window's start
 */
export type TakeTile = (tile: SampleArray, from: number) => Promise<void>;
