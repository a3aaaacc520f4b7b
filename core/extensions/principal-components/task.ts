import type { ChunkTask } from "#core/compute/index.ts";
import { IncrementalPca, projectRow, type PcaModel } from "#core/linalg/index.ts";
import { columnsOf, type PcaInput } from "./input.ts";

interface ChannelArgs {
  readonly input: PcaInput;
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
export const channelModelTask: ChunkTask<ChannelArgs, ChannelArgs, ChannelResult> = {
  name: "channel_model",
  prepare: (args) => Promise.resolve(args),
  run({ input, numComponents, whiten, modelOnly }, { startFrame: channel }) {
    const fitted = new IncrementalPca(numComponents, input.numSamples, whiten);
    const batches: Float64Array[] = [];
    for (const [unit, own] of input.rows.entries()) {
      const column = input.channels[unit].indexOf(channel);
      if (column < 0) continue;
      const batch = columnsOf(input, own, [column]);
      if (own.length >= numComponents) fitted.partialFit(batch);
      if (!modelOnly) batches.push(batch);
    }
    const model = fitted.model();
    return Promise.resolve({ model, scores: scoresOf(model, batches, numComponents) });
  },
  transfer: ({ scores }) => (scores.buffer instanceof ArrayBuffer ? [scores.buffer] : []),
};

function scoresOf(
  model: PcaModel | undefined,
  batches: readonly Float64Array[],
  count: number,
): Float32Array {
  if (model === undefined) return new Float32Array(0);
  const width = model.mean.length;
  const total = batches.reduce((n, batch) => n + batch.length / width, 0);
  const out = new Float32Array(total * count);
  const scores = new Float64Array(count);
  let to = 0;
  for (const batch of batches) {
    for (let at = 0; at < batch.length; at += width, to += count) {
      projectRow(model, batch.subarray(at, at + width), scores);
      out.set(scores, to);
    }
  }
  return out;
}
