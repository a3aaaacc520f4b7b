import { waveformNode, type WaveformArgs } from "#core/analyzer/index.ts";
import { defineSweepNode } from "#core/compute/index.ts";
import { projectWaveforms, type PcaModels, type PcaParams } from "./models.ts";

export interface ComponentArgs extends WaveformArgs {
  /** per unit, its channels: the columns of its waveforms */
  readonly columns: readonly Int32Array[];
  readonly params: PcaParams;
  readonly models: PcaModels;
}

export interface ComponentRows {
  /** first row of the spikes given */
  readonly firstRow: number;
  /** [row × component × column] */
  readonly scores: Float32Array;
}

type WaveformState = Awaited<ReturnType<typeof waveformNode.prepare>>;

/** Scores of all spikes of a chunk: its waveforms, projected where they are cut out. */
export const componentNode = defineSweepNode<
  ComponentArgs,
  { readonly args: ComponentArgs; readonly cut: WaveformState },
  ComponentRows
>({
  name: "spike_components",
  margin: (args, samplingFrequency) => waveformNode.margin(args, samplingFrequency),
  async prepare(args, recording, ctx) {
    return { args, cut: await waveformNode.prepare(args, recording, ctx) };
  },
  reads: ({ cut }, chunk, numSamples) => waveformNode.reads?.(cut, chunk, numSamples),
  run({ args, cut }, window) {
    const { firstRow, data } = waveformNode.run(cut, window);
    const { nbefore, nafter, width, columns, unitIndex, params, models } = args;
    const numSamples = nbefore + nafter;
    const numRows = data.length / (numSamples * width);
    const rows = columns.map((): number[] => []);
    for (let i = 0; i < numRows; i++) rows[unitIndex[firstRow + i]].push(i);
    const input = {
      waveforms: data,
      numSamples,
      width,
      rows: rows.map((list) => Int32Array.from(list)),
      channels: columns,
      numChannels: models.length,
    };
    return { firstRow, scores: projectWaveforms(input, params, models) };
  },
});
