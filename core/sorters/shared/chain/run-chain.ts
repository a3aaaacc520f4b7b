/*
 * A sorter as a chain of components: peaks, a selection of them, clusters, templates, template matching, cleaning. Each
 * stage's result is kept, so that a run that was stopped goes on where it was.
 */
import { defaultRng } from "#core/array/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  createPeakShow,
  findClustersFromPeaks,
  findSpikesFromTemplates,
  numPeaks,
  selectPeakRows,
  type MatchingChoice,
  type MatchingRun,
  type MatchedSpikes,
  type MethodChoice,
  type Peaks,
} from "#core/sorting-components/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { openDropLog, type DropLog } from "../drop-log.ts";
import type { Stages } from "../stages.ts";
import type { UnitTemplate } from "../units/template.ts";
import { clustersCodec, peaksCodec, spikesCodec, templatesCodec } from "./codecs.ts";
import { cleanTemplates } from "./clean-templates.ts";
import { refineTemplates } from "./refine.ts";
import { cleanSpikes, type CleanedSpikes } from "./final-cleaning.ts";
import { showClusters } from "./show-clusters.ts";
import { createResidualShow } from "./show-residual.ts";
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
/** Of peaks that were found before at most so many are shown. */
const SHOWN_PEAKS = 60_000;

/** Sorts a prepared recording. */
export async function runChain(
  input: Ground,
  plan: ChainPlan,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { recording, contacts, noise } = input;
  const drops = await openDropLog(stages.folder, stages.continues, ctx);
  const ground: Ground = {
    ...input,
    onDrop(drop) {
      drops.add({ ...drop, stage: "make templates", channel: recording.channelIds[drop.channel] });
    },
  };
  const all = await stages.run("detect peaks", peaksCodec("all_peaks"), () => plan.detect(ctx));
  if (stages.continues) createPeakShow(recording, ctx, SHOWN_PEAKS)(all); // a run that goes on may not detect any
  ctx.log(`${String(numPeaks(all))} peaks`);
  const { peaks, labels } = await stages.run("cluster peaks", clustersCodec, async () => {
    const some = somePeaks(all, plan);
    const found = await findClustersFromPeaks(recording, some, plan.clustering, ctx);
    return { peaks: some, labels: found.labels };
  });
  throwIfCancelled(ctx.cancel);
  await showClusters(ground, { peaks, labels }, ctx);
  const sizes = clusterSizes(labels);
  const fewest = fewestPeaks(recording, numPeaks(peaks) / numPeaks(all), plan);
  const unitIds = [...sizes.keys()].filter((id) => (sizes.get(id) ?? 0) >= fewest);
  await logSmall(sizes, peaks, labels, { recording, drops, fewest });
  ctx.log(`${String(numPeaks(peaks))} peaks in ${String(unitIds.length)} clusters`);
  const { nbefore, nafter } = plan.templates;
  const codec = templatesCodec(nbefore + nafter, noise.length);
  const templates = await stages.run("make templates", codec, async () => {
    drops.begin("make templates");
    const found = await templatesOfClusters(ground, peaks, labels, unitIds, plan.templates, ctx);
    const drawn = numPeaks(peaks) / numPeaks(all);
    const weighted = found.map((template) => ({ ...template, weight: template.weight / drawn }));
    const clean = cleanTemplates(weighted, ground, plan.templates, ctx);
    const refined = await refineTemplates(clean, ground, plan.templates, plan.matching, ctx);
    await drops.save();
    return refined;
  });
  ctx.log(`${String(templates.length)} templates`);
  const spikes = await stages.run("match templates", spikesCodec, () =>
    findSpikesFromTemplates(
      recording,
      toMatching(templates, noise, plan.templates),
      plan.matching,
      ctx,
      matchingRun(createResidualShow(ground, templates, nbefore, ctx)),
    ),
  );
  return cleanedSorting(spikes, templates, { ground, contacts, plan, drops }, ctx);
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

/** Peaks of each cluster, by its label, ascending. */
function clusterSizes(labels: Int32Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) {
    if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** Clusters that are too small to be averaged. */
async function logSmall(
  sizes: ReadonlyMap<number, number>,
  { channelIndex }: Peaks,
  labels: Int32Array,
  {
    recording,
    drops,
    fewest,
  }: { readonly recording: Recording; readonly drops: DropLog; readonly fewest: number },
): Promise<void> {
  const stage = "cluster peaks";
  drops.begin(stage);
  for (const [label, spikes] of sizes) {
    if (spikes >= fewest) continue;
    const channel = recording.channelIds[channelIndex[labels.indexOf(label)]];
    const reason = `has fewer than ${String(fewest)} peaks`;
    drops.add({ stage, unit: `cluster ${String(label)}`, channel, spikes, reason });
  }
  await drops.save();
}

const matchingRun = (onChunk: MatchingRun["onChunk"]): MatchingRun => (onChunk ? { onChunk } : {});

function somePeaks(peaks: Peaks, { maxPeaks, seed }: ChainPlan): Peaks {
  const total = numPeaks(peaks);
  if (total <= maxPeaks) return peaks;
  const rows = Int32Array.from(defaultRng(seed).choice(total, maxPeaks, { replace: false }));
  return selectPeakRows(peaks, rows.sort());
}

interface CleaningInput {
  readonly ground: Ground;
  readonly contacts: Float64Array;
  readonly plan: ChainPlan;
  readonly drops: DropLog;
}

/** What became of a template: the unit of the result that it is or was joined with. */
function finalName(template: number, { kept, dropped }: CleanedSpikes): string {
  let at: number | undefined = template;
  for (let step = 0; at !== undefined && step <= dropped.length; step++) {
    const unit = kept.indexOf(at);
    if (unit >= 0) return `${String(unit)} of the result`;
    const current: number = at;
    at = dropped.find((row) => row.unit === current)?.of;
  }
  return `of template ${String(template)}, which was dropped too`;
}

async function cleanedSorting(
  spikes: MatchedSpikes,
  templates: readonly UnitTemplate[],
  { ground, contacts, plan, drops }: CleaningInput,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { samplingFrequency, numSamples, channelIds } = ground.recording;
  ctx.report({ step: "clean units", fraction: 0 });
  const clean = cleanSpikes(spikes, templates, {
    contacts,
    samplingFrequency,
    nbefore: plan.templates.nbefore,
    numSamples,
    ...(plan.mergeDistanceUm !== undefined && { mergeDistanceUm: plan.mergeDistanceUm }),
  });
  const stage = "clean units";
  drops.begin(stage);
  for (const { unit, reason, of } of clean.dropped) {
    const text = of === undefined ? reason : `${reason} ${finalName(of, clean)}`;
    ctx.log(`unit ${String(unit)} ${text}`);
    const { peakChannel, weight } = templates[unit];
    const channel = channelIds[peakChannel];
    const spikes = Math.round(weight);
    drops.add({ stage, unit: `template ${String(unit)}`, channel, spikes, reason: text });
  }
  await drops.save();
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
