import type { ChunkTask } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { IncrementalPca, type PcaModel } from "#core/linalg/index.ts";
import { borrowSamples, returnSamples } from "#core/model/index.ts";
import type { PcaInput } from "./input.ts";

interface ChannelArgs {
  /** waveforms in shared memory, where there are several workers */
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

interface ChannelState {
  readonly args: ChannelArgs;
  readonly kernels: Kernels;
}

/** Models and scores of some channels on any worker; a chunk's frames are the channels. */
export const channelModelTask: ChunkTask<ChannelArgs, ChannelState, readonly ChannelResult[]> = {
  name: "channel_model",
  prepare: (args, { kernels }) => Promise.resolve({ args, kernels }),
  run({ args, kernels }, { startFrame: first, endFrame: end }) {
    const { input, numComponents, whiten, modelOnly } = args;
    const { numSamples } = input;
    const blocks = blocksOf(input, first, end);
    const size = blocks.reduce((sum, { numRows }) => sum + numRows, 0) * numSamples;
    const memory = borrowSamples("float64", size);
    gatherColumns(input, blocks, kernels, memory);
    const results = blocks.map(({ start, numRows, units }) => {
      const own = memory.subarray(start, start + numRows * numSamples);
      const fitted = new IncrementalPca(numComponents, numSamples, whiten, kernels);
      let row = 0;
      for (const { unit } of units) {
        const count = input.rows[unit].length;
        const batch = own.subarray(row * numSamples, (row + count) * numSamples);
        if (count >= numComponents) fitted.partialFit(batch);
        row += count;
      }
      const model = fitted.model();
      if (model === undefined || modelOnly) return { model, scores: new Float32Array(0) };
      const scores = new Float32Array(numRows * model.scale.length);
      kernels.projectRows(own, model, scores);
      return { model, scores };
    });
    returnSamples(memory);
    return Promise.resolve(results);
  },
  transfer: (results) =>
    results.flatMap(({ scores: { buffer } }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
};

/** Where a channel's waveforms go in memory, unit after unit. */
interface ChannelBlock {
  readonly start: number;
  readonly numRows: number;
  /** units that have the channel, and its column there */
  readonly units: readonly { readonly unit: number; readonly column: number }[];
}

function blocksOf({ rows, channels, numSamples }: PcaInput, first: number, end: number) {
  const blocks: ChannelBlock[] = [];
  let start = 0;
  for (let channel = first; channel < end; channel++) {
    const units = channels.flatMap((own, unit) => {
      const column = own.indexOf(channel);
      return column < 0 ? [] : [{ unit, column }];
    });
    const numRows = units.reduce((sum, { unit }) => sum + rows[unit].length, 0);
    blocks.push({ start, numRows, units });
    start += numRows * numSamples;
  }
  return blocks;
}

/** Waveforms of some channels, each channel's one after the other [waveform × sample]; a sample's channels lie side by side, so all are taken at once. */
function gatherColumns(
  { waveforms, numSamples, width, rows }: PcaInput,
  blocks: readonly ChannelBlock[],
  kernels: Kernels,
  out: Float64Array,
): void {
  const next = Float64Array.from(blocks, ({ start }) => start);
  for (const [unit, own] of rows.entries()) {
    const here = blocks.flatMap(({ units }, block) => {
      const found = units.find((one) => one.unit === unit);
      return found === undefined ? [] : [{ block, column: found.column }];
    });
    if (here.length === 0) continue;
    const columns = Int32Array.from(here, ({ column }) => column);
    const starts = Float64Array.from(here, ({ block }) => next[block]);
    kernels.takeColumns(waveforms, { numSamples, width, rows: own, columns, starts }, out);
    for (const { block } of here) next[block] += own.length * numSamples;
  }
}
