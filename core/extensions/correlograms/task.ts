import type { ChunkTask, ComputeContext } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import {
  addAllRows,
  addRow,
  countRow,
  emptyRow,
  type PairRow,
  type PairSource,
} from "../correlogram-counts.ts";

/** The counters of one unit on any worker; a chunk's first frame is the unit. */
export const correlogramRowTask: ChunkTask<
  PairSource,
  { readonly source: PairSource; readonly kernels: Kernels },
  PairRow
> = {
  name: "correlogram_row",
  prepare: (source, { kernels }) => Promise.resolve({ source, kernels }),
  run({ source, kernels }, { startFrame: unit }) {
    const row = emptyRow(source);
    countRow(source, unit, row, kernels);
    return Promise.resolve(row);
  },
  transfer: ({ below, exact }) => [below.buffer as ArrayBuffer, exact.buffer as ArrayBuffer],
};

/** Fewer spikes are counted sooner than workers are asked. */
const FEW_SPIKES = 300_000;

/** Adds the counts of a segment, its units spread over the workers. @param counts [unit × unit × bin] */
export async function addOnWorkers(
  source: PairSource,
  counts: Float64Array,
  ctx: ComputeContext,
): Promise<void> {
  const { starts, numUnits } = source;
  if (source.frames.length < FEW_SPIKES) {
    addAllRows(source, counts, ctx.kernels);
    return;
  }
  const chunks = Array.from({ length: numUnits }, (_, unit) => ({
    segmentIndex: 0,
    startFrame: unit,
    endFrame: unit + 1,
  })).filter(({ startFrame: unit }) => starts[unit] < starts[unit + 1]);
  await ctx.executor.run(correlogramRowTask, source, chunks, (row, { startFrame: unit }, index) => {
    addRow(row, unit, source, counts);
    ctx.report({ step: "correlograms", fraction: (index + 1) / chunks.length });
  });
}
