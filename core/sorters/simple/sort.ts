import { defaultRng } from "#core/array/index.ts";
import {
  runSweep,
  sweepRequest,
  throwIfCancelled,
  type ComputeContext,
} from "#core/compute/index.ts";
import {
  channelsWithin,
  concatenatePeaks,
  createPeakShow,
  DETECTION_METHODS,
  type ChannelLists,
  type DetectionPlan,
} from "#core/sorting-components/index.ts";
import { basisNode } from "./basis-node.ts";
import { spreadChunks } from "./chunks.ts";
import { clusterPeaks, type ClusterOptions } from "./cluster.ts";
import { featuresNode, type PeakFeatures } from "./features-node.ts";
import { foundClustersCodec, unitSpikesCodec, type FoundClusters } from "./checkpoints.ts";
import { matchSpikes, type MatchedSpikes } from "./match.ts";
import { templatesCodec } from "../shared/chain/codecs.ts";
import type { DropLog } from "../shared/drop-log.ts";
import type { Stages } from "../shared/stages.ts";
import { groupEqualTemplates } from "../shared/units/merge.ts";
import { showClusters } from "../shared/chain/show-clusters.ts";
import { sharedLists, sharedPlan } from "./plans.ts";
import { REFINE_STEPS, refineTemplates } from "./refine.ts";
import type { SortSetup } from "./setup.ts";
import { sharedFloat32 } from "../shared/memory.ts";
import { templatesFromFeatures } from "./templates.ts";
import { type UnitTemplate } from "../shared/units/template.ts";
import { temporalBasis } from "./temporal-basis.ts";

/** Waveforms from which the temporal basis is learnt. */
const BASIS_WAVEFORMS = 5000;
/** Chunks from which they are taken. */
const BASIS_CHUNKS = 10;

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
  const { basis, keep } = await learnBasis(setup, ctx);
  const found = await extractFeatures(setup, basis, keep, setup.params.waveforms.radius_um, ctx);
  ctx.report({ step: "cluster peaks", fraction: 0 });
  const options = clusterOptions(setup, found.width, basis.length / (setup.nbefore + setup.nafter));
  const rng = defaultRng(setup.params.seed);
  const labels = clusterPeaks(found, options, (bound) => rng.integers(0, bound));
  const all = templatesFromFeatures(found, labels, basis, options);
  ctx.report({ step: "cluster peaks", fraction: 1 });
  return { peaks: found.peaks, labels, clusters: representatives(all, setup) };
}

/** Peaks and their waveforms in the learnt basis, on channels within `radiusUm` of each peak. */
export async function describePeaks(
  setup: SortSetup,
  radiusUm: number,
  ctx: ComputeContext,
): Promise<PeakFeatures & { readonly width: number; readonly numComponents: number }> {
  const { basis, keep } = await learnBasis(setup, ctx);
  const found = await extractFeatures(setup, basis, keep, radiusUm, ctx);
  return { ...found, numComponents: basis.length / (setup.nbefore + setup.nafter) };
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

/** The scan for peaks to cluster; it works on the traces themselves. */
function clusterPlan(setup: SortSetup): DetectionPlan {
  const [, locallyExclusive] = DETECTION_METHODS;
  const plan = locallyExclusive.plan(setup.params.detection, {
    samplingFrequency: setup.recording.samplingFrequency,
    numChannels: setup.noise.length,
    locations: setup.locations,
    noiseLevels: setup.noise,
  });
  return sharedPlan(plan, setup.noise);
}

/** The temporal basis, and the share of peaks that may be kept. */
async function learnBasis(
  setup: SortSetup,
  ctx: ComputeContext,
): Promise<{ readonly basis: Float32Array; readonly keep: number }> {
  const { nbefore, nafter, inverseNoise, params } = setup;
  const chunks = spreadChunks(setup.chunks, BASIS_CHUNKS, params.seed);
  const parts: Float32Array[] = [];
  let peaks = 0;
  let frames = 0;
  const args = { plan: clusterPlan(setup), inverseNoise, nbefore, nafter };
  const request = sweepRequest(basisNode, args, (out, chunk) => {
    parts.push(out.waveforms);
    peaks += out.numPeaks;
    frames += chunk.endFrame - chunk.startFrame;
  });
  await runSweep(setup.recording, [request], ctx, { step: "learn waveforms", chunks });
  const expected = frames > 0 ? (peaks * setup.totalFrames) / frames : 0;
  const waveforms = evenlySpacedRows(concatenate(parts), nbefore + nafter, BASIS_WAVEFORMS);
  return {
    basis: temporalBasis(waveforms, nbefore + nafter, params.features.n_components),
    keep: expected > params.max_peaks ? params.max_peaks / expected : 1,
  };
}

/** At most `count` rows of `width`. */
function evenlySpacedRows(rows: Float32Array, width: number, count: number): Float32Array {
  const n = rows.length / width;
  if (n <= count) return rows;
  const out = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * n) / count) * width;
    out.set(rows.subarray(from, from + width), i * width);
  }
  return out;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

async function extractFeatures(
  setup: SortSetup,
  basis: Float32Array,
  keep: number,
  radiusUm: number,
  ctx: ComputeContext,
): Promise<PeakFeatures & { readonly width: number }> {
  const { nbefore, nafter, inverseNoise, params, locations } = setup;
  const around = sharedLists(channelsWithin(locations, radiusUm));
  const width = longestRow(around);
  const parts: PeakFeatures[] = [];
  const args = {
    plan: clusterPlan(setup),
    inverseNoise,
    nbefore,
    nafter,
    basis: sharedFloat32(basis),
    around,
    width,
    keep,
    seed: params.seed,
  };
  const show = createPeakShow(setup.recording, ctx);
  const request = sweepRequest(featuresNode, args, (out) => {
    parts.push(out);
    show(out.peaks);
  });
  await runSweep(setup.recording, [request], ctx, { step: "detect peaks", chunks: setup.chunks });
  return {
    peaks: concatenatePeaks(parts.map((part) => part.peaks)),
    features: concatenate(parts.map((part) => part.features)),
    width,
  };
}

function longestRow({ starts }: ChannelLists): number {
  let most = 0;
  for (let i = 1; i < starts.length; i++) most = Math.max(most, starts[i] - starts[i - 1]);
  return most;
}

/** Fewest peaks of a cluster of isosplit. */
const SMALLEST_CLUSTER = 10;

function clusterOptions(setup: SortSetup, width: number, numComponents: number): ClusterOptions {
  const { clustering, waveforms } = setup.params;
  return {
    around: channelsWithin(setup.locations, waveforms.radius_um),
    width,
    numComponents,
    locations: setup.locations,
    minClusterSize: clustering.min_cluster_size ?? SMALLEST_CLUSTER,
    isocutThreshold: clustering.isocut_threshold,
    recursiveDepth: clustering.recursive_depth,
  };
}
