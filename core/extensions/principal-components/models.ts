import { planChunks, throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import { sharedSamples } from "#core/kernels/index.ts";
import { IncrementalPca, projectRow, type PcaModel } from "#core/linalg/index.ts";
import { dtypeOfSamples, type SampleArray } from "#core/model/index.ts";
import { columnsOf, type PcaInput } from "./input.ts";
import { channelModelTask, type ChannelResult } from "./task.ts";

/*
 * Models of waveforms and scores on them. Models are fitted unit after unit, as the reference does: the order counts.
 */

export const PCA_MODES = ["by_channel_local", "by_channel_global", "concatenated"] as const;

export interface PcaParams {
  readonly n_components: number;
  readonly mode: (typeof PCA_MODES)[number];
  readonly whiten: boolean;
}

/** Neighbouring channels whose waveforms a worker takes out together, at most: they lie side by side in memory. */
const MOST_AT_ONCE = 8;
/** So many groups a worker, so that none waits long for another. */
const GROUPS_PER_WORKER = 8;

/** The model of each channel, or one for all; undefined where no unit has enough spikes. */
export type PcaModels = readonly (PcaModel | undefined)[];

/** Models of the given waveforms; those of channels are fitted on all workers. */
export async function fitModels(
  input: PcaInput,
  params: PcaParams,
  ctx: ComputeContext,
): Promise<PcaModels> {
  if (params.mode !== "by_channel_local") return [fitOne(input, params, ctx)];
  const models: (PcaModel | undefined)[] = [];
  await eachChannel(input, params, true, ctx, ({ model }) => models.push(model));
  return models;
}

/** Scores of the very waveforms that the models are fitted to, see `projectWaveforms`. */
export async function fitAndProject(
  input: PcaInput,
  params: PcaParams,
  ctx: ComputeContext,
): Promise<Float32Array> {
  if (params.mode !== "by_channel_local") {
    return projectWaveforms(input, params, [fitOne(input, params, ctx)]);
  }
  const { numSamples, width, rows, channels, waveforms } = input;
  const count = params.n_components;
  const size = numSamples * width;
  const out = new Float32Array(size === 0 ? 0 : (waveforms.length / numSamples) * count);
  await eachChannel(input, params, false, ctx, ({ scores }, channel) => {
    if (scores.length === 0) return;
    let from = 0;
    for (const [unit, own] of rows.entries()) {
      const column = channels[unit].indexOf(channel);
      if (column < 0) continue;
      for (const row of own) {
        for (let k = 0; k < count; k++) out[(row * count + k) * width + column] = scores[from++];
      }
    }
  });
  return out;
}

async function eachChannel(
  input: PcaInput,
  params: PcaParams,
  modelOnly: boolean,
  ctx: ComputeContext,
  onChannel: (result: ChannelResult, channel: number) => void,
): Promise<void> {
  const { numChannels } = input;
  const fair = Math.ceil(numChannels / (GROUPS_PER_WORKER * ctx.executor.numWorkers));
  const chunks = planChunks([numChannels], Math.min(MOST_AT_ONCE, Math.max(1, fair)));
  const args = {
    input: { ...input, waveforms: shared(input.waveforms, ctx) },
    numComponents: params.n_components,
    whiten: params.whiten,
    modelOnly,
  };
  await ctx.executor.run(channelModelTask, args, chunks, (results, { startFrame, endFrame }) => {
    for (const [i, result] of results.entries()) onChannel(result, startFrame + i);
    ctx.report({ step: "principal components", fraction: endFrame / numChannels });
  });
}

/** One model for all channels, or for channels in a row. */
function fitOne(input: PcaInput, params: PcaParams, ctx: ComputeContext): PcaModel | undefined {
  const { numSamples, width, rows, channels, waveforms } = input;
  const count = params.n_components;
  const inRow = params.mode === "concatenated";
  const model = new IncrementalPca(
    count,
    inRow ? numSamples * width : numSamples,
    params.whiten,
    ctx.kernels,
  );
  for (const [unit, own] of rows.entries()) {
    throwIfCancelled(ctx.cancel);
    ctx.report({ step: "principal components", fraction: unit / rows.length });
    const batches = inRow ? own.length : own.length * channels[unit].length;
    if (batches < count) continue;
    model.partialFit(
      inRow
        ? wholeRows(waveforms, own, numSamples * width)
        : columnsOf(input, own, positions(channels[unit])),
    );
  }
  return model.model();
}

/**
 * Scores of waveforms: [waveform × component × column], or [waveform × component] of channels in a row. Where there is no
 * model they stay 0.
 */
export function projectWaveforms(
  input: PcaInput,
  { mode, n_components: count }: PcaParams,
  models: PcaModels,
): Float32Array {
  const { waveforms, numSamples, width, rows, channels } = input;
  const size = numSamples * width;
  const numRows = size === 0 ? 0 : waveforms.length / size;
  const inRow = mode === "concatenated";
  const out = new Float32Array(numRows * count * (inRow ? 1 : width));
  const scores = new Float64Array(count);
  const one = new Float64Array(numSamples);
  for (const [unit, own] of rows.entries()) {
    for (const row of own) {
      if (inRow) {
        if (models[0] === undefined) continue;
        projectRow(models[0], waveforms.subarray(row * size, (row + 1) * size), scores);
        out.set(scores, row * count);
        continue;
      }
      for (let column = 0; column < channels[unit].length; column++) {
        const model = models[mode === "by_channel_local" ? channels[unit][column] : 0];
        if (model === undefined) continue;
        let from = row * size + column;
        for (let s = 0; s < numSamples; s++, from += width) one[s] = waveforms[from];
        projectRow(model, one, scores);
        for (let k = 0; k < count; k++) out[(row * count + k) * width + column] = scores[k];
      }
    }
  }
  return out;
}

function wholeRows(waveforms: PcaInput["waveforms"], rows: Int32Array, size: number): Float64Array {
  const out = new Float64Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    out.set(waveforms.subarray(rows[i] * size, (rows[i] + 1) * size), i * size);
  }
  return out;
}

function positions(list: Int32Array): Int32Array {
  return list.map((_, i) => i);
}

/** Waveforms where workers can read them. */
function shared(waveforms: SampleArray, { executor, kernels }: ComputeContext): SampleArray {
  if (executor.numWorkers <= 1 || waveforms.buffer instanceof SharedArrayBuffer) return waveforms;
  const out = sharedSamples(dtypeOfSamples(waveforms), waveforms.length, kernels);
  out.set(waveforms);
  return out;
}
