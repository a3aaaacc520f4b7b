import type { ComputeContext } from "#core/compute/index.ts";
import { writeNumpyFolder } from "#core/formats/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import { EphysError } from "#core/model/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { writeResult } from "../result-place.ts";
import type { JobSpecs } from "../specs.ts";
import { writeRecording } from "./write-recording.ts";

type Spec = JobSpecs["generate"];

export async function generateJob(
  { params, format, place, sortingPlace }: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  if ("drift" in params) {
    throw new EphysError("Unsupported", "drifting recordings cannot be generated yet", {
      parameter: "drift",
    });
  }
  // the parameters are those of the function; it checks their values
  const made = await generateGroundTruthRecording(params, ctx);
  const recording = await writeRecording(made.recording, format, place, ctx);
  await writeResult(sortingPlace, ctx, async (folder) => {
    await writeNumpyFolder(made.sorting, folder, ctx);
  });
  const sorting = await openSortingPath(sortingPlace.folder, {}, ctx);
  return {
    recording: recording.dict,
    sorting: sorting.dict,
    numUnits: sorting.unitIds.length,
    numSpikes: sorting.spikes.sampleIndex.length,
  };
}
