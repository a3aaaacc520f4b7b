import { EphysError, type JsonObject } from "#core/model/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import type { StreamChoice } from "./choose-stream.ts";
import { channelsOf, type Session, type SessionTimes } from "./session.ts";

export interface SessionSortingOptions {
  /** Hz */
  readonly samplingFrequency: number;
  readonly siClass: string;
  readonly kwargs: JsonObject;
  /** frames of a channel's spikes in a segment; default: the file's own numbers */
  readonly frames?: (times: SessionTimes, segment: number) => Float64Array;
}

/** The units of a session, numbered from 0. */
export function sessionSorting(session: Session, options: SessionSortingOptions): Sorting {
  const { numSegments, spikeChannels } = session;
  const trains: { segment: number; unit: number; frames: Float64Array }[] = [];
  for (let segment = 0; segment < numSegments; segment++) {
    for (let unit = 0; unit < spikeChannels.length; unit++) {
      const times = session.spikes?.(segment, unit);
      if (!times) continue;
      trains.push({ segment, unit, frames: options.frames?.(times, segment) ?? times.timestamps });
    }
  }
  const total = trains.reduce((sum, { frames }) => sum + frames.length, 0);
  const sampleIndex = new Float64Array(total);
  const unitIndex = new Int32Array(total);
  const segmentIndex = new Int32Array(total);
  let at = 0;
  for (const { segment, unit, frames } of trains) {
    sampleIndex.set(frames, at);
    unitIndex.fill(unit, at, at + frames.length);
    segmentIndex.fill(segment, at, at + frames.length);
    at += frames.length;
  }
  return sortingFromSpikes({
    unitIds: spikeChannels.map((_, i) => i),
    samplingFrequency: options.samplingFrequency,
    spikes: { sampleIndex, unitIndex, segmentIndex },
    numSegments: Math.max(1, numSegments),
    source: { siClass: options.siClass, kwargs: options.kwargs },
  });
}

/** Frames of spikes whose times count from `tStartS`, cut to whole numbers as the reference does. */
export function framesFromSeconds(
  { seconds }: SessionTimes,
  tStartS: number,
  samplingFrequency: number,
): Float64Array {
  return seconds.map((time) => Math.trunc((time - tStartS) * samplingFrequency));
}

/** Rate of each stream, keyed by its id. */
function streamRates(session: Session): ReadonlyMap<string, number> {
  return new Map(
    session.streams.map((stream) => [
      stream.id,
      channelsOf(session, stream)[0]?.samplingFrequency ?? NaN,
    ]),
  );
}

/**
 * The rate of the asked stream, or the one that all streams share.
 * @throws StreamNotFound, InvalidParameter when there is no such rate
 */
export function rateOfSignals(session: Session, asked: StreamChoice, path: string): number {
  const rates = streamRates(session);
  const id = streamIdOf(session, asked);
  if (id !== undefined) {
    const rate = rates.get(id);
    if (rate !== undefined) return rate;
    throw new EphysError("StreamNotFound", `${path} has no stream "${id}"`, {
      streams: [...rates.keys()],
    });
  }
  const distinct = [...new Set(rates.values())];
  if (distinct.length === 1) return distinct[0];
  throw new EphysError(
    "InvalidParameter",
    distinct.length === 0
      ? `${path} holds no signals that tell the sampling rate: give sampling_frequency`
      : `${path} has streams of different rates (${distinct.join(", ")} Hz): give sampling_frequency or stream_id`,
    { parameter: "sampling_frequency" },
  );
}

function streamIdOf(
  session: Session,
  { stream_id, stream_name }: StreamChoice,
): string | undefined {
  if (stream_name == null || stream_name === "") return stream_id ?? undefined;
  return session.streams.find(({ name }) => name === stream_name)?.id ?? stream_name;
}
