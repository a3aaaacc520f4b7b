import type { ComputeContext } from "#core/compute/index.ts";
import { defineSorter, type SorterRun } from "#core/sorters/define.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import type { Ground } from "../shared/chain/unit-templates.ts";
import { openDropLog } from "../shared/drop-log.ts";
import { createPeakSetup } from "../shared/peaks/setup.ts";
import { runStaged } from "../shared/staged-run.ts";
import type { Stages } from "../shared/stages.ts";
import { spikedeskParams, type SpikedeskParams } from "./params.ts";
import { prepareRecording } from "../shared/peaks/preprocess.ts";
import { SPIKEDESK_STAGES } from "./stages.ts";
import type { SortSetup } from "./setup.ts";
import { sortSpikes } from "./sort.ts";

export { SPIKEDESK_SWEEP_NODES } from "./sweep-nodes.ts";

const VERSION = "1.0";

/** SpikeDesk's own chain: peaks, local clusters by isosplit, then template matching that resolves overlaps. */
export const spikedesk = defineSorter({
  name: "spikedesk",
  label: "SpikeDesk",
  summary: "Clusters peaks around each channel, then finds all spikes by template matching.",
  version: VERSION,
  params: spikedeskParams,
  stages: SPIKEDESK_STAGES,
  run: runSpikedesk,
});

function runSpikedesk(
  input: SorterRun,
  params: SpikedeskParams,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { cache_preprocessing: cache, ...decisive } = params;
  return runStaged(
    input,
    {
      sorter: "spikedesk",
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
  params: SpikedeskParams,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const drops = await openDropLog(stages.folder, stages.continues, ctx);
  const setup: SortSetup = {
    ...createPeakSetup(recording, contacts, noise, params),
    onDrop(stage, { peakChannel, weight }, reason) {
      const channel = recording.channelIds[peakChannel];
      const unit = `template of channel ${String(channel)}`;
      drops.add({ stage, unit, channel, spikes: Math.round(weight), reason });
    },
  };
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
