import {
  dtypeOfSamples,
  EphysError,
  SAMPLE_DTYPES,
  viewSamples,
  type ChannelId,
  type JsonObject,
  type JsonValue,
  type ProbeGroup,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import { RecordingBase, type TraceRange } from "./base.ts";
import { base64FromBytes, bytesFromBase64 } from "./base64.ts";
import { describeExtractor } from "./describe.ts";
import { floatProperty } from "./properties.ts";
import type { Properties, Recording, SegmentTimes } from "./recording.ts";
import { probeProperties } from "./attach-probe.ts";

export const NUMPY_RECORDING_CLASS = "spikeinterface.core.numpyextractors.NumpyRecording";

export interface MemoryRecordingOptions {
  /** per segment, [frame × channel], all of one type; not copied */
  readonly traces: readonly SampleArray[];
  /** Hz */
  readonly samplingFrequency: number;
  /** default 0 … n−1 when `numChannels` is given */
  readonly channelIds?: readonly ChannelId[];
  readonly numChannels?: number;
  /** start of each segment, s */
  readonly tStartsS?: readonly number[];
  /** µV per unit, for all channels or each */
  readonly gainUv?: number | readonly number[];
  /** µV, for all channels or each; default 0 where a gain is given */
  readonly offsetUv?: number | readonly number[];
  readonly properties?: Properties;
  readonly annotations?: JsonObject;
  /** wired to the channels; gives properties `location` and `group` */
  readonly probeGroup?: ProbeGroup | undefined;
}

/**
 * A recording held in memory (SpikeInterface's NumpyRecording). Its dictionary carries the samples, so keep it to tests
 * and small data: write large ones to a folder.
 */
export function memoryRecording(options: MemoryRecordingOptions): Recording {
  const channelIds =
    options.channelIds ?? Array.from({ length: options.numChannels ?? 0 }, (_, i) => i);
  if (channelIds.length === 0) {
    throw new EphysError("InvalidParameter", "memoryRecording needs channelIds or numChannels");
  }
  const times: SegmentTimes[] = options.traces.map((_, i) => {
    const tStartS = options.tStartsS?.[i];
    return tStartS === undefined ? {} : { tStartS };
  });
  return new MemoryRecording(options, channelIds, times);
}

class MemoryRecording extends RecordingBase {
  readonly #traces: readonly SampleArray[];

  constructor(
    options: MemoryRecordingOptions,
    channelIds: readonly ChannelId[],
    times: readonly SegmentTimes[],
  ) {
    const { traces, samplingFrequency, probeGroup } = options;
    const first = traces[0];
    const dtype = first ? dtypeOfSamples(first) : "float32";
    const numSamples = traces.map((segment) => segment.length / channelIds.length);
    if (numSamples.some((n) => !Number.isInteger(n))) {
      throw new EphysError(
        "InvalidParameter",
        `the traces are no multiple of ${String(channelIds.length)} channels`,
      );
    }
    const properties = new Map([
      ...(options.properties ?? []),
      ...(probeGroup ? probeProperties(probeGroup, channelIds.length) : []),
      ...scalingProperties(options, channelIds.length),
    ]);
    const annotations = { is_filtered: false, ...options.annotations };
    super(
      {
        channelIds,
        samplingFrequency,
        dtype,
        numSamples,
        times,
        properties,
        annotations,
        exactWindows: true,
        probeGroup,
      },
      () =>
        describeExtractor({
          siClass: NUMPY_RECORDING_CLASS,
          kwargs: {
            traces_list: traces.map((segment) => packSamples(segment, channelIds.length)),
            sampling_frequency: samplingFrequency,
            t_starts: options.tStartsS ? [...options.tStartsS] : null,
            channel_ids: [...channelIds],
          },
          annotations,
          properties,
          extraProperties: [...properties.keys()],
          ...(probeGroup && { probeGroup }),
        }),
    );
    this.#traces = traces;
  }

  protected readWindow(
    { segmentIndex, startFrame, endFrame, channelIndices }: TraceRange,
    out: SampleArray,
  ): Promise<void> {
    const traces = this.#traces[segmentIndex];
    const width = this.channelIds.length;
    if (!channelIndices) {
      out.set(traces.subarray(startFrame * width, endFrame * width));
      return Promise.resolve();
    }
    for (let frame = startFrame, o = 0; frame < endFrame; frame++) {
      for (let c = 0; c < channelIndices.length; c++) {
        out[o++] = traces[frame * width + channelIndices[c]];
      }
    }
    return Promise.resolve();
  }
}

function scalingProperties(options: MemoryRecordingOptions, count: number): Properties {
  const { gainUv, offsetUv = 0 } = options;
  if (gainUv === undefined) return new Map();
  const spread = (value: number | readonly number[]): readonly number[] =>
    typeof value === "number" ? new Array<number>(count).fill(value) : value;
  return new Map([
    ["gain_to_uV", floatProperty(spread(gainUv))],
    ["offset_to_uV", floatProperty(spread(offsetUv))],
  ]);
}

function packSamples(samples: SampleArray, numChannels: number): JsonObject {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return {
    dtype: dtypeOfSamples(samples),
    shape: [samples.length / numChannels, numChannels],
    base64: base64FromBytes(bytes),
  };
}

/** A memory recording from the kwargs of its dictionary (properties follow from the dictionary itself). */
export function memoryRecordingFromKwargs(kwargs: JsonObject): Recording {
  const list = kwargs["traces_list"];
  const samplingFrequency = kwargs["sampling_frequency"];
  const channelIds = kwargs["channel_ids"];
  const tStarts = kwargs["t_starts"];
  if (!Array.isArray(list) || typeof samplingFrequency !== "number" || !Array.isArray(channelIds)) {
    throw new EphysError(
      "Unsupported",
      "a NumpyRecording can be opened only from a dictionary that carries its samples",
    );
  }
  return memoryRecording({
    traces: (list as readonly JsonValue[]).map(unpackSamples),
    samplingFrequency,
    channelIds: channelIds as readonly ChannelId[], // written by packSamples' caller above
    ...(Array.isArray(tStarts) && { tStartsS: tStarts as readonly number[] }),
  });
}

function unpackSamples(value: JsonValue): SampleArray {
  const { dtype, base64 } = (value ?? {}) as JsonObject;
  if (typeof base64 !== "string" || !SAMPLE_DTYPES.includes(dtype as SampleDType)) {
    throw new EphysError(
      "Unsupported",
      "a NumpyRecording can be opened only from a dictionary that carries its samples",
    );
  }
  const bytes = bytesFromBase64(base64);
  const known = dtype as SampleDType; // checked just above
  const itemBytes = viewSamples(known, new ArrayBuffer(8), 0, 1).BYTES_PER_ELEMENT;
  return viewSamples(known, bytes.buffer, 0, bytes.length / itemBytes);
}
