/*
 * A sorter as a chain of components: peaks, a selection of them, clusters, templates, template matching, cleaning. Each
 * stage's result is kept, so that a run that was stopped goes on where it was.
 */
import { defaultRng } from "#core/array/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import {
  findClustersFromPeaks,
  findSpikesFromTemplates,
  numPeaks,
  selectPeakRows,
  type MatchingChoice,
  type MatchedSpikes,
  type MethodChoice,
  type Peaks,
} from "#core/sorting-components/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import type { Stages } from "../stages.ts";
import type { UnitTemplate } from "../units/template.ts";
import { clustersCodec, peaksCodec, spikesCodec, templatesCodec } from "./codecs.ts";
import { cleanTemplates } from "./clean-templates.ts";
import { refineTemplates } from "./refine.ts";
import { cleanSpikes } from "./final-cleaning.ts";
import {
  templatesOfClusters,
  toMatching,
  type Ground,
  type TemplateOptions,
} from "./unit-templates.ts";

export interface ChainPlan {
  /** Finds all peaks. */
  detect(ctx: ComputeContext): Promise<Peaks>;
  /** most peaks that are clustered, drawn at random */
  readonly maxPeaks: number;
  readonly clustering: MethodChoice;
  readonly templates: TemplateOptions;
  readonly matching: MatchingChoice;
  /** units whose largest channels are farther apart are never joined, um; default 80 */
  readonly mergeDistanceUm?: number;
  /** clusters that fire less often are left out, in Hz; default 0 */
  readonly minFiringRate?: number;
  readonly seed: number;
}

/** Fewer peaks make no template. */
const SMALLEST_CLUSTER = 10;

/** Sorts a prepared recording. */
export async function runChain(
  ground: Ground,
  plan: ChainPlan,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { recording, contacts, noise } = ground;
  const all = await stages.run("detect peaks", peaksCodec("all_peaks"), () => plan.detect(ctx));
  ctx.log(`${String(numPeaks(all))} peaks`);
  const { peaks, labels } = await stages.run("cluster peaks", clustersCodec, async () => {
    const some = somePeaks(all, plan);
    const found = await findClustersFromPeaks(recording, some, plan.clustering, ctx);
    return { peaks: some, labels: found.labels };
  });
  throwIfCancelled(ctx.cancel);
  const unitIds = clustersOfSize(
    labels,
    fewestPeaks(recording, numPeaks(peaks) / numPeaks(all), plan),
  );
  ctx.log(`${String(numPeaks(peaks))} peaks in ${String(unitIds.length)} clusters`);
  const { nbefore, nafter } = plan.templates;
  const codec = templatesCodec(nbefore + nafter, noise.length);
  const templates = await stages.run("make templates", codec, async () => {
    const found = await templatesOfClusters(ground, peaks, labels, unitIds, plan.templates, ctx);
    const drawn = numPeaks(peaks) / numPeaks(all);
    const weighted = found.map((template) => ({ ...template, weight: template.weight / drawn }));
    const clean = cleanTemplates(weighted, ground, plan.templates, ctx);
    return refineTemplates(clean, ground, plan.templates, plan.matching, ctx);
  });
  ctx.log(`${String(templates.length)} templates`);
  const spikes = await stages.run("match templates", spikesCodec, () =>
    findSpikesFromTemplates(
      recording,
      toMatching(templates, noise, plan.templates),
      plan.matching,
      ctx,
    ),
  );
  return cleanedSorting(spikes, templates, { ground, contacts, plan }, ctx);
}

/** Peaks that a cluster must have, when only a share of all was clustered. */
function fewestPeaks(
  { numSamples, samplingFrequency }: Recording,
  drawn: number,
  { minFiringRate = 0 }: ChainPlan,
): number {
  const seconds = numSamples.reduce((a, b) => a + b, 0) / samplingFrequency;
  return Math.max(SMALLEST_CLUSTER, Math.ceil(minFiringRate * seconds * drawn) || 0);
}

/** Labels of at least so many peaks, ascending. */
function clustersOfSize(labels: Int32Array, smallest: number): number[] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .filter(([label, count]) => label >= 0 && count >= smallest)
    .map(([label]) => label)
    .sort((a, b) => a - b);
}

function somePeaks(peaks: Peaks, { maxPeaks, seed }: ChainPlan): Peaks {
  const total = numPeaks(peaks);
  if (total <= maxPeaks) return peaks;
  const rows = Int32Array.from(defaultRng(seed).choice(total, maxPeaks, { replace: false }));
  return selectPeakRows(peaks, rows.sort());
}

function cleanedSorting(
  spikes: MatchedSpikes,
  templates: readonly UnitTemplate[],
  { ground, contacts, plan }: { ground: Ground; contacts: Float64Array; plan: ChainPlan },
  ctx: ComputeContext,
): Sorting {
  const { samplingFrequency, numSamples } = ground.recording;
  ctx.report({ step: "clean units", fraction: 0 });
  const clean = cleanSpikes(spikes, templates, {
    contacts,
    samplingFrequency,
    nbefore: plan.templates.nbefore,
    numSamples,
    ...(plan.mergeDistanceUm !== undefined && { mergeDistanceUm: plan.mergeDistanceUm }),
  });
  for (const { unit, reason } of clean.dropped) ctx.log(`unit ${String(unit)} ${reason}`);
  ctx.report({ step: "clean units", fraction: 1 });
  return sortingFromSpikes({
    unitIds: [...clean.kept.keys()],
    samplingFrequency,
    numSegments: numSamples.length,
    spikes: {
      sampleIndex: clean.sampleIndex,
      unitIndex: clean.unit,
      segmentIndex: clean.segmentIndex,
    },
  });
}
