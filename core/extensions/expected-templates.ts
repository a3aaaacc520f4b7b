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
    ? asExpected(known, analyzer, nbefore, nafter)
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

/** Templates in raw units, in the analyzer's unit and in a window; 0 on the channels that a unit does not have, as the templates will be. */
function asExpected(
  { data, numUnits, numChannels, numSamples, nbefore: knownBefore }: Templates,
  analyzer: SortingAnalyzer,
  nbefore: number,
  nafter: number,
): Templates {
  const recording = requireRecording(analyzer, "templates");
  const gains = analyzer.returnInUv ? gainsOf(recording) : undefined;
  const offsets = gains && offsetsOf(recording);
  const all = Int32Array.from({ length: numChannels }, (_, c) => c);
  const before = Math.min(nbefore, knownBefore);
  const length = before + Math.min(nafter, numSamples - knownBefore);
  const out = new Float32Array(numUnits * length * numChannels);
  for (let unit = 0; unit < numUnits; unit++) {
    const own = analyzer.sparsity?.channels[unit] ?? all;
    const first = unit * numSamples + knownBefore - before;
    for (let s = 0; s < length; s++) {
      const from = (first + s) * numChannels;
      const to = (unit * length + s) * numChannels;
      for (const c of own) {
        const raw = data[from + c];
        out[to + c] = gains === undefined ? raw : raw * gains[c] + (offsets?.[c] ?? 0);
      }
    }
  }
  return { data: out, numUnits, numChannels, numSamples: length, nbefore: before };
}

async function fromFewSpikes(
  analyzer: SortingAnalyzer,
  nbefore: number,
  nafter: number,
  ctx: ComputeContext,
): Promise<Templates> {
  const recording = requireRecording(analyzer, "templates");
  const { sorting } = analyzer;
  const rows = selectRandomSpikes(
    sorting,
    recording.numSamples,
    {
      method: "uniform",
      maxSpikesPerUnit: FEW_SPIKES,
      marginSize: Math.max(nbefore, nafter),
      seed: SEED,
    },
    ctx.kernels,
  );
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
