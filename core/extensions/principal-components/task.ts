import type { ChunkTask } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { IncrementalPca, type PcaModel } from "#core/linalg/index.ts";
import type { PcaInput } from "./input.ts";

/** Waveforms by column; plain data that any worker can read. */
export interface ChannelInput extends Pick<PcaInput, "numSamples" | "width" | "rows" | "channels"> {
  /** [waveform × column × sample] */
  readonly turned: Float32Array | Float64Array;
}

interface ChannelArgs {
  readonly input: ChannelInput;
  readonly numComponents: number;
  readonly whiten: boolean;
  /** only the model is wanted */
  readonly modelOnly: boolean;
}

/** A channel's model, and the scores on it of all waveforms that have the channel, unit after unit. */
export interface ChannelResult {
  readonly model: PcaModel | undefined;
  /** [waveform × component]; empty where only the model is wanted, or there is none */
  readonly scores: Float32Array;
}

/** Model and scores of one channel on any worker; a chunk's first frame is the channel. */
export const channelModelTask: ChunkTask<
  ChannelArgs,
  { readonly args: ChannelArgs; readonly kernels: Kernels },
  ChannelResult
> = {
  name: "channel_model",
  prepare: (args, { kernels }) => Promise.resolve({ args, kernels }),
  run({ args, kernels }, { startFrame: channel }) {
    const { input, numComponents, whiten, modelOnly } = args;
    const fitted = new IncrementalPca(numComponents, input.numSamples, whiten, kernels);
    const batches: Float64Array[] = [];
    for (const [unit, own] of input.rows.entries()) {
      const column = input.channels[unit].indexOf(channel);
      if (column < 0) continue;
      const batch = batchOf(input, own, column);
      if (own.length >= numComponents) fitted.partialFit(batch);
      if (!modelOnly) batches.push(batch);
    }
    const model = fitted.model();
    return Promise.resolve({ model, scores: scoresOf(model, batches, kernels) });
  },
  transfer: ({ scores }) => (scores.buffer instanceof ArrayBuffer ? [scores.buffer] : []),
};

/** Some waveforms on one column: [waveform × sample]. */
function batchOf(
  { turned, numSamples, width }: ChannelInput,
  rows: Int32Array,
  column: number,
): Float64Array {
  const out = new Float64Array(rows.length * numSamples);
  let to = 0;
  for (const row of rows) {
    const from = (row * width + column) * numSamples;
    for (let s = 0; s < numSamples; s++) out[to++] = turned[from + s];
  }
  return out;
}

function scoresOf(
  model: PcaModel | undefined,
  batches: readonly Float64Array[],
  kernels: Kernels,
): Float32Array {
  if (model === undefined) return new Float32Array(0);
  const count = model.scale.length;
  const numRows = batches.map((batch) => batch.length / model.mean.length);
  const out = new Float32Array(numRows.reduce((sum, n) => sum + n, 0) * count);
  let to = 0;
  for (const [i, batch] of batches.entries()) {
    const end = to + numRows[i] * count;
    kernels.projectRows(batch, model, out.subarray(to, end));
    to = end;
  }
  return out;
}
