import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject, SampleArray } from "#core/model/index.ts";
import { readTracesNew, type Recording } from "#core/recording/index.ts";
import { openRecordingPath } from "../open-path.ts";
import { likeness, mostAlike } from "./likeness.ts";

/** A few milliseconds of raw samples as a guess reads them, and what speaks for or against it. */
export interface RawPreview {
  readonly numSamples: number;
  readonly durationS: number;
  /** positions of the channels that are shown */
  readonly channels: readonly number[];
  /** [channel][frame], raw units */
  readonly traces: readonly (readonly number[])[];
  /** how alike neighbouring samples of a channel are: near 1 for signals, near 0 for noise */
  readonly likeness: number;
  /** what would fit better, where anything does */
  readonly better: { readonly dtype: string; readonly num_channels: number; readonly likeness: number } | null;
} // prettier-ignore

const SHOWN_CHANNELS = 12;
const SHOWN_FRAMES = 400;
const JUDGED_SAMPLES = 40_000;
const MOST_CHANNELS = 1100;
const TYPES = ["int16", "float32", "uint16", "int32", "float64"] as const;
/** A guess is only called better when it is much so. */
const MARGIN = 0.15;

/** What decides how bytes become samples; no other file is looked at. */
const LAYOUT: readonly string[] = [
  "num_channels",
  "sampling_frequency",
  "dtype",
  "file_offset",
  "time_axis",
];
/** Parameters that a person has not given yet. */
const DEFAULTS = { num_channels: 1, sampling_frequency: 30_000 };

/** @throws FileNotFound, InvalidParameter and what the raw reader throws */
export async function previewRaw(
  path: string,
  given: JsonObject,
  ctx: CoreContext,
): Promise<RawPreview> {
  const said = Object.entries(given).filter(([name]) => LAYOUT.includes(name));
  const params: JsonObject = { ...DEFAULTS, ...Object.fromEntries(said) };
  const recording = await openRecordingPath(path, { format: "binary", params }, ctx);
  const numSamples = recording.numSamples[0] ?? 0;
  const numChannels = recording.channelIds.length;
  const shown = Math.min(SHOWN_CHANNELS, numChannels);
  const channels = Array.from({ length: shown }, (_, i) => Math.floor((i * numChannels) / shown));
  const window = await middle(recording, Math.max(SHOWN_FRAMES, JUDGED_SAMPLES / numChannels));
  const now = likeness(window, numChannels);
  const better = await betterGuess(path, params, ctx);
  const frames = Math.min(SHOWN_FRAMES, Math.floor(window.length / numChannels));
  return {
    numSamples,
    durationS: numSamples / recording.samplingFrequency,
    channels,
    traces: channels.map((channel) =>
      Array.from({ length: frames }, (_, i) => window[i * numChannels + channel]),
    ),
    likeness: now,
    better: better && better.likeness > now + MARGIN ? better : null,
  };
}

/** Frames around the middle of the first segment: what is at the start of a recording is often not typical. */
async function middle(recording: Recording, frames: number): Promise<SampleArray> {
  const total = recording.numSamples[0] ?? 0;
  const count = Math.min(total, Math.ceil(frames));
  const start = Math.floor((total - count) / 2);
  return readTracesNew(recording, 0, start, start + count);
}

/** The type and number of channels in which neighbouring samples are most alike. */
async function betterGuess(
  path: string,
  params: JsonObject,
  ctx: CoreContext,
): Promise<RawPreview["better"]> {
  let best: RawPreview["better"] = null;
  for (const dtype of TYPES) {
    const layout = { sampling_frequency: 1, file_offset: params["file_offset"] ?? 0 };
    const options = { format: "binary", params: { ...layout, dtype, num_channels: 1 } };
    const samples = await middle(await openRecordingPath(path, options, ctx), JUDGED_SAMPLES);
    const found = mostAlike(samples, MOST_CHANNELS);
    if (best && found.likeness <= best.likeness + MARGIN / 3) continue;
    best = { dtype, num_channels: found.lag, likeness: found.likeness };
  }
  return best;
}
