import type { NdArray } from "#core/array/index.ts";
import type { ChunkTask } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { operateOnWaveforms, type Operator } from "./operators.ts";

export interface UnitTemplateArgs {
  /** [spike × sample × column]; in shared memory, where there are several workers */
  readonly waveforms: NdArray;
  /** of each unit, its rows of the waveforms */
  readonly units: readonly Int32Array[];
  readonly operators: readonly Operator[];
  /** [unit × sample × column] of each operator, zeroed; in shared memory, where there are several workers */
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
  { waveforms, units, operators, results }: UnitTemplateArgs,
  at: number,
  kernels: Kernels,
): void {
  const rows = units[at];
  if (rows.length === 0) return;
  for (const [k, values] of operateOnWaveforms(waveforms, rows, operators, kernels).entries()) {
    results[k].set(values, at * values.length);
  }
}
