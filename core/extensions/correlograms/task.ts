import type { ChunkTask, ComputeContext } from "#core/compute/index.ts";
import type { Kernels, PairShape } from "#core/kernels/index.ts";
import {
  addCorrelograms,
  addRow,
  countRow,
  emptyRow,
  pairSource,
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

/**
 * Adds the counts of a segment; the units of one with many spikes are spread over the workers.
 * @param samples [spike], ascending
 * @param units [spike]
 * @param counts [unit × unit × bin]
 */
export async function addSegment(
  samples: Float64Array,
  units: Int32Array,
  shape: PairShape,
  counts: Float64Array,
  ctx: ComputeContext,
): Promise<void> {
  if (samples.length < FEW_SPIKES) {
    addCorrelograms(samples, units, shape, counts, ctx.kernels);
    return;
  }
  const source = pairSource(samples, units, shape);
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
