import { defaultRng } from "#core/array/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import { channelsWithin } from "#core/sorting-components/index.ts";
import { templatesCodec } from "../shared/chain/codecs.ts";
import { showClusters } from "../shared/chain/show-clusters.ts";
import type { DropLog } from "../shared/drop-log.ts";
import { describePeaks, learnWaveforms, type DescribedPeaks } from "../shared/peaks/describe.ts";
import type { Stages } from "../shared/stages.ts";
import { groupEqualTemplates } from "../shared/units/merge.ts";
import type { UnitTemplate } from "../shared/units/template.ts";
import { foundClustersCodec, unitSpikesCodec, type FoundClusters } from "./checkpoints.ts";
import { clusterPeaks, type ClusterOptions } from "./cluster.ts";
import { matchSpikes, type MatchedSpikes } from "./match.ts";
import { REFINE_STEPS, refineTemplates } from "./refine.ts";
import type { SortSetup } from "./setup.ts";
import { templatesFromFeatures } from "./templates.ts";

/** Peaks → clusters → templates → spikes; every stage is kept. */
export async function sortSpikes(
  setup: SortSetup,
  drops: DropLog,
  stages: Stages,
  ctx: ComputeContext,
): Promise<{ readonly templates: readonly UnitTemplate[]; readonly spikes: MatchedSpikes }> {
  const { recording, locations: contacts, noise } = setup;
  const shape = [setup.nbefore + setup.nafter, noise.length] as const;
  const found = await stages.run("cluster peaks", foundClustersCodec(...shape), async () => {
    drops.begin("cluster peaks");
    const clusters = await findClusters(setup, ctx);
    await drops.save();
    return clusters;
  });
  throwIfCancelled(ctx.cancel);
  await showClusters({ recording, contacts, noise }, found, ctx);
  const numClusters = found.clusters.length;
  ctx.log(`${String(found.labels.length)} peaks in ${String(numClusters)} clusters`);
  const templates = await stages.run("make templates", templatesCodec(...shape), async () => {
    for (const step of REFINE_STEPS) drops.begin(step);
    const refined = await refineTemplates(found.clusters, setup, ctx);
    await drops.save();
    return refined;
  });
  const spikes = await stages.run("match templates", unitSpikesCodec(templates), async () => {
    const run = { chunks: setup.chunks, step: "match templates", average: false };
    return (await matchSpikes(templates, setup, run, ctx)).spikes;
  });
  await drops.save();
  return { templates, spikes };
}

async function findClusters(setup: SortSetup, ctx: ComputeContext): Promise<FoundClusters> {
  const { params } = setup;
  const { basis, expectedPeaks } = await learnWaveforms(setup, ctx);
  const keep = Math.min(1, params.max_peaks / expectedPeaks);
  const { radius_um: radiusUm } = params.waveforms;
  const found = await describePeaks(setup, basis, { radiusUm, keep }, ctx);
  ctx.report({ step: "cluster peaks", fraction: 0 });
  const options = clusterOptions(setup, found);
  const rng = defaultRng(params.seed);
  const labels = clusterPeaks(found, options, (bound) => rng.integers(0, bound));
  const all = templatesFromFeatures(found, labels, basis, options);
  ctx.report({ step: "cluster peaks", fraction: 1 });
  return { peaks: found.peaks, labels, clusters: representatives(all, setup) };
}

/** The largest cluster of every group of near-equal ones. */
function representatives(clusters: readonly UnitTemplate[], setup: SortSetup): UnitTemplate[] {
  const { locations, recording, totalFrames } = setup;
  const { samplingFrequency } = recording;
  const group = groupEqualTemplates(clusters, { locations, samplingFrequency, totalFrames });
  clusters.forEach((cluster, i) => {
    if (group[i] === i) return;
    const other = String(recording.channelIds[clusters[group[i]].peakChannel]);
    const reason = `equal but for noise to the cluster of channel ${other}`;
    setup.onDrop?.("cluster peaks", cluster, reason);
  });
  return clusters.filter((_, i) => group[i] === i);
}

function clusterOptions(
  setup: SortSetup,
  { width, numComponents }: DescribedPeaks,
): ClusterOptions {
  const { clustering, waveforms } = setup.params;
  return {
    around: channelsWithin(setup.locations, waveforms.radius_um),
    width,
    numComponents,
    locations: setup.locations,
    minClusterSize: clustering.min_cluster_size,
    isocutThreshold: clustering.isocut_threshold,
    recursiveDepth: clustering.recursive_depth,
  };
}
