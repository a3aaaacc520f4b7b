import type { NdArray } from "#core/array/index.ts";
import { EphysError, type JsonObject, type SampleArray } from "#core/model/index.ts";
import {
  floatProperty,
  RecordingBase,
  textProperty,
  type Properties,
  type Recording,
  type RecordingFacts,
  type RecordingSource,
  type TraceRange,
} from "#core/recording/index.ts";
import { chooseStream, type StreamChoice } from "./choose-stream.ts";
import { channelsOf, type Session, type SignalChannel, type StreamTraces } from "./session.ts";

/** Reader arguments that every format of acquisition systems takes. */
export interface SessionRecordingParams extends StreamChoice {
  readonly use_names_as_ids?: boolean | null | undefined;
  readonly block_index?: number | null | undefined;
}

/** What a format adds to the recording of a stream. */
export interface SessionRecordingExtras {
  readonly siClass: string;
  /** constructor arguments beside those of `SessionRecordingParams` */
  readonly kwargs: JsonObject;
  /** properties of the stream's channels beside the usual ones */
  readonly properties?: (streamName: string, channels: readonly SignalChannel[]) => Properties;
  readonly annotations?: JsonObject;
}

const TO_MICROVOLT: Readonly<Record<string, number>> = {
  V: 1e6,
  Volt: 1e6,
  Volts: 1e6,
  mV: 1e3,
  uV: 1,
};

/**
 * One stream of a session as SpikeInterface's extractors present it. Integer samples whose gains are all negative are
 * negated and the gains made positive, as there.
 * @throws StreamNotFound, InvalidParameter (block_index, names that are not unique), InvalidValue
 */
export function sessionRecording(
  session: Session,
  params: SessionRecordingParams,
  extras: SessionRecordingExtras,
  path: string,
): Recording {
  checkBlock(params.block_index, path);
  const stream = chooseStream(session.streams, params, path);
  const channels = channelsOf(session, stream);
  const [first] = channels;
  checkAlike(channels, stream.name, path);
  const useNames = params.use_names_as_ids ?? false;
  const names = channels.map(({ name }) => name);
  if (useNames && new Set(names).size !== names.length) {
    throw new EphysError(
      "InvalidParameter",
      `${path}: use_names_as_ids is not possible, channel names repeat in stream ${stream.name}`,
      { parameter: "use_names_as_ids" },
    );
  }
  const isInverted =
    first.dtype.startsWith("int") && channels.every(({ gain, offset }) => gain < 0 && offset === 0);
  const properties = new Map<string, NdArray>(scaling(channels, isInverted ? -1 : 1));
  if (!useNames) properties.set("channel_name", textProperty(names));
  return new SessionRecording(
    {
      channelIds: useNames ? names : channels.map(({ id }) => id),
      samplingFrequency: first.samplingFrequency,
      dtype: first.dtype,
      numSamples: stream.segments.map(({ numSamples }) => numSamples),
      times: stream.segments.map(({ tStartS }) => ({ tStartS })),
      properties: new Map([
        ...properties,
        ...(extras.properties?.(stream.name, channels) ?? new Map()),
      ]),
      annotations: extras.annotations ?? {},
      exactWindows: true,
    },
    { siClass: extras.siClass, kwargs: { ...commonKwargs(params), ...extras.kwargs } },
    stream.traces(),
    isInverted,
  );
}

/** @throws InvalidParameter for another block than the only one */
function checkBlock(block: number | null | undefined, path: string): void {
  if (block == null || block === 0 || block === -1) return;
  throw new EphysError("InvalidParameter", `${path} has one block; block_index must be 0`, {
    parameter: "block_index",
  });
}

/** @throws InvalidValue when channels of one stream differ in what they must share */
function checkAlike(channels: readonly SignalChannel[], stream: string, path: string): void {
  const [first] = channels;
  const differs = channels.find(
    (channel) =>
      channel.dtype !== first.dtype || channel.samplingFrequency !== first.samplingFrequency,
  );
  if (!differs) return;
  throw new EphysError(
    "InvalidValue",
    `${path}: channels ${first.name} and ${differs.name} of stream ${stream} differ in rate or number type`,
    { stream },
  );
}

function commonKwargs(params: SessionRecordingParams): JsonObject {
  return {
    all_annotations: false,
    ...(params.block_index != null && { block_index: params.block_index }),
    ...(params.stream_name != null && { stream_name: params.stream_name }),
    ...(params.stream_id != null && { stream_id: params.stream_id }),
    use_names_as_ids: params.use_names_as_ids ?? false,
  };
}

function scaling(
  channels: readonly SignalChannel[],
  sign: number,
): readonly (readonly [string, NdArray])[] {
  const toMicrovolt = channels.map(({ units }) =>
    Object.hasOwn(TO_MICROVOLT, units) ? TO_MICROVOLT[units] : 1,
  );
  const gains = channels.map(({ gain }) => sign * gain);
  const offsets = channels.map(({ offset }) => offset);
  return [
    ["gain_to_uV", floatProperty(gains.map((gain, i) => gain * toMicrovolt[i]))],
    ["offset_to_uV", floatProperty(offsets.map((offset, i) => offset * toMicrovolt[i]))],
    ["physical_unit", textProperty(channels.map(({ units }) => units))],
    ["gain_to_physical_unit", floatProperty(gains)],
    ["offset_to_physical_unit", floatProperty(offsets)],
  ];
}

class SessionRecording extends RecordingBase {
  readonly #traces: StreamTraces;
  readonly #isInverted: boolean;

  constructor(
    facts: RecordingFacts,
    source: RecordingSource,
    traces: StreamTraces,
    isInverted: boolean,
  ) {
    super(facts, source);
    this.#traces = traces;
    this.#isInverted = isInverted;
  }

  protected async readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    await this.#traces.read(range, out);
    if (this.#isInverted) for (let i = 0; i < out.length; i++) out[i] = -out[i];
  }
}
