import type { ComputeContext } from "#core/compute/index.ts";
import { writeBinaryFolder } from "#core/formats/index.ts";
import { bytesPerSample, isEphysError } from "#core/model/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** How a recording is kept at hand. */
export interface CacheOptions {
  /** "no-cache": read as it is */
  readonly mode: string;
  /** larger recordings are read as they are */
  readonly limit_gb: number;
  /** remove the copy at the end */
  readonly delete_cache: boolean;
  /** a copy that is there already is of this very recording */
  readonly mayReuse?: boolean;
}

/** A recording that is cheap to read again and again, and how to give its copy back. */
export interface CachedRecording {
  readonly recording: Recording;
  dispose(): Promise<void>;
}

/** Recordings whose samples lie in raw files as they are: a copy would be no faster. */
const PLAIN_CLASSES = ["BinaryRecordingExtractor", "BinaryFolderRecording"];

/**
 * The sorter passes over the recording several times; what has to be computed or decompressed is written to a folder of
 * plain samples first. Recordings that would take too much disk are read as they are.
 */
export async function cacheRecording(
  recording: Recording,
  outputFolder: string,
  { mode, limit_gb, delete_cache, mayReuse = false }: CacheOptions,
  ctx: ComputeContext,
): Promise<CachedRecording> {
  const plain = { recording, dispose: () => Promise.resolve() };
  const isPlain = PLAIN_CLASSES.some((name) => recording.dict.class.endsWith(`.${name}`));
  if (mode === "no-cache" || isPlain) return plain;
  const frames = recording.numSamples.reduce((sum, n) => sum + n, 0);
  const bytes = frames * recording.channelIds.length * bytesPerSample(recording.dtype);
  if (bytes > limit_gb * 1e9) {
    ctx.log(`no cache: ${(bytes / 1e9).toFixed(1)} GB are more than ${String(limit_gb)} GB`);
    return plain;
  }
  const folder = ctx.fs.path.join(outputFolder, "cache_preprocessing");
  const renamed: ComputeContext = {
    ...ctx,
    report(progress) {
      ctx.report({ ...progress, step: "cache recording" });
    },
  };
  try {
    const isThere = (await ctx.fs.stat(folder)) !== undefined;
    if (isThere && !mayReuse) await ctx.fs.remove(folder);
    if (!isThere || !mayReuse) await writeBinaryFolder(recording, folder, renamed);
  } catch (error) {
    if (!isEphysError(error, "OutOfSpace")) throw error;
    ctx.log(`no cache: ${error.message}`);
    return plain;
  }
  return {
    recording: await openRecordingPath(folder, {}, ctx),
    dispose: async () => {
      if (delete_cache) await ctx.fs.remove(folder);
    },
  };
}
