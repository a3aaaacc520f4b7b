import {
  EphysError,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
  type UnitId,
} from "#core/model/index.ts";
import {
  base64FromBytes,
  bytesFromBase64,
  describeExtractor,
  type Properties,
} from "#core/recording/index.ts";
import type { Sorting, SpikeVector } from "./sorting.ts";
import { orderSpikes } from "./spikes.ts";

export const NUMPY_SORTING_CLASS = "spikeinterface.core.numpyextractors.NumpySorting";

export interface SortingOptions {
  readonly unitIds: readonly UnitId[];
  /** Hz */
  readonly samplingFrequency: number;
  /** columns of equal length in any order; not copied when already ordered by (segment, sample) */
  readonly spikes: SpikeVector;
  /** True keeps the rows as they are (per-spike files follow them); segments must ascend. */
  readonly keepOrder?: boolean;
  /** True for columns of another sorting, which are in order and not looked at again. */
  readonly isChecked?: boolean;
  /** default: the last segment that has a spike, at least 1 */
  readonly numSegments?: number;
  readonly properties?: Properties;
  readonly annotations?: JsonObject;
  /**
   * How a reader makes the sorting again; without it the dictionary carries the spikes. A function is asked when the dictionary
   * is: that of a parent may carry all its spikes.
   */
  readonly source?: SortingSource | (() => SortingSource);
  /** properties that the source does not bring back */
  readonly extraProperties?: readonly string[] | (() => readonly string[]);
}

interface SortingSource {
  readonly siClass: string;
  readonly kwargs: JsonObject;
}

/**
 * A sorting of spikes in memory, ordered by segment and sample (ties keep their order).
 * @throws InvalidValue for columns of unequal length, repeated ids, indices out of range
 */
export function sortingFromSpikes(options: SortingOptions): Sorting {
  const { unitIds, samplingFrequency, properties = new Map() } = options;
  const numSegments = options.numSegments ?? lastSegment(options.spikes) + 1;
  if (options.isChecked !== true) checkSpikes(options.spikes, unitIds, numSegments);
  if (!(samplingFrequency > 0)) {
    throw new EphysError(
      "InvalidValue",
      `sampling frequency ${String(samplingFrequency)} Hz is not positive`,
    );
  }
  const isOrdered = options.keepOrder === true || options.isChecked === true;
  const spikes = isOrdered ? options.spikes : orderSpikes(options.spikes);
  if (options.keepOrder && options.isChecked !== true) checkSegmentsAscend(spikes);
  let dict: ExtractorDict | undefined;
  const annotations = options.annotations ?? {};
  return {
    unitIds,
    samplingFrequency,
    numSegments,
    spikes,
    properties,
    annotations,
    get dict() {
      dict ??= describeExtractor({
        ...(given(options.source) ?? {
          siClass: NUMPY_SORTING_CLASS,
          kwargs: packSorting(unitIds, samplingFrequency, numSegments, spikes),
        }),
        annotations,
        properties,
        mainProperties: [],
        extraProperties: options.source
          ? (given(options.extraProperties) ?? [])
          : [...(properties as Properties).keys()],
      });
      return dict;
    },
  };
}

function given<T extends object>(value: T | (() => T) | undefined): T | undefined {
  return typeof value === "function" ? value() : value;
}

/** A sorting from sample indices per unit, one record per segment (SpikeInterface's from_unit_dict). */
export function sortingFromUnitDict(
  segments: readonly ReadonlyMap<UnitId, ArrayLike<number>>[],
  samplingFrequency: number,
): Sorting {
  const unitIds = [...(segments[0]?.keys() ?? [])];
  const counts = segments.map((segment) =>
    unitIds.reduce<number>((sum, id) => sum + (segment.get(id)?.length ?? 0), 0),
  );
  const total = counts.reduce((sum, n) => sum + n, 0);
  const spikes = {
    sampleIndex: new Float64Array(total),
    unitIndex: new Int32Array(total),
    segmentIndex: new Int32Array(total),
  };
  let at = 0;
  for (const [s, segment] of segments.entries()) {
    for (const [u, id] of unitIds.entries()) {
      const train = segment.get(id) ?? [];
      for (let i = 0; i < train.length; i++, at++) {
        spikes.sampleIndex[at] = train[i];
        spikes.unitIndex[at] = u;
        spikes.segmentIndex[at] = s;
      }
    }
  }
  return sortingFromSpikes({
    unitIds,
    samplingFrequency,
    spikes,
    numSegments: Math.max(1, segments.length),
  });
}

/** Samples and labels of one segment. */
export interface LabelledSamples {
  readonly samples: ArrayLike<number>;
  /** unit id of each spike */
  readonly labels: readonly UnitId[] | ArrayLike<number>;
}

/**
 * A sorting from samples and unit ids per segment (from_samples_and_labels); spikes whose label is not among
 * `unitIds` are dropped. Without `unitIds`: all labels, ascending.
 */
export function sortingFromLabels(
  segments: readonly LabelledSamples[],
  options: Omit<SortingOptions, "spikes" | "unitIds" | "numSegments"> & {
    readonly unitIds?: readonly UnitId[];
  },
): Sorting {
  const unitIds = options.unitIds ?? distinctLabels(segments);
  const position = new Map(unitIds.map((id, i) => [id, i]));
  const sampleIndex: number[] = [];
  const unitIndex: number[] = [];
  const segmentIndex: number[] = [];
  for (const [s, { samples, labels }] of segments.entries()) {
    if (samples.length !== labels.length) {
      throw new EphysError(
        "InvalidValue",
        `segment ${String(s)} has ${String(samples.length)} spike times for ${String(labels.length)} labels`,
      );
    }
    for (let i = 0; i < samples.length; i++) {
      const unit = position.get(labels[i]);
      if (unit === undefined) continue;
      sampleIndex.push(samples[i]);
      unitIndex.push(unit);
      segmentIndex.push(s);
    }
  }
  return sortingFromSpikes({
    ...options,
    unitIds,
    numSegments: Math.max(1, segments.length),
    spikes: {
      sampleIndex: Float64Array.from(sampleIndex),
      unitIndex: Int32Array.from(unitIndex),
      segmentIndex: Int32Array.from(segmentIndex),
    },
  });
}

function distinctLabels(segments: readonly LabelledSamples[]): UnitId[] {
  const labels = new Set<UnitId>();
  for (const segment of segments) {
    for (let i = 0; i < segment.labels.length; i++) labels.add(segment.labels[i]);
  }
  return [...labels].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function lastSegment({ segmentIndex }: SpikeVector): number {
  let last = 0;
  for (let i = 0; i < segmentIndex.length; i++) if (segmentIndex[i] > last) last = segmentIndex[i];
  return last;
}

function checkSpikes(spikes: SpikeVector, unitIds: readonly UnitId[], numSegments: number): void {
  const { sampleIndex, unitIndex, segmentIndex } = spikes;
  if (sampleIndex.length !== unitIndex.length || sampleIndex.length !== segmentIndex.length) {
    throw new EphysError("InvalidValue", "the columns of the spike vector differ in length");
  }
  if (new Set(unitIds).size !== unitIds.length) {
    throw new EphysError("InvalidValue", "unit ids must all differ");
  }
  for (let i = 0; i < sampleIndex.length; i++) {
    if (unitIndex[i] < 0 || unitIndex[i] >= unitIds.length) {
      throw new EphysError(
        "InvalidValue",
        `spike ${String(i)} has unit index ${String(unitIndex[i])}, but there are ${String(unitIds.length)} units`,
        { spike: i },
      );
    }
    if (segmentIndex[i] < 0 || segmentIndex[i] >= numSegments) {
      throw new EphysError(
        "InvalidValue",
        `spike ${String(i)} has segment ${String(segmentIndex[i])}, but there are ${String(numSegments)}`,
        { spike: i },
      );
    }
  }
}

function checkSegmentsAscend({ segmentIndex }: SpikeVector): void {
  for (let i = 1; i < segmentIndex.length; i++) {
    if (segmentIndex[i] < segmentIndex[i - 1]) {
      throw new EphysError("InvalidValue", `spike ${String(i)} belongs to an earlier segment`, {
        spike: i,
      });
    }
  }
}

function packSorting(
  unitIds: readonly UnitId[],
  samplingFrequency: number,
  numSegments: number,
  spikes: SpikeVector,
): JsonObject {
  return {
    // made when they are read: whoever asks only whether a file holds the sorting pays for no text as long as its spikes
    spikes: {
      get sample_index() {
        return packColumn(spikes.sampleIndex);
      },
      get unit_index() {
        return packColumn(spikes.unitIndex);
      },
      get segment_index() {
        return packColumn(spikes.segmentIndex);
      },
    },
    num_segments: numSegments,
    sampling_frequency: samplingFrequency,
    unit_ids: [...unitIds],
  };
}

function packColumn(data: Float64Array | Int32Array): string {
  return base64FromBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** A sorting from the kwargs of a dictionary that carries its spikes (written by `sortingFromSpikes`). */
export function memorySortingFromKwargs(kwargs: JsonObject): Sorting {
  const { spikes, num_segments, sampling_frequency, unit_ids } = kwargs;
  const columns = (spikes ?? {}) as Readonly<Record<string, JsonValue | undefined>>;
  const unpack = (name: string): ArrayBuffer => {
    const text = columns[name];
    if (typeof text === "string") return bytesFromBase64(text).buffer as ArrayBuffer;
    throw new EphysError(
      "Unsupported",
      "a NumpySorting can be opened only from a dictionary that carries its spikes",
    );
  };
  return sortingFromSpikes({
    unitIds: unit_ids as readonly UnitId[], // written by packSorting
    samplingFrequency: sampling_frequency as number,
    numSegments: num_segments as number,
    spikes: {
      sampleIndex: new Float64Array(unpack("sample_index")),
      unitIndex: new Int32Array(unpack("unit_index")),
      segmentIndex: new Int32Array(unpack("segment_index")),
    },
  });
}
