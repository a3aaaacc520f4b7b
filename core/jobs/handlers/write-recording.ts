import type { ComputeContext } from "#core/compute/index.ts";
import { writeBinaryFolder, writeZarrRecording } from "#core/formats/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { writeResult, type ResultPlace } from "../result-place.ts";
import type { JobSpecs, RecordingFormat } from "../specs.ts";
import { openPrepared } from "./prepared.ts";

type Spec = JobSpecs["write_recording"];

export async function writeRecordingJob(
  args: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  const recording = await openPrepared(args, ctx);
  const written = await writeRecording(recording, args.format, args.place, ctx);
  return { dict: written.dict };
}

/** Writes a recording and opens what was written, from its final place. */
export async function writeRecording(
  recording: Recording,
  format: RecordingFormat,
  place: ResultPlace,
  ctx: ComputeContext,
): Promise<Recording> {
  const write = format === "zarr" ? writeZarrRecording : writeBinaryFolder;
  await writeResult(place, ctx, (folder) => write(recording, folder, ctx));
  return openRecordingPath(place.folder, {}, ctx);
}
