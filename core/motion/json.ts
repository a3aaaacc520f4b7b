import { ndArray, type NdArray } from "#core/array/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { Motion, MotionDict } from "./motion.ts";

/** A motion with lists for arrays: what stands in a step's dictionary. */
export function motionToJson(motion: Motion): JsonObject {
  const { displacement, temporalBinsS, spatialBinsUm, direction, interpolationMethod } = motion;
  const depths = spatialBinsUm.length;
  return {
    object: "Motion",
    displacement: displacement.map((values) =>
      Array.from({ length: values.length / depths }, (_, t) => [
        ...values.subarray(t * depths, (t + 1) * depths),
      ]),
    ),
    temporal_bins_s: temporalBinsS.map((bins) => [...bins]),
    spatial_bins_um: [...spatialBinsUm],
    interpolation_method: interpolationMethod,
    direction,
  };
}

/** True for the JSON form of a motion. */
export function isMotionJson(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && "displacement" in value
  );
}

/**
 * The dictionary of a motion's JSON form. `displacement` and `temporal_bins_s` hold one list per segment; those of one
 * segment may stand by themselves, as SpikeInterface's constructor takes them.
 * @throws InvalidValue naming what is missing or not numbers
 */
export function motionDictFromJson(json: JsonObject): MotionDict {
  const nested = depthOf(json["displacement"]) === 3;
  const perSegment = (value: JsonValue | undefined): readonly JsonValue[] =>
    nested ? listOf(value) : [value ?? null];
  return {
    object: "Motion",
    displacement: perSegment(json["displacement"]).map((rows) => table(rows)),
    temporal_bins_s: perSegment(json["temporal_bins_s"]).map((bins) =>
      row(bins, "temporal_bins_s"),
    ),
    spatial_bins_um: row(json["spatial_bins_um"], "spatial_bins_um"),
    interpolation_method: text(json["interpolation_method"], "linear"),
    direction: text(json["direction"], "y"),
  };
}

function depthOf(value: JsonValue | undefined): number {
  return Array.isArray(value) ? 1 + depthOf((value as readonly JsonValue[])[0]) : 0;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw wrong("temporal_bins_s");
}

function table(value: JsonValue): NdArray {
  const rows = (Array.isArray(value) ? (value as readonly JsonValue[]) : []).map((r) =>
    numbersOf(r, "displacement"),
  );
  const columns = rows[0]?.length ?? 0;
  if (columns === 0 || rows.some((r) => r.length !== columns)) throw wrong("displacement");
  return ndArray("float64", [rows.length, columns], Float64Array.from(rows.flat()));
}

function row(value: JsonValue | undefined, name: string): NdArray {
  const values = numbersOf(value, name);
  return ndArray("float64", [values.length], Float64Array.from(values));
}

function numbersOf(value: JsonValue | undefined, name: string): readonly number[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : undefined;
  if (list?.every((item) => typeof item === "number") === true) return list;
  throw wrong(name);
}

function text(value: JsonValue | undefined, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

function wrong(name: string): EphysError {
  return new EphysError(
    "InvalidValue",
    `motion: ${name} must be lists of numbers (per segment: times × depths; times; depths)`,
    { parameter: name },
  );
}
