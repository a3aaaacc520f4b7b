import type { ComputeContext } from "#core/compute/index.ts";
import { writeNumpyFolder } from "#core/formats/index.ts";
import { generateDriftingRecording, generateGroundTruthRecording } from "#core/generation/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { writeResult } from "../result-place.ts";
import type { JobSpecs } from "../specs.ts";
import { writeRecording } from "./write-recording.ts";

type Spec = JobSpecs["generate"];

export async function generateJob(
  { params, moving = false, format, place, sortingPlace }: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  // the parameters are those of the function; it checks their values
  const made = moving ? await movingRecording(params, ctx) : await stillRecording(params, ctx);
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

interface Generated {
  readonly recording: Recording;
  readonly sorting: Sorting;
}

const stillRecording = (params: JsonObject, ctx: ComputeContext): Promise<Generated> =>
  generateGroundTruthRecording(params, ctx);

async function movingRecording(params: JsonObject, ctx: ComputeContext): Promise<Generated> {
  const { driftingRecording, sorting } = await generateDriftingRecording(params, ctx);
  return { recording: driftingRecording, sorting };
}
