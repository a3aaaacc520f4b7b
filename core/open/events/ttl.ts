import { throwIfCancelled, type CancelFlag } from "#core/compute/index.ts";
import type { ChannelEvents, EventData } from "#core/formats/index.ts";
import { allocateSamples, bytesPerSample, EphysError, type ChannelId } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** Frames read at a time. */
const CHUNK_FRAMES = 1 << 18;
const MAX_BITS = 32;
/** Lines of a word, by its bytes. */
const MASKS: Readonly<Record<number, number>> = { 1: 0xff, 2: 0xffff, 4: -1 };

interface TtlOptions {
  /** raw units; undefined: an integer channel is a word of bits, a channel each */
  readonly threshold?: number | undefined;
  readonly cancel?: CancelFlag | undefined;
  /** told how much of the recording was looked at */
  readonly report?: ((fraction: number) => void) | undefined;
}

/**
 * Pulses in a channel of any recording: time (s) of every rising edge, duration to the falling edge (NaN where the
 * recording ends first). A line that is high at the start begins there.
 * @throws ChannelNotFound, InvalidParameter (a floating-point channel without threshold)
 */
export async function ttlEvents(
  recording: Recording,
  channelId: ChannelId,
  { threshold, cancel, report }: TtlOptions = {},
): Promise<EventData> {
  const channel = recording.channelIds.findIndex((id) => String(id) === String(channelId));
  if (channel < 0) {
    throw new EphysError(
      "ChannelNotFound",
      `there is no channel ${String(channelId)}; there are ${recording.channelIds.slice(0, 20).join(", ")}`,
      { channelId },
    );
  }
  if (threshold === undefined && recording.dtype.startsWith("float")) {
    throw new EphysError(
      "InvalidParameter",
      `channel ${String(channelId)} holds ${recording.dtype} samples: say from which value a pulse counts (threshold)`,
      { parameter: "threshold" },
    );
  }
  const lines = threshold === undefined ? MAX_BITS : 1;
  const segments: ChannelEvents[][] = [];
  const total = recording.numSamples.reduce((sum, n) => sum + n, 0);
  let done = 0;
  const looked = (frames: number): void => {
    if (cancel) throwIfCancelled(cancel);
    done += frames;
    report?.(done / total);
  };
  for (let segment = 0; segment < recording.numSamples.length; segment++) {
    const pulses = await findPulses(recording, { segment, channel, threshold, lines }, looked);
    segments.push(
      pulses.map((line, i) =>
        eventsOf(
          line,
          `${String(channelId)}${threshold === undefined ? `:${String(i)}` : ""}`,
          recording,
        ),
      ),
    );
  }
  // lines that never change are not shown
  const used = Array.from({ length: lines }, (_, i) => i).filter((i) =>
    segments.some((channels) => channels[i].time.length > 0),
  );
  return {
    channel_ids: used.map((i) => segments[0][i].channel_id),
    segments: segments.map((channels) => used.map((i) => channels[i])),
  };
}

/** Edges of one line in frames; `stops` is shorter by one where the line stays high. */
interface Pulses {
  readonly starts: number[];
  readonly stops: number[];
}

async function findPulses(
  recording: Recording,
  where: {
    readonly segment: number;
    readonly channel: number;
    readonly threshold: number | undefined;
    readonly lines: number;
  },
  looked: (frames: number) => void,
): Promise<Pulses[]> {
  const pulses = Array.from({ length: where.lines }, (): Pulses => ({ starts: [], stops: [] }));
  const total = recording.numSamples[where.segment] ?? 0;
  const indices = Int32Array.of(where.channel);
  let word = 0;
  // negative samples are words whose highest line is on
  const mask = MASKS[bytesPerSample(recording.dtype)] ?? -1;
  for (let from = 0; from < total; from += CHUNK_FRAMES) {
    const to = Math.min(total, from + CHUNK_FRAMES);
    const samples = allocateSamples(recording.dtype, to - from);
    await recording.readTraces(where.segment, from, to, indices, samples);
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i];
      const next =
        where.threshold === undefined ? sample & mask : sample >= where.threshold ? 1 : 0;
      if (next === word) continue;
      for (let bit = 0, changed = next ^ word; changed !== 0; bit++, changed >>>= 1) {
        if ((changed & 1) === 0) continue;
        const { starts, stops } = pulses[bit];
        ((next >>> bit) & 1 ? starts : stops).push(from + i);
      }
      word = next;
    }
    looked(to - from);
  }
  return pulses;
}

function eventsOf({ starts, stops }: Pulses, id: string, recording: Recording): ChannelEvents {
  const rate = recording.samplingFrequency;
  return {
    channel_id: id,
    time: Float64Array.from(starts, (frame) => frame / rate),
    duration: Float64Array.from(starts, (frame, i) => ((stops[i] ?? NaN) - frame) / rate),
    label: starts.map(() => "on"),
  };
}
