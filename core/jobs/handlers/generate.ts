import { loadAnalyzer, locationsOf, templatesOf } from "#core/analyzer/index.ts";
import { ndArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { writeNumpyFolder } from "#core/formats/index.ts";
import { simulate, type DenseTemplates } from "#core/generation/index.ts";
import { openSortingPath, recordingFromDict } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { writeResult, type ResultPlace } from "../result-place.ts";
import type { JobSpecs } from "../specs.ts";
import { writeRecording } from "./write-recording.ts";

type Spec = JobSpecs["generate"];

export async function generateJob(
  { simulation, params, recording: dict, templates, format, place, sortingPlace }: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  const made = await simulate(simulation, params, ctx, {
    recording: dict === null ? undefined : await recordingFromDict(dict, ctx),
    templates: templates === null ? undefined : await templatesAt(templates, ctx),
  });
  const recording =
    format === "lazy"
      ? await writeDict(made.recording, place, ctx)
      : await writeRecording(made.recording, format, place, ctx);
  if (made.sorting === undefined) {
    return { recording: recording.dict, sorting: null, numUnits: 0, numSpikes: 0 };
  }
  const sorting = await writeSorting(made.sorting, sortingPlace, ctx);
  return {
    recording: recording.dict,
    sorting: sorting.dict,
    numUnits: sorting.unitIds.length,
    numSpikes: sorting.spikes.sampleIndex.length,
  };
}

/** The templates of an analyzer's units, µV. @throws MissingExtension without templates */
async function templatesAt(folder: string, ctx: ComputeContext): Promise<DenseTemplates> {
  const analyzer = await loadAnalyzer(folder, ctx);
  const { data, numUnits, numSamples, numChannels, nbefore } = templatesOf(analyzer);
  return {
    array: ndArray("float32", [numUnits, numSamples, numChannels], Float32Array.from(data)),
    unitIds: analyzer.sorting.unitIds,
    samplingFrequency: analyzer.sorting.samplingFrequency,
    nbefore,
    locations: locationsOf(analyzer),
  };
}

/** The dictionary alone, as a file that opens like any recording. */
async function writeDict(
  recording: Recording,
  place: ResultPlace,
  ctx: ComputeContext,
): Promise<Recording> {
  const text = `${JSON.stringify(recording.dict, null, 2)}\n`;
  await writeResult(place, ctx, (path) => ctx.fs.writeFile(path, text));
  return recording;
}

async function writeSorting(
  sorting: Sorting,
  place: ResultPlace,
  ctx: ComputeContext,
): Promise<Sorting> {
  await writeResult(place, ctx, async (folder) => {
    await writeNumpyFolder(sorting, folder, ctx);
  });
  return openSortingPath(place.folder, {}, ctx);
}
