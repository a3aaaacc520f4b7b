import { requireExtension, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { ndArray, type NdArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import { pcaInput, unitsOf } from "./input.ts";
import {
  fitAndProject,
  fitModels,
  projectWaveforms,
  type PcaModels,
  type PcaParams,
} from "./models.ts";
import { pcaParams } from "./params.ts";

/** Scores of all waveforms: [waveform × component × column], or [waveform × component] when channels are concatenated. */
export async function principalComponents(
  analyzer: SortingAnalyzer,
  params: PcaParams,
  ctx: ComputeContext,
): Promise<NdArray> {
  refuseSparseRows(analyzer, params);
  const input = pcaInput(analyzer);
  return scoresArray(await fitAndProject(input, params, ctx), input.width, params);
}

/** Models of an analyzer's components, fitted again from its waveforms: they are not stored. @throws MissingExtension */
export async function componentModels(
  analyzer: SortingAnalyzer,
  ctx: ComputeContext,
): Promise<{ readonly params: PcaParams; readonly models: PcaModels }> {
  const stored = requireExtension(analyzer, "principal_components").params;
  const params = pcaParams.parse(stored);
  refuseSparseRows(analyzer, params);
  return { params, models: await fitModels(pcaInput(analyzer), params, ctx) };
}

/**
 * Scores of other spikes' waveforms on the analyzer's components (project_new of SpikeInterface 0.103).
 * @param units of the spikes, as positions: [spike]
 * @param waveforms [spike × sample × column], columns as in the analyzer's own waveforms
 * @throws InvalidParameter when the waveforms have another window or other columns
 */
export async function projectNew(
  analyzer: SortingAnalyzer,
  units: Int32Array,
  waveforms: NdArray,
  ctx: ComputeContext,
): Promise<NdArray> {
  const own = pcaInput(analyzer);
  const [count = 0, numSamples = 0, width = 0] = waveforms.shape;
  if (count !== units.length || numSamples !== own.numSamples || width !== own.width) {
    throw new EphysError(
      "InvalidParameter",
      `new waveforms must be ${String(units.length)} × ${String(own.numSamples)} × ${String(own.width)} like the analyzer's; they are ${waveforms.shape.join(" × ")}`,
      { parameter: "new_waveforms" },
    );
  }
  const unknown = units.find((unit) => !(unit >= 0 && unit < analyzer.sorting.unitIds.length));
  if (unknown !== undefined) {
    throw new EphysError("UnitNotFound", `there is no unit at position ${String(unknown)}`);
  }
  const { params, models } = await componentModels(analyzer, ctx);
  const data = waveforms.data as SampleArray; // samples of some number type
  const input = { ...own, waveforms: data, ...unitsOf(units, analyzer) };
  return scoresArray(projectWaveforms(input, params, models), width, params);
}

function scoresArray(scores: Float32Array, width: number, params: PcaParams): NdArray {
  const count = params.n_components;
  if (params.mode === "concatenated") {
    return ndArray("float32", [scores.length / count, count], scores);
  }
  return ndArray("float32", [scores.length / (count * width || 1), count, width], scores);
}

function refuseSparseRows({ sparsity }: SortingAnalyzer, { mode }: PcaParams): void {
  if (mode !== "concatenated" || sparsity === undefined) return;
  throw new EphysError(
    "InvalidParameter",
    "mode concatenated needs waveforms on all channels: make the analyzer dense",
    { parameter: "mode" },
  );
}
