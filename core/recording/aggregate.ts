import { isStructured, toFloat64, type NdArray, type StructuredArray } from "#core/array/index.ts";
import {
  allocateSamples,
  EphysError,
  type ChannelId,
  type JsonObject,
  type Probe,
  type ProbeGroup,
  type SampleArray,
} from "#core/model/index.ts";
import { RecordingBase, type RecordingFacts, type TraceRange } from "./base.ts";
import { concatenateRows, intProperty, plainProperty, textProperty } from "./properties.ts";
import type { Properties, Recording } from "./recording.ts";

export const AGGREGATION_CLASS =
  "spikeinterface.core.channelsaggregationrecording.ChannelsAggregationRecording";

/**
 * The channels of several recordings side by side (SpikeInterface's aggregate_channels). Ids are kept when they are all
 * of one kind and differ, else they become "0", "1" …; property `aggregation_key` says where a channel comes from.
 * @param recordings in order, or by key
 * @throws InvalidParameter when rates, lengths, segments or dtypes differ, InvalidValue when two channels lie at one place
 */
export function aggregateChannels(
  recordings: readonly Recording[] | ReadonlyMap<string | number, Recording>,
  renamedChannelIds?: readonly ChannelId[],
): Recording {
  const keyed = recordings instanceof Map;
  const list = [...(recordings.values() as Iterable<Recording>)];
  checkAggregable(list);
  const channelIds = renamedChannelIds ?? combinedIds(list);
  const count = list.reduce((sum, recording) => sum + recording.channelIds.length, 0);
  if (channelIds.length !== count || new Set(channelIds).size !== count) {
    throw new EphysError(
      "InvalidParameter",
      `renamed_channel_ids must be ${String(count)} different ids`,
      { parameter: "renamed_channel_ids" },
    );
  }
  const keys = [...recordings.keys()] as (string | number)[];
  const dicts = list.map((recording) => recording.dict);
  const renamed = renamedChannelIds ? [...renamedChannelIds] : null;
  const kwargs: JsonObject = keyed
    ? {
        recording_list_or_dict: Object.fromEntries(keys.map((key, i) => [String(key), dicts[i]])),
        renamed_channel_ids: renamed,
      }
    : { recording_list: dicts, renamed_channel_ids: renamed };
  return new AggregatedRecording(list, keys, channelIds, kwargs);
}

function checkAggregable(list: readonly Recording[]): void {
  const [first] = list as readonly (Recording | undefined)[];
  if (first === undefined) throw new EphysError("InvalidParameter", "no recordings were given");
  const facts: readonly (readonly [string, (recording: Recording) => string])[] = [
    ["sampling frequency", (r) => String(r.samplingFrequency)],
    ["number of segments", (r) => String(r.numSamples.length)],
    ["dtype", (r) => r.dtype],
    ["number of samples", (r) => r.numSamples.join()],
  ];
  for (const [name, of] of facts) {
    const other = list.findIndex((recording) => of(recording) !== of(first));
    if (other < 0) continue;
    throw new EphysError(
      "InvalidParameter",
      `recordings of different ${name} cannot be aggregated: ${of(first)} and ${of(list[other])} (recording ${String(other)})`,
      { recording: other },
    );
  }
}

function combinedIds(list: readonly Recording[]): readonly ChannelId[] {
  const ids = list.flatMap((recording) => recording.channelIds);
  const oneKind = new Set(ids.map((id) => typeof id)).size === 1;
  return oneKind && new Set(ids).size === ids.length ? ids : ids.map((_, i) => String(i));
}

/** A run of aggregated channels that one recording gives. */
interface Part {
  readonly recording: Recording;
  /** positions of the run's channels in the output */
  readonly columns: number[];
  /** their positions in the recording */
  readonly channels: number[];
}

class AggregatedRecording extends RecordingBase {
  /** [channel] → recording and its channel */
  readonly #owners: readonly { readonly recording: Recording; readonly channel: number }[];

  constructor(
    list: readonly Recording[],
    keys: readonly (string | number)[],
    channelIds: readonly ChannelId[],
    kwargs: JsonObject,
  ) {
    super(aggregatedFacts(list, keys, channelIds), { siClass: AGGREGATION_CLASS, kwargs });
    this.#owners = list.flatMap((recording) =>
      recording.channelIds.map((_, channel) => ({ recording, channel })),
    );
  }

  protected async readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    const frames = endFrame - startFrame;
    const width = out.length / frames;
    for (const { recording, columns, channels } of this.#parts(channelIndices)) {
      const part = allocateSamples(this.dtype, frames * channels.length);
      const picked = Int32Array.from(channels);
      await recording.readTraces(segmentIndex, startFrame, endFrame, picked, part);
      for (let frame = 0, i = 0; frame < frames; frame++) {
        for (let c = 0; c < columns.length; c++) out[frame * width + columns[c]] = part[i++];
      }
    }
  }

  #parts(channelIndices: Int32Array | undefined): Iterable<Part> {
    const parts = new Map<Recording, Part>();
    const count = channelIndices?.length ?? this.#owners.length;
    for (let column = 0; column < count; column++) {
      const { recording, channel } = this.#owners[channelIndices?.[column] ?? column];
      const part = parts.get(recording) ?? { recording, columns: [], channels: [] };
      part.columns.push(column);
      part.channels.push(channel);
      parts.set(recording, part);
    }
    return parts.values();
  }
}

function aggregatedFacts(
  list: readonly Recording[],
  keys: readonly (string | number)[],
  channelIds: readonly ChannelId[],
): RecordingFacts {
  const [first] = list;
  const properties = aggregatedProperties(list);
  properties.set("aggregation_key", aggregationKey(list, keys));
  checkDifferentLocations(properties);
  return {
    channelIds,
    samplingFrequency: first.samplingFrequency,
    dtype: first.dtype,
    numSamples: first.numSamples,
    times: first.times,
    properties,
    annotations: commonContours(list),
    probeGroup: aggregatedProbes(list),
    exactWindows: list.every((recording) => recording.exactWindows),
  };
}

function aggregatedProperties(list: readonly Recording[]): Map<string, NdArray | StructuredArray> {
  const out = new Map<string, NdArray | StructuredArray>();
  for (const name of list[0].properties.keys()) {
    const values = list.map((recording) => plainProperty(recording.properties, name));
    if (!values.every((value) => value !== undefined)) continue;
    const joined = concatenateRows(promoted(values));
    if (joined) out.set(name, joined);
  }
  return out;
}

/** Numbers of different types become float64, as when NumPy concatenates them. */
function promoted(arrays: readonly NdArray[]): readonly NdArray[] {
  const numeric = arrays.every((array) => !Array.isArray(array.data));
  const differ = new Set(arrays.map((array) => array.dtype)).size > 1;
  if (!numeric || !differ) return arrays;
  return arrays.map((array) => ({ ...array, dtype: "float64", data: toFloat64(array) }));
}

function aggregationKey(list: readonly Recording[], keys: readonly (string | number)[]): NdArray {
  const values = list.flatMap((recording, i) => recording.channelIds.map(() => keys[i]));
  return values.every((value) => typeof value === "number")
    ? intProperty(values)
    : textProperty(values.map(String));
}

function checkDifferentLocations(properties: Properties): void {
  const location = plainProperty(properties, "location");
  if (!location || isStructured(location)) return;
  const data = toFloat64(location);
  const width = location.shape[1] ?? 1;
  const rows = Array.from({ length: data.length / width }, (_, i) =>
    data.subarray(i * width, (i + 1) * width).join(),
  );
  if (new Set(rows).size === rows.length) return;
  throw new EphysError(
    "InvalidValue",
    "two channels lie at the same location, so the recordings cannot be aggregated; move one of the probes",
  );
}

/** Contours are kept where all recordings have the same one. */
function commonContours(list: readonly Recording[]): JsonObject {
  const contours = list.flatMap(({ annotations }) =>
    Object.entries(annotations).filter(([name]) => name.includes("planar_contour")),
  );
  const [first] = contours;
  if (first === undefined || contours.length !== list.length) return {};
  const same = contours.every((contour) => JSON.stringify(contour) === JSON.stringify(first));
  return same ? { [first[0]]: first[1] } : {};
}

/**
 * The k-th probes of all recordings become one probe, as the reference's contact vectors do when they are stacked; none
 * where a recording has no probe or dimensions differ.
 */
function aggregatedProbes(list: readonly Recording[]): ProbeGroup | undefined {
  const groups = list.map((recording) => recording.probeGroup);
  if (!groups.every((group) => group !== undefined)) return undefined;
  const ndim = groups[0].probes[0]?.ndim;
  if (groups.some(({ probes }) => probes.some((probe) => probe.ndim !== ndim))) return undefined;
  const count = Math.max(...groups.map(({ probes }) => probes.length));
  const probes = Array.from({ length: count }, (_, k) => {
    let firstChannel = 0;
    const placed: { probe: Probe; firstChannel: number }[] = [];
    for (const [i, group] of groups.entries()) {
      if (k < group.probes.length) placed.push({ probe: group.probes[k], firstChannel });
      firstChannel += list[i].channelIds.length;
    }
    return stackedProbe(placed);
  });
  return { probes };
}

function stackedProbe(
  placed: readonly { readonly probe: Probe; readonly firstChannel: number }[],
): Probe {
  const [{ probe: first }] = placed;
  const probes = placed.map(({ probe }) => probe);
  const all = <T>(of: (probe: Probe) => Iterable<T> | undefined): T[] =>
    probes.flatMap((probe) => [...(of(probe) ?? [])]);
  const hasAll = (of: (probe: Probe) => unknown): boolean =>
    probes.every((probe) => of(probe) !== undefined);
  const annotations = Object.keys(first.contactAnnotations).filter((name) =>
    probes.every((probe) => name in probe.contactAnnotations),
  );
  return {
    ndim: first.ndim,
    siUnits: first.siUnits,
    annotations: first.annotations,
    contactAnnotations: Object.fromEntries(
      annotations.map((name) => [name, all((probe) => probe.contactAnnotations[name])]),
    ),
    contactPositions: Float64Array.from(all((probe) => probe.contactPositions)),
    ...(hasAll((probe) => probe.contactPlaneAxes) && {
      contactPlaneAxes: Float64Array.from(all((probe) => probe.contactPlaneAxes)),
    }),
    contactShapes: all((probe) => probe.contactShapes),
    contactShapeParams: all((probe) => probe.contactShapeParams),
    deviceChannelIndices: Int32Array.from(
      placed.flatMap(({ probe, firstChannel }) =>
        [...(probe.deviceChannelIndices ?? [])].map((channel) => channel + firstChannel),
      ),
    ),
    ...(hasAll((probe) => probe.contactIds) && { contactIds: all((probe) => probe.contactIds) }),
    ...(hasAll((probe) => probe.shankIds) && { shankIds: all((probe) => probe.shankIds) }),
  };
}
