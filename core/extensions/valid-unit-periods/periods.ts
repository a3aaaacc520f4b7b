import { ndArray, toFloat64, type StructuredArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Frames of a segment in which a unit is looked at, end exclusive. */
export interface UnitPeriod {
  readonly segmentIndex: number;
  readonly startFrame: number;
  readonly endFrame: number;
  /** position of the unit */
  readonly unitIndex: number;
}

const FIELDS = ["segment_index", "start_sample_index", "end_sample_index", "unit_index"] as const;

/** Periods as SpikeInterface's unit_period_dtype. */
export function structuredFromPeriods(periods: readonly UnitPeriod[]): StructuredArray {
  const column = (pick: (period: UnitPeriod) => number) =>
    ndArray("int64", [periods.length], Float64Array.from(periods, pick));
  return {
    length: periods.length,
    fields: FIELDS.map((name) => ({ name, dtype: "int64" as const })),
    columns: {
      segment_index: column(({ segmentIndex }) => segmentIndex),
      start_sample_index: column(({ startFrame }) => startFrame),
      end_sample_index: column(({ endFrame }) => endFrame),
      unit_index: column(({ unitIndex }) => unitIndex),
    },
  };
}

/** @throws CorruptFile when a field is missing */
export function periodsFromStructured({ length, columns }: StructuredArray): UnitPeriod[] {
  const [segments, starts, ends, units] = FIELDS.map((name) => {
    const column = Object.entries(columns).find(([key]) => key === name)?.[1];
    if (column !== undefined) return toFloat64(column);
    throw new EphysError("CorruptFile", `unit periods lack the field ${name}`);
  });
  return Array.from({ length }, (_, i) => ({
    segmentIndex: segments[i],
    startFrame: starts[i],
    endFrame: ends[i],
    unitIndex: units[i],
  }));
}

/** By segment, then unit, then start. */
export function sortedPeriods(periods: readonly UnitPeriod[]): UnitPeriod[] {
  return [...periods].sort(
    (a, b) =>
      a.segmentIndex - b.segmentIndex || a.unitIndex - b.unitIndex || a.startFrame - b.startFrame,
  );
}

/** Periods of one unit that touch or overlap become one; sorted. */
export function mergedPeriods(periods: readonly UnitPeriod[]): UnitPeriod[] {
  const out: UnitPeriod[] = [];
  for (const period of sortedPeriods(periods)) {
    const last = out.at(-1);
    const touches =
      last?.segmentIndex === period.segmentIndex &&
      last.unitIndex === period.unitIndex &&
      period.startFrame <= last.endFrame;
    if (touches)
      out[out.length - 1] = { ...last, endFrame: Math.max(last.endFrame, period.endFrame) };
    else out.push(period);
  }
  return out;
}
