import {
  accumulateTemplates,
  framesOfMs,
  requireRecording,
  selectRandomSpikes,
  type SortingAnalyzer,
  type Templates,
} from "#core/analyzer/index.ts";
import { runSweep, type ComputeContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { gainsOf, offsetsOf } from "#core/recording/index.ts";
import { takeSpikes } from "#core/sorting/index.ts";

/*
 * What the templates will about be, before the sweep that computes them: with it, extensions that need the templates can
 * already keep samples in the same sweep. A wrong expectation costs a second reading, never a wrong result.
 */

/** Spikes per unit that are read where no sparsity estimate has looked at some. */
const FEW_SPIKES = 30;
const SEED = 2205;

/** Expected templates in the analyzer's unit, in the window that the given parameters ask for. */
export async function expectedTemplates(
  analyzer: SortingAnalyzer,
  window: { readonly msBefore: number; readonly msAfter: number },
  ctx: ComputeContext,
): Promise<Templates> {
  const fs = analyzer.attributes.samplingFrequency;
  const nbefore = framesOfMs(window.msBefore, fs);
  const nafter = framesOfMs(window.msAfter, fs);
  const known = analyzer.expectedTemplates;
  return known !== undefined && known.numUnits === analyzer.sorting.unitIds.length
    ? sparse(cut(scaled(known, analyzer), nbefore, nafter), analyzer)
    : fromFewSpikes(analyzer, nbefore, nafter, ctx);
}

/** The window of templates that are going to be computed with these parameters, by extension. */
export function templateWindow(params: ReadonlyMap<string, JsonObject>): {
  readonly msBefore: number;
  readonly msAfter: number;
} {
  const { ms_before = 1, ms_after = 2 } = (params.get("waveforms") ??
    params.get("templates") ??
    {}) as { ms_before?: number; ms_after?: number };
  return { msBefore: ms_before, msAfter: ms_after };
}

function scaled(templates: Templates, analyzer: SortingAnalyzer): Templates {
  const recording = requireRecording(analyzer, "templates");
  const gains = analyzer.returnInUv ? gainsOf(recording) : undefined;
  if (gains === undefined) return templates;
  const offsets = offsetsOf(recording);
  const { numChannels } = templates;
  const data = new Float32Array(templates.data.length);
  for (let row = 0; row < data.length; row += numChannels) {
    for (let c = 0; c < numChannels; c++) {
      data[row + c] = templates.data[row + c] * gains[c] + (offsets?.[c] ?? 0);
    }
  }
  return { ...templates, data };
}

function cut(templates: Templates, nbefore: number, nafter: number): Templates {
  const { data, numUnits, numChannels, numSamples } = templates;
  const before = Math.min(nbefore, templates.nbefore);
  const after = Math.min(nafter, numSamples - templates.nbefore);
  const size = (before + after) * numChannels;
  const out = new Float32Array(numUnits * size);
  for (let unit = 0; unit < numUnits; unit++) {
    const from = (unit * numSamples + templates.nbefore - before) * numChannels;
    for (let k = 0; k < size; k++) out[unit * size + k] = data[from + k];
  }
  return { data: out, numUnits, numChannels, numSamples: before + after, nbefore: before };
}

/** 0 on the channels that a unit does not have, as the templates will be. */
function sparse(templates: Templates, analyzer: SortingAnalyzer): Templates {
  if (analyzer.sparsity === undefined) return templates;
  const { numChannels, numSamples } = templates;
  const size = numSamples * numChannels;
  const data = new Float32Array(templates.data.length);
  for (const [unit, channels] of analyzer.sparsity.channels.entries()) {
    for (let row = unit * size; row < (unit + 1) * size; row += numChannels) {
      for (const c of channels) data[row + c] = templates.data[row + c];
    }
  }
  return { ...templates, data };
}

async function fromFewSpikes(
  analyzer: SortingAnalyzer,
  nbefore: number,
  nafter: number,
  ctx: ComputeContext,
): Promise<Templates> {
  const recording = requireRecording(analyzer, "templates");
  const { sorting } = analyzer;
  const rows = selectRandomSpikes(sorting, recording.numSamples, {
    method: "uniform",
    maxSpikesPerUnit: FEW_SPIKES,
    marginSize: Math.max(nbefore, nafter),
    seed: SEED,
  });
  const spikes = takeSpikes(sorting.spikes, rows);
  const numUnits = sorting.unitIds.length;
  const numChannels = recording.channelIds.length;
  const { request, finish } = accumulateTemplates(spikes, {
    kernels: ctx.kernels,
    numUnits,
    numSegments: sorting.numSegments,
    numChannels,
    nbefore,
    nafter,
    inUv: analyzer.returnInUv,
    sparsity: analyzer.sparsity,
    withStd: false,
    byChunk: true,
  });
  // one chunk a spike, so that only the spikes' own windows are read
  const chunks = Array.from(spikes.sampleIndex, (startFrame, i) => ({
    segmentIndex: spikes.segmentIndex[i],
    startFrame,
    endFrame: startFrame + 1,
  })).filter(
    (chunk, i, all) =>
      i === 0 ||
      chunk.startFrame !== all[i - 1].startFrame ||
      chunk.segmentIndex !== all[i - 1].segmentIndex,
  );
  await runSweep(recording, [request], ctx, { step: "first look at spikes", chunks });
  const data = finish().average;
  return { data, numUnits, numChannels, numSamples: nbefore + nafter, nbefore };
}
