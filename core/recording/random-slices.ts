import { defaultRng } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Recording } from "./recording.ts";

/** Arguments of SpikeInterface's get_random_recording_slices. */
export interface RandomSliceParams {
  readonly method?: "full_random" | undefined;
  /** default 20 */
  readonly num_chunks_per_segment?: number | undefined;
  /** "500ms", "1s" or seconds; default "500ms" */
  readonly chunk_duration?: string | number | null | undefined;
  /** frames; goes before chunk_duration */
  readonly chunk_size?: number | null | undefined;
  /** frames kept free at both ends of a segment; default 0 */
  readonly margin_frames?: number | undefined;
  /** null or absent = 0: SpikeInterface draws a new seed each time, here results repeat */
  readonly seed?: number | null | undefined;
}

/** A range of frames of one segment, end exclusive. */
export interface RandomSlice {
  readonly segmentIndex: number;
  readonly startFrame: number;
  readonly endFrame: number;
}

type Extent = Pick<Recording, "numSamples" | "samplingFrequency">;

/**
 * Random ranges of every segment, sorted by start, overlaps allowed; the same ranges as SpikeInterface 0.103.2 for the
 * same seed. A chunk longer than a segment is cut to one frame less than that segment, for all segments.
 */
export function randomSlices(recording: Extent, params: RandomSliceParams = {}): RandomSlice[] {
  const margin = params.margin_frames ?? 0;
  let chunk = params.chunk_size ?? framesOfDuration(recording, params.chunk_duration);
  for (const [segmentIndex, total] of recording.numSamples.entries()) {
    const limit = total - 2 * margin;
    if (chunk > limit) chunk = limit - 1;
    if (chunk < 1) {
      throw new EphysError(
        "InvalidValue",
        `segment ${String(segmentIndex)} (${String(total)} frames) is too short for a random chunk with a border of ${String(margin)} frames`,
        { segmentIndex, numSamples: total, marginFrames: margin },
      );
    }
  }
  const rng = defaultRng(params.seed ?? 0);
  const slices: RandomSlice[] = [];
  for (const [segmentIndex, total] of recording.numSamples.entries()) {
    const starts = rng.integers(
      margin,
      total - chunk - margin,
      params.num_chunks_per_segment ?? 20,
      {
        endpoint: true,
      },
    );
    for (const startFrame of Float64Array.from(starts).sort()) {
      slices.push({ segmentIndex, startFrame, endFrame: startFrame + chunk });
    }
  }
  return slices;
}

function framesOfDuration(
  { samplingFrequency }: Extent,
  duration: string | number | null = "500ms",
): number {
  const seconds = typeof duration === "string" ? secondsOfText(duration) : duration;
  if (seconds === null || !(seconds > 0)) {
    throw new EphysError(
      "InvalidParameter",
      `chunk_duration ${JSON.stringify(duration)} is no duration; give "500ms", "1s" or seconds, or a chunk_size`,
      { parameter: "chunk_duration", value: duration },
    );
  }
  return Math.trunc(seconds * samplingFrequency);
}

/** Seconds of "500ms" or "1.5s"; NaN for other text. */
function secondsOfText(text: string): number {
  const match = /^\s*([\d.eE+-]+)\s*(ms|s)\s*$/.exec(text);
  if (match === null) return NaN;
  return match[2] === "ms" ? Number(match[1]) / 1000 : Number(match[1]);
}
