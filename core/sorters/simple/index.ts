import { ndArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { noiseLevels, type Recording } from "#core/recording/index.ts";
import { defineSorter, type SorterRun } from "#core/sorters/define.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { cacheRecording } from "../shared/cache.ts";
import { openDropLog } from "../shared/drop-log.ts";
import { sortingLocations } from "../shared/prepare.ts";
import { createCheckpoint, saveClusters, saveSpikes, saveTemplates } from "./checkpoints.ts";
import { simpleParams, type SimpleParams } from "./params.ts";
import { sortByClusters } from "./plain.ts";
import { prepareRecording } from "./preprocess.ts";
import { SIMPLE_STAGES } from "./stages.ts";
import { createSortSetup, type SortSetup } from "./setup.ts";
import { sortSpikes } from "./sort.ts";

export { SIMPLE_SWEEP_NODES } from "./sweep-nodes.ts";

/**
 * Peaks, local clusters by isosplit, then template matching that resolves overlaps. The first parameters have
 * SpikeInterface's names and defaults; the clustering is ours, and unlike its namesake it cleans and matches templates.
 */
export const simple = defineSorter({
  name: "simple",
  label: "Simple",
  summary: "Clusters peaks around each channel, then finds all spikes by template matching.",
  version: "1.0",
  params: simpleParams,
  stages: SIMPLE_STAGES,
  run: runSimple,
});

async function runSimple(
  { recording: raw, outputFolder }: SorterRun,
  params: SimpleParams,
  ctx: ComputeContext,
): Promise<Sorting> {
  const prepared = await prepareRecording(raw, params, ctx);
  const locations = sortingLocations(prepared);
  const cached = await cacheRecording(prepared, outputFolder, params.cache_preprocessing, ctx);
  try {
    return await sortPrepared(cached.recording, locations, outputFolder, params, ctx);
  } finally {
    await cached.dispose();
  }
}

async function sortPrepared(
  recording: Recording,
  locations: Float64Array,
  outputFolder: string,
  params: SimpleParams,
  ctx: ComputeContext,
): Promise<Sorting> {
  ctx.report({ step: "measure noise", fraction: 0 });
  const random_slices_kwargs = { seed: params.seed };
  const noise = await noiseLevels(recording, { return_in_uV: false, random_slices_kwargs }, ctx);
  ctx.report({ step: "measure noise", fraction: 1 });
  const save = createCheckpoint(outputFolder, ctx);
  await save("noise_levels", ndArray("float32", [noise.length], noise));
  const drops = await openDropLog(outputFolder, false, ctx);
  const setup: SortSetup = {
    ...createSortSetup(recording, locations, noise, params),
    onDrop(stage, { peakChannel, weight }, reason) {
      const channel = recording.channelIds[peakChannel];
      const unit = `template of channel ${String(channel)}`;
      drops.add({ stage, unit, channel, spikes: Math.round(weight), reason });
    },
  };
  if (params.clustering.method !== "isosplit") return sortByClusters(setup, ctx);
  const { templates, spikes } = await sortSpikes(setup, ctx, (clusters) =>
    saveClusters(clusters, save),
  );
  const shape = { numSamples: setup.nbefore + setup.nafter, numChannels: noise.length };
  await saveTemplates(templates, shape, save);
  await saveSpikes(spikes, templates, save);
  await drops.save();
  return sortingFromSpikes({
    unitIds: [...templates.keys()],
    samplingFrequency: recording.samplingFrequency,
    numSegments: recording.numSamples.length,
    spikes: {
      sampleIndex: spikes.sampleIndex,
      unitIndex: spikes.unit,
      segmentIndex: spikes.segmentIndex,
    },
  });
}
