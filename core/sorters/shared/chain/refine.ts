import { planRecordingChunks, type Chunk, type ComputeContext } from "#core/compute/index.ts";
import {
  findSpikesFromTemplates,
  type MatchedSpikes,
  type MatchingChoice,
} from "#core/sorting-components/index.ts";
import { findMerges } from "../units/merge.ts";
import type { UnitTemplate } from "../units/template.ts";
import { cleanTemplates } from "./clean-templates.ts";
import { focused } from "./focus.ts";
import { spreadChunks } from "./spread-chunks.ts";
import {
  templatesOfSpikes,
  toMatching,
  type Ground,
  type TemplateOptions,
} from "./unit-templates.ts";

/** Chunks, of 1 s each, on which templates are refined. */
const REFINE_CHUNKS = 20;
/** A template found less often there stays as it was. */
const LEAST_SPIKES = 8;

/**
 * Templates as the means of what they find in a part of the recording: clusters see only the peaks that stand out, and
 * parts of one unit come to look alike.
 */
export async function refineTemplates(
  templates: readonly UnitTemplate[],
  ground: Ground,
  options: TemplateOptions,
  matching: MatchingChoice,
  ctx: ComputeContext,
): Promise<UnitTemplate[]> {
  if (templates.length === 0) return [];
  const { recording, noise } = ground;
  const all = planRecordingChunks(recording);
  const chunks = spreadChunks(recording, REFINE_CHUNKS, options.seed);
  const spikes = await findSpikesFromTemplates(
    recording,
    toMatching(templates, noise, options),
    matching,
    ctx,
    { chunks, step: "refine templates" },
  );
  const frames = framesOf(chunks);
  const scale = framesOf(all) / Math.max(1, frames);
  const means = await templatesOfSpikes(ground, spikes, templates, options, chunks, ctx);
  const refined = templates.map((template, u) => {
    const mean = means[u];
    if (mean === undefined || mean.weight < LEAST_SPIKES) return template;
    return { ...mean, weight: Math.max(mean.weight * scale, template.weight) };
  });
  return cleanTemplates(joined(refined, spikes, ground, options, frames), ground, options, ctx);
}

/** One template for those that are one unit: that of most spikes. */
function joined(
  templates: readonly UnitTemplate[],
  { clusterIndex, sampleIndex, segmentIndex }: MatchedSpikes,
  { recording, contacts, onDrop }: Ground,
  { nbefore }: TemplateOptions,
  totalFrames: number,
): UnitTemplate[] {
  const { samplingFrequency, numSamples } = recording;
  const starts = [0];
  for (const length of numSamples) starts.push((starts.at(-1) ?? 0) + length + samplingFrequency);
  const times: number[][] = templates.map(() => []);
  clusterIndex.forEach((unit, i) => times[unit].push(sampleIndex[i] + starts[segmentIndex[i]]));
  const merges = findMerges(
    templates.map((template) => focused(template, nbefore, samplingFrequency)),
    times.map((list) => Float64Array.from(list)),
    { locations: contacts, samplingFrequency, totalFrames },
  );
  for (const { from, into } of merges) {
    const { peakChannel, weight } = templates[from];
    const other = String(recording.channelIds[templates[into].peakChannel]);
    onDrop?.({
      unit: `template of channel ${String(recording.channelIds[peakChannel])}`,
      channel: peakChannel,
      spikes: Math.round(weight),
      reason: `fits the same spikes as the template of channel ${other}`,
    });
  }
  const gone = new Set(merges.map(({ from }) => from));
  return templates.filter((_, u) => !gone.has(u));
}

function framesOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame, 0);
}
