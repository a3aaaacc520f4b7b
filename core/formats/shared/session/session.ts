import type { SampleArray, SampleDType } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";

/*
 * What an acquisition system wrote, in the terms that neo (0.14.3) and SpikeInterface share: streams of channels with
 * one rate, channels of spikes (one per unit), channels of events, all in one block of segments. A format's folder
 * makes a session; the recording, the sorting and the lists that people see are made from it here.
 */

/** A channel of signal. Ids are unique within a stream, names need not be. */
export interface SignalChannel {
  readonly id: string;
  readonly name: string;
  /** Hz */
  readonly samplingFrequency: number;
  readonly dtype: SampleDType;
  /** "uV", "mV", "V" …, or what the file says */
  readonly units: string;
  /** units per bit */
  readonly gain: number;
  /** units */
  readonly offset: number;
  readonly streamId: string;
}

/** Length and start of a stream in one segment. */
export interface StreamSegment {
  readonly numSamples: number;
  /** s */
  readonly tStartS: number;
}

/** Reads windows of one stream. */
export interface StreamTraces {
  /** Fills `out` with [frame × channel]; the window lies within its segment. */
  read(range: TraceRange, out: SampleArray): Promise<void>;
}

/** Channels that were sampled together. */
export interface SignalStream {
  readonly id: string;
  readonly name: string;
  readonly segments: readonly StreamSegment[];
  /** Called once per recording; opens nothing yet. */
  traces(): StreamTraces;
}

/** A channel of spikes: those of one unit. */
export interface SpikeChannel {
  readonly id: string;
  readonly name: string;
}

export interface EventChannel {
  readonly id: string;
  readonly name: string;
  readonly type: "event" | "epoch";
}

/** Times of one channel in one segment, in the file's own unit and in s. */
export interface SessionTimes {
  readonly timestamps: Float64Array;
  readonly seconds: Float64Array;
}

export interface SessionEvents extends SessionTimes {
  /** the file's unit; undefined = events have none */
  readonly durations?: Float64Array;
  readonly labels: readonly string[];
}

export interface Session {
  /** neo's name for the reader, e.g. "IntanRawIO" */
  readonly reader: string;
  readonly numSegments: number;
  readonly streams: readonly SignalStream[];
  /** in the file's order, which need not be that of the streams */
  readonly channels: readonly SignalChannel[];
  readonly spikeChannels: readonly SpikeChannel[];
  readonly eventChannels: readonly EventChannel[];
  spikes?(segment: number, channel: number): SessionTimes;
  events?(segment: number, channel: number): SessionEvents;
}

/** Channels of a stream, in the file's order. */
export function channelsOf(session: Session, stream: SignalStream): SignalChannel[] {
  return session.channels.filter(({ streamId }) => streamId === stream.id);
}
