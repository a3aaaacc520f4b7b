import type { ChannelId } from "#core/model/index.ts";
import type { ChannelRow, ProcessedSummary, RecordingDetail } from "#contract/index.ts";
import { depthOrder } from "./tiles.ts";

type TraceSourceName = "raw" | "preprocessed" | "difference";

/** One of the signals that belong to a recording: its own channels and frames, as the data plane counts them. */
export interface TraceSignal {
  readonly source: TraceSourceName;
  readonly channels: readonly ChannelRow[];
  /** [channel of the signal] position in the raw recording; −1: the chain made it */
  readonly rawChannels: readonly number[];
  /** channels of the signal, row by row from the top of the probe; −1: a raw channel that the chain left out */
  readonly order: readonly number[];
  /** [row] position in the raw recording; −1: a channel that the chain made */
  readonly rows: readonly number[];
  readonly samplingFrequency: number;
  readonly numSamples: readonly number[];
  /** whitened or normalised: no voltages */
  readonly isArbitrary: boolean;
  /** JSON of the pipeline behind it; "" for raw */
  readonly version: string;
}

type Processed = ProcessedSummary & { readonly version: string };

export function rawSignal(recording: RecordingDetail): TraceSignal {
  const { channels, samplingFrequency, numSamples } = recording;
  const order = depthOrder(channels);
  return {
    source: "raw",
    channels,
    rawChannels: channels.map((_, at) => at),
    order,
    rows: order,
    samplingFrequency,
    numSamples,
    isArbitrary: false,
    version: "",
  };
}

export function preprocessedSignal(recording: RecordingDetail, processed: Processed): TraceSignal {
  const places = placesOf(recording.channels);
  const rawChannels = processed.channels.map(({ id }) => places.get(id) ?? -1);
  return {
    source: "preprocessed",
    channels: processed.channels,
    samplingFrequency: processed.samplingFrequency,
    numSamples: processed.numSamples,
    isArbitrary: processed.isArbitrary,
    version: processed.version,
    rawChannels,
    ...rowsOf(recording, processed, rawChannels),
  };
}

/** The rows of the raw signal, so that both line up; where the chain made channels, they have rows of their own. */
function rowsOf(
  recording: RecordingDetail,
  processed: ProcessedSummary,
  rawChannels: readonly number[],
): Pick<TraceSignal, "order" | "rows"> {
  if (rawChannels.includes(-1)) {
    const order = depthOrder(processed.channels);
    return { order, rows: order.map((at) => rawChannels[at] ?? -1) };
  }
  const rows = depthOrder(recording.channels);
  const places = new Map(rawChannels.map((raw, at) => [raw, at]));
  return { order: rows.map((raw) => places.get(raw) ?? -1), rows };
}

/** raw − preprocessed: the channels that both have, in the order of the raw recording. */
export function differenceSignal(recording: RecordingDetail, processed: Processed): TraceSignal {
  const places = placesOf(processed.channels);
  const rawChannels = recording.channels.flatMap(({ id }, at) => (places.has(id) ? [at] : []));
  const channels = rawChannels.flatMap((at) => recording.channels[at] ?? []);
  const order = depthOrder(channels);
  return {
    source: "difference",
    channels,
    rawChannels,
    order,
    rows: order.map((at) => rawChannels[at] ?? -1),
    samplingFrequency: recording.samplingFrequency,
    numSamples: recording.numSamples,
    isArbitrary: processed.isArbitrary,
    version: processed.version,
  };
}

/** Both signals with the channels that both have, row by row the same ones: for drawing one over the other. */
export function overlaidSignals(
  recording: RecordingDetail,
  processed: Processed,
): readonly [raw: TraceSignal, processed: TraceSignal] {
  const raw = rawSignal(recording);
  const after = preprocessedSignal(recording, processed);
  const places = placesOf(processed.channels);
  const rows = raw.order.flatMap((at) => {
    const id = recording.channels[at]?.id;
    const other = id === undefined ? undefined : places.get(id);
    return other === undefined ? [] : [{ at, other }];
  });
  return [
    { ...raw, order: rows.map(({ at }) => at), rows: rows.map(({ at }) => at) },
    { ...after, order: rows.map(({ other }) => other), rows: rows.map(({ at }) => at) },
  ];
}

/** The signal with its rows in the other order. */
export const flipped = (signal: TraceSignal): TraceSignal => ({
  ...signal,
  order: [...signal.order].reverse(),
  rows: [...signal.rows].reverse(),
});

/** Why one cannot be drawn over, or taken from, the other; "" where it can. */
export function incomparable(recording: RecordingDetail, processed: ProcessedSummary): string {
  if (processed.isArbitrary)
    return "Whitened or normalised samples are no voltages: they cannot be compared with raw µV. Switch that step off to see the rest.";
  if (
    processed.samplingFrequency !== recording.samplingFrequency ||
    JSON.stringify(processed.numSamples) !== JSON.stringify(recording.numSamples)
  )
    return "The pipeline resamples or cuts the recording: its frames are not those of the raw signal.";
  const places = placesOf(processed.channels);
  return recording.channels.some(({ id }) => places.has(id))
    ? ""
    : "The pipeline makes new channels: none of the raw ones is left to compare.";
}

const placesOf = (channels: readonly ChannelRow[]): ReadonlyMap<ChannelId, number> =>
  new Map(channels.map(({ id }, at) => [id, at]));
