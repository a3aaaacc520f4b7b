import type { ComputeContext } from "#core/compute/index.ts";
import { defineSorter, type SorterRun } from "#core/sorters/define.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import type { Ground } from "../shared/chain/unit-templates.ts";
import { openDropLog } from "../shared/drop-log.ts";
import { runStaged } from "../shared/staged-run.ts";
import type { Stages } from "../shared/stages.ts";
import { simpleParams, type SimpleParams } from "./params.ts";
import { sortByClusters } from "./plain.ts";
import { prepareRecording } from "./preprocess.ts";
import { SIMPLE_STAGES } from "./stages.ts";
import { createSortSetup, type SortSetup } from "./setup.ts";
import { sortSpikes } from "./sort.ts";

export { SIMPLE_SWEEP_NODES } from "./sweep-nodes.ts";

const VERSION = "1.0";

/**
 * Peaks, local clusters by isosplit, then template matching that resolves overlaps. The first parameters have
 * SpikeInterface's names and defaults; the clustering is ours, and unlike its namesake it cleans and matches templates.
 */
export const simple = defineSorter({
  name: "simple",
  label: "Simple",
  summary: "Clusters peaks around each channel, then finds all spikes by template matching.",
  version: VERSION,
  params: simpleParams,
  stages: SIMPLE_STAGES,
  run: runSimple,
});

function runSimple(input: SorterRun, params: SimpleParams, ctx: ComputeContext): Promise<Sorting> {
  const { cache_preprocessing: cache, ...decisive } = params;
  return runStaged(
    input,
    {
      sorter: "simple",
      version: VERSION,
      decisive,
      seed: params.seed,
      cache,
      prepare: (raw) => prepareRecording(raw, params, ctx),
      sort: (ground, stages) => sortPrepared(ground, params, stages, ctx),
    },
    ctx,
  );
}

async function sortPrepared(
  { recording, contacts, noise }: Ground,
  params: SimpleParams,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const drops = await openDropLog(stages.folder, stages.continues, ctx);
  const setup: SortSetup = {
    ...createSortSetup(recording, contacts, noise, params),
    onDrop(stage, { peakChannel, weight }, reason) {
      const channel = recording.channelIds[peakChannel];
      const unit = `template of channel ${String(channel)}`;
      drops.add({ stage, unit, channel, spikes: Math.round(weight), reason });
    },
  };
  if (params.clustering.method !== "isosplit") return sortByClusters(setup, stages, ctx);
  const { templates, spikes } = await sortSpikes(setup, drops, stages, ctx);
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
