import type { ChunkTask, ComputeContext } from "#core/compute/index.ts";
import { addRow, binTable, countRow, emptyRow, type PairRow, type PairSource } from "./count.ts";

/** The counters of one unit on any worker; a chunk's first frame is the unit. */
export const correlogramRowTask: ChunkTask<
  PairSource,
  { readonly source: PairSource; readonly bins: Int32Array },
  PairRow
> = {
  name: "correlogram_row",
  prepare: (source) => Promise.resolve({ source, bins: binTable(source) }),
  run({ source, bins }, { startFrame: unit }) {
    const row = emptyRow(source);
    countRow(source, unit, bins, row);
    return Promise.resolve(row);
  },
  transfer: ({ below, exact }) => [below.buffer as ArrayBuffer, exact.buffer as ArrayBuffer],
};

/** Adds the counts of a segment, its units spread over the workers. @param counts [unit × unit × bin] */
export async function addOnWorkers(
  source: PairSource,
  counts: Float64Array,
  ctx: ComputeContext,
): Promise<void> {
  const { starts, numUnits } = source;
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
