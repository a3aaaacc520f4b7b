import {
  borrowSamples,
  dtypeOfSamples,
  EphysError,
  returnSamples,
  type ChannelId,
  type ExtractorDict,
  type JsonObject,
  type ProbeGroup,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import { describeExtractor } from "./describe.ts";
import type { Properties, Recording, SegmentTimes, TakeTile } from "./recording.ts";

/** Everything about a recording but its samples. */
export interface RecordingFacts {
  readonly channelIds: readonly ChannelId[];
  readonly samplingFrequency: number;
  readonly dtype: SampleDType;
  /** samples per segment */
  readonly numSamples: readonly number[];
  /** per segment; default: starts at 0 */
  readonly times?: readonly SegmentTimes[];
  readonly properties?: Properties;
  readonly annotations?: JsonObject;
  readonly probeGroup?: ProbeGroup | undefined;
  /** see Recording; default false, which is always safe */
  readonly exactWindows?: boolean;
}

/** How the object is made again: its class and constructor arguments, parents as their dictionaries. */
export interface RecordingSource {
  readonly siClass: string;
  readonly kwargs: JsonObject;
}

/** A window that lies within its segment. */
export interface TraceRange {
  readonly segmentIndex: number;
  readonly startFrame: number;
  readonly endFrame: number;
  /** positions in `channelIds`; undefined = all */
  readonly channelIndices: Int32Array | undefined;
}

/**
 * A lazy recording node: holds the facts, checks every window, makes the dictionary. A node implements `readWindow`,
 * which gets a window inside the segment and an `out` of the right type and length ([frame × channel]).
 */
export abstract class RecordingBase implements Recording {
  readonly channelIds: readonly ChannelId[];
  readonly samplingFrequency: number;
  readonly dtype: SampleDType;
  readonly numSamples: readonly number[];
  readonly times: readonly SegmentTimes[];
  readonly properties: Properties;
  readonly annotations: JsonObject;
  declare readonly probeGroup?: ProbeGroup;
  readonly exactWindows: boolean;
  readonly #source: RecordingSource | (() => ExtractorDict);
  #dict: ExtractorDict | undefined;

  /** @param source class and arguments, or a function that makes the dictionary when it is first asked for */
  constructor(facts: RecordingFacts, source: RecordingSource | (() => ExtractorDict)) {
    checkFacts(facts);
    this.channelIds = facts.channelIds;
    this.samplingFrequency = facts.samplingFrequency;
    this.dtype = facts.dtype;
    this.numSamples = facts.numSamples;
    this.times = facts.times ?? facts.numSamples.map(() => ({}));
    this.properties = facts.properties ?? new Map();
    this.annotations = facts.annotations ?? {};
    if (facts.probeGroup !== undefined) this.probeGroup = facts.probeGroup;
    this.exactWindows = facts.exactWindows ?? false;
    this.#source = source;
  }

  /** Made once, when first asked for: long chains are built more often than they are sent. */
  get dict(): ExtractorDict {
    this.#dict ??=
      typeof this.#source === "function"
        ? this.#source()
        : describeExtractor({
            ...this.#source,
            annotations: this.annotations,
            properties: this.properties,
          });
    return this.#dict;
  }

  async readTraces(
    segmentIndex: number,
    startFrame: number,
    endFrame: number,
    channelIndices: Int32Array | undefined,
    out: SampleArray,
  ): Promise<void> {
    checkWindow(this, { segmentIndex, startFrame, endFrame, channelIndices }, out);
    if (out.length === 0) return;
    await this.readWindow({ segmentIndex, startFrame, endFrame, channelIndices }, out);
  }

  async readTiles(
    segmentIndex: number,
    startFrame: number,
    endFrame: number,
    channelIndices: Int32Array | undefined,
    take: TakeTile,
  ): Promise<void> {
    const range = { segmentIndex, startFrame, endFrame, channelIndices };
    checkRange(this, range);
    if (endFrame === startFrame || channelIndices?.length === 0) return;
    await this.readWindowInTiles(range, take);
  }

  /** As `readWindow`, a tile after the other; by default the whole window is one. */
  protected async readWindowInTiles(range: TraceRange, take: TakeTile): Promise<void> {
    const width = range.channelIndices?.length ?? this.channelIds.length;
    const samples = borrowSamples(this.dtype, (range.endFrame - range.startFrame) * width);
    try {
      await this.readWindow(range, samples);
      await take(samples, 0);
    } finally {
      returnSamples(samples);
    }
  }

  /** Fills `out` with the window; it is checked and not empty. */
  protected abstract readWindow(range: TraceRange, out: SampleArray): Promise<void>;
}

/** The facts of a parent, to be changed by a node: `{ ...factsOf(parent), dtype: "float32" }`. */
export function factsOf(recording: Recording): Required<RecordingFacts> {
  const { channelIds, samplingFrequency, dtype, numSamples, times, properties, annotations } =
    recording;
  return {
    channelIds,
    samplingFrequency,
    dtype,
    numSamples,
    times,
    properties,
    annotations,
    probeGroup: recording.probeGroup,
    exactWindows: recording.exactWindows,
  };
}

/** @throws SegmentNotFound, InvalidParameter: what a window or its buffer lacks */
export function checkWindow(recording: Recording, range: TraceRange, out: SampleArray): void {
  checkRange(recording, range);
  const { startFrame, endFrame, channelIndices } = range;
  const numChannels = recording.channelIds.length;
  const expected = (endFrame - startFrame) * (channelIndices?.length ?? numChannels);
  if (out.length !== expected || dtypeOfSamples(out) !== recording.dtype) {
    throw new EphysError(
      "InvalidParameter",
      `the buffer for frames ${String(startFrame)} to ${String(endFrame)} must hold ${String(expected)} ` +
        `${recording.dtype} values, not ${String(out.length)} ${dtypeOfSamples(out)}`,
      { expected, length: out.length },
    );
  }
}

function checkRange(recording: Recording, range: TraceRange): void {
  const { segmentIndex, startFrame, endFrame, channelIndices } = range;
  const total = numSamplesOf(recording, segmentIndex);
  const whole = Number.isInteger(startFrame) && Number.isInteger(endFrame);
  if (!whole || startFrame < 0 || endFrame < startFrame || endFrame > total) {
    throw new EphysError(
      "InvalidParameter",
      `frames ${String(startFrame)} to ${String(endFrame)} are not within segment ${String(segmentIndex)}, ` +
        `which has ${String(total)} samples`,
      { segmentIndex, startFrame, endFrame, numSamples: total },
    );
  }
  const numChannels = recording.channelIds.length;
  for (const index of channelIndices ?? []) {
    if (index < 0 || index >= numChannels) {
      throw new EphysError(
        "ChannelNotFound",
        `channel index ${String(index)} is not one of ${String(numChannels)} channels`,
        { channelIndex: index },
      );
    }
  }
}

/** Samples of one segment. @throws SegmentNotFound */
export function numSamplesOf(recording: Recording, segmentIndex: number): number {
  const total = recording.numSamples[segmentIndex];
  if (total === undefined) {
    throw new EphysError(
      "SegmentNotFound",
      `segment ${String(segmentIndex)} does not exist: the recording has ${String(recording.numSamples.length)}`,
      { segmentIndex, numSegments: recording.numSamples.length },
    );
  }
  return total;
}

function checkFacts({ channelIds, samplingFrequency, numSamples, times }: RecordingFacts): void {
  if (!(samplingFrequency > 0) || !Number.isFinite(samplingFrequency)) {
    throw new EphysError(
      "InvalidValue",
      `sampling frequency ${String(samplingFrequency)} Hz is not positive`,
      { samplingFrequency },
    );
  }
  if (new Set(channelIds).size !== channelIds.length) {
    throw new EphysError("InvalidValue", "channel ids must all differ");
  }
  if (times && times.length !== numSamples.length) {
    throw new EphysError("InvalidValue", "times must be given for each segment");
  }
}
