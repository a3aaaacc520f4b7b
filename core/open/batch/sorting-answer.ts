import { isStructured } from "#core/array/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { arrayToJson } from "#core/recording/index.ts";
import { spikesToStructured, type Sorting } from "#core/sorting/index.ts";
import { markFloats, type AnswerArrays } from "./arrays.ts";

/** What was read of a sorting, in the form of the golden format cases. */
export async function sortingAnswer(sorting: Sorting, arrays: AnswerArrays): Promise<JsonObject> {
  const properties: Record<string, JsonValue> = {};
  for (const [name, value] of sorting.properties) {
    if (isStructured(value)) continue;
    properties[name] =
      value.shape.length > 1 ? await arrays.nd(value) : markFloats(arrayToJson(value));
  }
  return {
    unit_ids: [...sorting.unitIds],
    sampling_frequency: sorting.samplingFrequency,
    num_segments: sorting.numSegments,
    spike_vector: await arrays.records(spikesToStructured(sorting.spikes)),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}
