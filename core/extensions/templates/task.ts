import type { NdArray } from "#core/array/index.ts";
import type { ChunkTask } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { operateOnWaveforms, type Operator } from "./operators.ts";

export interface UnitTemplateArgs {
  /** [spike × sample × column]; in shared memory, where there are several workers */
  readonly waveforms: NdArray;
  readonly numChannels: number;
  readonly units: readonly {
    /** of the waveforms */
    readonly rows: Int32Array;
    /** channel of each column; undefined = all */
    readonly channels: Int32Array | undefined;
  }[];
  readonly operators: readonly Operator[];
  /** [unit × sample × channel] of each operator, zeroed; in shared memory, where there are several workers */
  readonly results: readonly Float64Array[];
}

/** Writes the statistics of some units' waveforms to where they belong; a chunk's frames are the units' positions. */
export const unitTemplateTask: ChunkTask<
  UnitTemplateArgs,
  { readonly args: UnitTemplateArgs; readonly kernels: Kernels },
  undefined
> = {
  name: "unit_template",
  prepare: (args, { kernels }) => Promise.resolve({ args, kernels }),
  run({ args, kernels }, { startFrame, endFrame }) {
    for (let at = startFrame; at < endFrame; at++) writeTemplates(args, at, kernels);
    return Promise.resolve(undefined);
  },
};

function writeTemplates(
  { waveforms, numChannels, units, operators, results }: UnitTemplateArgs,
  at: number,
  kernels: Kernels,
): void {
  const { rows, channels } = units[at];
  if (rows.length === 0) return;
  const [, numSamples = 0, width = 0] = waveforms.shape;
  const count = channels?.length ?? numChannels;
  for (const [k, values] of operateOnWaveforms(waveforms, rows, operators, kernels).entries()) {
    for (let s = 0; s < numSamples; s++) {
      const to = (at * numSamples + s) * numChannels;
      const from = s * width;
      for (let c = 0; c < count; c++) results[k][to + (channels?.[c] ?? c)] = values[from + c];
    }
  }
}
