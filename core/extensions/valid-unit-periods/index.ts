import type { AnalyzerExtension, SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, ndArray, toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { arrayData, defineExtension, type ExtensionData } from "../define.ts";
import { judgePeriods, validPeriods, type JudgedPeriods } from "./compute.ts";
import { validPeriodParams, type ValidPeriodParams } from "./params.ts";
import {
  periodsFromStructured,
  sortedPeriods,
  structuredFromPeriods,
  type UnitPeriod,
} from "./periods.ts";

/** When units can be trusted. */
export const validUnitPeriods = defineExtension({
  name: "valid_unit_periods",
  label: "Valid periods",
  summary:
    "When each unit has few foreign and few missing spikes; SpikeInterface reads it from version 0.104 on.",
  siClass: "spikeinterface.postprocessing.valid_unit_periods.ComputeValidUnitPeriods",
  siModule: "spikeinterface",
  dependsOn: ["amplitude_scalings"],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: validPeriodParams,
  start({ analyzer, params }) {
    const given = givenPeriods(analyzer, params);
    if (params.method === "user_defined") {
      return {
        kind: "done",
        data: arrayData({ valid_unit_periods: structuredFromPeriods(given) }),
      };
    }
    const judged = judgePeriods(analyzer, params, allUnits(analyzer));
    return { kind: "done", data: periodData(analyzer, params, judged, given) };
  },
  selectUnits(extension, _analyzer, unitIndices) {
    const position = new Map(Array.from(unitIndices, (unit, i) => [unit, i]));
    return remapped(extension, (unit) => position.get(unit));
  },
});

function allUnits({ sorting }: SortingAnalyzer): number[] {
  return sorting.unitIds.map((_, unit) => unit);
}

function periodData(
  { attributes }: SortingAnalyzer,
  params: ValidPeriodParams,
  judged: JudgedPeriods,
  given: readonly UnitPeriod[],
): ExtensionData {
  const added = params.method === "combined" ? given : [];
  const valid = validPeriods(judged, added, params, attributes.samplingFrequency);
  const { periods, falsePositives, falseNegatives } = judged;
  return arrayData({
    valid_unit_periods: structuredFromPeriods(valid),
    all_periods: structuredFromPeriods(periods),
    fps: ndArray("float64", [periods.length], falsePositives),
    fns: ndArray("float64", [periods.length], falseNegatives),
  });
}

/** @throws InvalidParameter for periods that are missing, too short or of no unit */
function givenPeriods(
  { sorting, attributes }: SortingAnalyzer,
  params: ValidPeriodParams,
): UnitPeriod[] {
  const refuse = (message: string): never => {
    throw new EphysError("InvalidParameter", message, { parameter: "user_defined_periods" });
  };
  const rows = params.user_defined_periods;
  if (rows === null || rows === undefined) {
    if (params.method === "user_defined") {
      refuse(
        "method user_defined needs user_defined_periods: segment, first frame, end frame, unit",
      );
    }
    return [];
  }
  const least = Math.trunc(params.minimum_valid_period_duration * attributes.samplingFrequency);
  const periods = rows.map(([segmentIndex, startFrame, endFrame, unitIndex]) => {
    if (segmentIndex >= attributes.numSamples.length) {
      refuse(`a period is of segment ${String(segmentIndex)}, which does not exist`);
    }
    if (unitIndex >= sorting.unitIds.length) {
      refuse(`a period is of the unit at position ${String(unitIndex)}, which does not exist`);
    }
    if (endFrame - startFrame < least) {
      refuse(
        `period ${String(startFrame)} to ${String(endFrame)} is shorter than minimum_valid_period_duration, ${String(params.minimum_valid_period_duration)} s`,
      );
    }
    return { segmentIndex, startFrame, endFrame, unitIndex };
  });
  return sortedPeriods(periods);
}

/** Periods of units that stay, with their new positions; rates go with their periods. */
function remapped(
  extension: AnalyzerExtension,
  positionOf: (unit: number) => number | undefined,
): ExtensionData {
  const kept = (name: string): { periods: UnitPeriod[]; rows: number[] } | undefined => {
    const value = extension.data.get(name);
    if (value?.kind !== "array" || !isStructured(value.array)) return undefined;
    const periods: UnitPeriod[] = [];
    const rows: number[] = [];
    for (const [row, period] of periodsFromStructured(value.array).entries()) {
      const unitIndex = positionOf(period.unitIndex);
      if (unitIndex === undefined) continue;
      periods.push({ ...period, unitIndex });
      rows.push(row);
    }
    return { periods, rows };
  };
  const valid = kept("valid_unit_periods");
  const all = kept("all_periods");
  const data = new Map(
    arrayData({ valid_unit_periods: structuredFromPeriods(sortedPeriods(valid?.periods ?? [])) }),
  );
  if (all === undefined) return data;
  for (const [name, value] of arrayData({ all_periods: structuredFromPeriods(all.periods) })) {
    data.set(name, value);
  }
  for (const name of ["fps", "fns"]) {
    const value = extension.data.get(name);
    if (value?.kind !== "array" || isStructured(value.array)) continue;
    const rates = toFloat64(value.array);
    const array = ndArray(
      "float64",
      [all.rows.length],
      Float64Array.from(all.rows, (row) => rates[row]),
    );
    data.set(name, { kind: "array", array });
  }
  return data;
}
