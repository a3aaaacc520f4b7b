import { resolve } from "node:path";
import { z } from "zod";
import { encodeNpy, ndArray } from "#core/array/index.ts";
import { EphysError, type ChannelId, type SampleArray } from "#core/model/index.ts";
import {
  channelIndicesOf,
  gainsOf,
  offsetsOf,
  readTracesNew,
  type Recording,
} from "#core/recording/index.ts";
import { readJsonFile } from "./inputs.ts";
import type { Workbench } from "./workbench.ts";

/** One window of samples to write as .npy. */
export interface WindowRequest {
  readonly segment: number;
  readonly start: number;
  readonly stop: number;
  /** relative to the output folder */
  readonly out: string;
}

export interface WindowOptions {
  /** ids as typed */
  readonly channels?: readonly string[] | undefined;
  readonly microvolts?: boolean | undefined;
}

const windowsSchema = z.array(
  z.strictObject({
    segment: z.number().int().nonnegative().default(0),
    start: z.number().int().nonnegative(),
    stop: z.number().int().nonnegative(),
    out: z.string().min(1),
  }),
);

/** A file of windows, checked. */
export async function readWindows(file: string): Promise<WindowRequest[]> {
  const parsed = windowsSchema.safeParse(await readJsonFile(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join(".") ?? "";
  throw new EphysError(
    "InvalidParameter",
    `${file}: ${place}: ${issue?.message ?? "wrong"}; it must be [{"segment": 0, "start": 0, "stop": 400, "out": "a.npy"}, …]`,
    { path: file },
  );
}

/** Reads each window in one piece and writes it as [frame × channel] .npy. */
export async function writeWindows(
  recording: Recording,
  windows: readonly WindowRequest[],
  folder: string,
  options: WindowOptions,
  { ctx }: Workbench,
): Promise<void> {
  const ids = options.channels?.map((text) => channelIdOf(recording, text));
  const channels = ids === undefined ? undefined : channelIndicesOf(recording, ids);
  const numChannels = channels?.length ?? recording.channelIds.length;
  for (const { segment, start, stop, out } of windows) {
    checkWindow(recording, segment, start, stop);
    const samples = await readTracesNew(recording, segment, start, stop, channels);
    const values =
      options.microvolts === true ? inMicrovolts(recording, samples, channels, ctx) : samples;
    const dtype = options.microvolts === true ? "float32" : recording.dtype;
    const path = resolve(folder, out);
    await ctx.fs.makeFolder(ctx.fs.path.dirname(path));
    await ctx.fs.writeFile(path, encodeNpy(ndArray(dtype, [stop - start, numChannels], values)));
  }
}

function checkWindow(recording: Recording, segment: number, start: number, stop: number): void {
  const total = recording.numSamples[segment];
  if (total === undefined) {
    throw new EphysError(
      "SegmentNotFound",
      `segment ${String(segment)} does not exist; there are ${String(recording.numSamples.length)}`,
      { segment },
    );
  }
  if (start > stop || stop > total) {
    throw new EphysError(
      "InvalidParameter",
      `window ${String(start)} to ${String(stop)} is not within segment ${String(segment)} (${String(total)} samples)`,
      { segment, start, stop },
    );
  }
}

/** The id that a word on the command line means: the text itself, or the number that it writes. */
function channelIdOf(recording: Recording, text: string): ChannelId {
  if (recording.channelIds.includes(text)) return text;
  const number = Number(text);
  return text.trim() !== "" && recording.channelIds.includes(number) ? number : text;
}

function inMicrovolts(
  recording: Recording,
  samples: SampleArray,
  channels: Int32Array | undefined,
  { kernels }: Workbench["ctx"],
): Float32Array {
  const gains = gainsOf(recording);
  const offsets = offsetsOf(recording);
  if (gains === undefined || offsets === undefined) {
    throw new EphysError(
      "MissingGain",
      "the recording has no gains to µV; leave out --uv for raw units",
    );
  }
  const pick = (values: Float32Array): Float32Array =>
    channels === undefined ? values : Float32Array.from(channels, (c) => values[c] ?? NaN);
  const out = new Float32Array(samples.length);
  const numChannels = channels?.length ?? recording.channelIds.length;
  kernels.decode(samples, numChannels, undefined, pick(gains), pick(offsets), out);
  return out;
}
