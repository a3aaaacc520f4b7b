import { z } from "zod";
import { toFloat64, zeros, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import {
  checkedMergedIds,
  checkedSplitIds,
  MERGE_ID_STRATEGIES,
  newMergedIds,
  newSplitIds,
} from "#core/sorting/index.ts";
import { defineFunction } from "../define.ts";
import { array, column, ids, numbers, structured } from "../params.ts";

/* SpikeInterface's core.sorting_tools: spike vectors per unit, names of merged and split units. */

const PREFIX = "spikeinterface.core.sorting_tools";

const int64 = (values: readonly number[]): NdArray => ({
  dtype: "int64",
  shape: [values.length],
  data: Float64Array.from(values),
});

/** Row numbers of each unit. */
function rowsOfUnits(unitIndex: ArrayLike<number>, numUnits: number): number[][] {
  const rows = Array.from({ length: numUnits }, (): number[] => []);
  for (let i = 0; i < unitIndex.length; i++) rows[unitIndex[i]]?.push(i);
  return rows;
}

/** {segment: {unit id: values}}; text ids make a record. */
function perSegment(
  segments: readonly StructuredArray[],
  unitIds: readonly UnitId[],
  valuesOf: (rows: readonly number[], segment: StructuredArray, firstRow: number) => NdArray,
): Map<number, unknown> {
  const out = new Map<number, unknown>();
  let firstRow = 0;
  for (const [index, segment] of segments.entries()) {
    const rows = rowsOfUnits(column(segment, "unit_index"), unitIds.length);
    const entries = unitIds.map((id, u) => [id, valuesOf(rows[u], segment, firstRow)] as const);
    const text = unitIds.every((id) => typeof id === "string");
    out.set(index, text ? Object.fromEntries(entries) : new Map(entries));
    firstRow += segment.length;
  }
  return out;
}

const spikeTrains = defineFunction({
  name: `${PREFIX}.spike_vector_to_spike_trains`,
  params: z.object({ spike_vector: z.array(structured()), unit_ids: ids() }),
  run: ({ spike_vector, unit_ids }) =>
    perSegment(spike_vector, unit_ids, (rows, segment) => {
      const samples = column(segment, "sample_index");
      return int64(rows.map((row) => samples[row]));
    }),
});

const indices = defineFunction({
  name: `${PREFIX}.spike_vector_to_indices`,
  params: z.object({
    spike_vector: z.array(structured()),
    unit_ids: ids(),
    absolute_index: z.boolean().default(false),
  }),
  run: ({ spike_vector, unit_ids, absolute_index }) =>
    perSegment(spike_vector, unit_ids, (rows, _segment, firstRow) =>
      int64(absolute_index ? rows.map((row) => row + firstRow) : rows),
    ),
});

const listOfTrains = defineFunction({
  name: `${PREFIX}.vector_to_list_of_spiketrain_numpy`,
  params: z.object({
    sample_indices: array(),
    unit_indices: numbers(),
    num_units: z.int().nonnegative(),
  }),
  run({ sample_indices, unit_indices, num_units }) {
    const samples = toFloat64(sample_indices);
    if (samples.length !== unit_indices.length) {
      throw new EphysError(
        "InvalidParameter",
        `there are ${String(samples.length)} samples for ${String(unit_indices.length)} unit indices`,
      );
    }
    return rowsOfUnits(unit_indices, num_units).map((rows) => {
      const train = zeros(sample_indices.dtype, [rows.length]);
      (train.data as Float64Array).set(rows.map((row) => samples[row])); // storage of the same kind
      return train;
    });
  },
});

function refuse(message: string): never {
  throw new EphysError("InvalidParameter", message);
}

const mergeIds = defineFunction({
  name: `${PREFIX}.generate_unit_ids_for_merge_group`,
  params: z.object({
    old_unit_ids: ids(),
    merge_unit_groups: z.array(ids()),
    new_unit_ids: ids().nullish(),
    new_id_strategy: z.string().default("append"),
  }),
  run({ old_unit_ids, merge_unit_groups, new_unit_ids, new_id_strategy }) {
    if (new_unit_ids) return checkedMergedIds(old_unit_ids, merge_unit_groups, new_unit_ids);
    const strategy = MERGE_ID_STRATEGIES.find((known) => known === new_id_strategy);
    if (strategy === undefined) {
      return refuse(
        `new_id_strategy "${new_id_strategy}" is none of ${MERGE_ID_STRATEGIES.join(", ")}`,
      );
    }
    const number = merge_unit_groups.flat().find((id) => typeof id === "number");
    if (strategy === "join" && number !== undefined && typeof old_unit_ids[0] === "string") {
      refuse(`unit ${String(number)} cannot be joined to a text: the unit ids are texts`);
    }
    return newMergedIds(old_unit_ids, merge_unit_groups, strategy);
  },
});

const splits = z.union([
  z.map(z.union([z.string(), z.number()]), z.array(z.unknown())),
  z.record(z.string(), z.array(z.unknown())),
]);

const splitIds = defineFunction({
  name: `${PREFIX}.generate_unit_ids_for_split`,
  params: z.object({
    old_unit_ids: ids(),
    unit_splits: splits,
    new_unit_ids: z.array(ids()).nullish(),
    new_id_strategy: z.enum(["append", "split"]).default("append"),
  }),
  run({ old_unit_ids, unit_splits, new_unit_ids, new_id_strategy }) {
    const entries = unit_splits instanceof Map ? [...unit_splits] : Object.entries(unit_splits);
    const counts = entries.map(([unit, parts]) => [unit, parts.length] as const);
    return new_unit_ids
      ? checkedSplitIds(old_unit_ids, counts, new_unit_ids)
      : newSplitIds(old_unit_ids, counts, new_id_strategy);
  },
});

export const SORTING_TOOLS_FUNCTIONS = [
  spikeTrains,
  indices,
  listOfTrains,
  mergeIds,
  splitIds,
] as const;
