import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { extensionArray } from "#core/analyzer/index.ts";
import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import { IncrementalPca } from "#core/linalg/index.ts";
import { EphysError } from "#core/model/index.ts";
import { randomSpikeRows } from "../pick-rows.ts";

/*
 * Principal components of the random spikes' waveforms. Models are fitted unit after unit, as the reference does: the
 * order counts.
 */

export const PCA_MODES = ["by_channel_local", "by_channel_global", "concatenated"] as const;

export interface PcaParams {
  readonly n_components: number;
  readonly mode: (typeof PCA_MODES)[number];
  readonly whiten: boolean;
}

interface Input {
  /** [waveform × sample × column] */
  readonly waveforms: Float64Array;
  readonly numSamples: number;
  readonly width: number;
  /** rows of waveforms, [unit] */
  readonly rows: readonly (readonly number[])[];
  /** channel of every column, [unit] */
  readonly channels: readonly Int32Array[];
  readonly numChannels: number;
}

/** Scores of all waveforms: [waveform × component × column], or [waveform × component] when channels are concatenated. */
export function principalComponents(
  analyzer: SortingAnalyzer,
  params: PcaParams,
  ctx: ComputeContext,
): NdArray {
  const input = inputOf(analyzer);
  if (params.mode === "concatenated") {
    if (analyzer.sparsity !== undefined) {
      throw new EphysError(
        "InvalidParameter",
        "mode concatenated needs waveforms on all channels: make the analyzer dense",
        { parameter: "mode" },
      );
    }
    return projectConcatenated(input, params, ctx);
  }
  return projectByChannel(input, params, ctx);
}

function inputOf(analyzer: SortingAnalyzer): Input {
  const array = extensionArray(analyzer, "waveforms", "waveforms");
  const [, numSamples = 0, width = 0] = array.shape;
  const { unitIndex } = analyzer.sorting.spikes;
  const rows = analyzer.sorting.unitIds.map((): number[] => []);
  for (const [i, row] of randomSpikeRows(analyzer).entries()) rows[unitIndex[row]].push(i);
  const numChannels = analyzer.attributes.channelIds.length;
  const all = Int32Array.from({ length: numChannels }, (_, c) => c);
  return {
    waveforms: toFloat64(array),
    numSamples,
    width,
    rows,
    channels: analyzer.sparsity?.channels ?? rows.map(() => all),
    numChannels,
  };
}

function projectByChannel(input: Input, params: PcaParams, ctx: ComputeContext): NdArray {
  const { numSamples, width, rows, channels, numChannels, waveforms } = input;
  const count = params.n_components;
  const isLocal = params.mode === "by_channel_local";
  const made = Array.from(
    { length: isLocal ? numChannels : 1 },
    () => new IncrementalPca(count, numSamples, params.whiten),
  );
  const modelOf = (channel: number): IncrementalPca => made[isLocal ? channel : 0];
  for (const [unit, own] of rows.entries()) {
    step(ctx, unit, rows.length);
    if (isLocal) {
      if (own.length < count) continue;
      for (const [column, channel] of channels[unit].entries()) {
        modelOf(channel).partialFit(columnsOf(input, own, [column]));
      }
    } else if (own.length * channels[unit].length >= count) {
      modelOf(0).partialFit(columnsOf(input, own, [...channels[unit].keys()]));
    }
  }
  const out = new Float32Array((waveforms.length / Math.max(1, numSamples)) * count);
  const waveform = new Float64Array(numSamples);
  const scores = new Float64Array(count);
  for (const [unit, own] of rows.entries()) {
    for (const [column, channel] of channels[unit].entries()) {
      const model = modelOf(channel);
      // a channel on which no unit has enough spikes stays 0
      if (!model.isFitted) continue;
      for (const row of own) {
        copyColumn(input, row, column, waveform);
        model.transform(waveform, scores);
        for (let k = 0; k < count; k++) out[(row * count + k) * width + column] = scores[k];
      }
    }
  }
  return ndArray("float32", [out.length / (count * width || 1), count, width], out);
}

function projectConcatenated(input: Input, params: PcaParams, ctx: ComputeContext): NdArray {
  const { numSamples, width, rows, waveforms } = input;
  const size = numSamples * width;
  const count = params.n_components;
  const model = new IncrementalPca(count, size, params.whiten);
  for (const [unit, own] of rows.entries()) {
    step(ctx, unit, rows.length);
    if (own.length < count) continue;
    const batch = new Float64Array(own.length * size);
    for (const [i, row] of own.entries()) {
      batch.set(waveforms.subarray(row * size, (row + 1) * size), i * size);
    }
    model.partialFit(batch);
  }
  const numRows = size === 0 ? 0 : waveforms.length / size;
  const out = new Float32Array(numRows * count);
  const scores = new Float64Array(count);
  for (let row = 0; row < numRows && model.isFitted; row++) {
    model.transform(waveforms.subarray(row * size, (row + 1) * size), scores);
    out.set(scores, row * count);
  }
  return ndArray("float32", [numRows, count], out);
}

function step(ctx: ComputeContext, unit: number, numUnits: number): void {
  throwIfCancelled(ctx.cancel);
  ctx.report({ step: "principal components", fraction: unit / numUnits });
}

/** Waveforms on some columns, one after the other: [waveform · column × sample]. */
function columnsOf(
  input: Input,
  rows: readonly number[],
  columns: readonly number[],
): Float64Array {
  const { numSamples } = input;
  const out = new Float64Array(rows.length * columns.length * numSamples);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      copyColumn(input, row, column, out.subarray(at, at + numSamples));
      at += numSamples;
    }
  }
  return out;
}

function copyColumn(
  { waveforms, numSamples, width }: Input,
  row: number,
  column: number,
  out: Float64Array,
): void {
  const from = row * numSamples * width + column;
  for (let s = 0; s < numSamples; s++) out[s] = waveforms[from + s * width];
}
