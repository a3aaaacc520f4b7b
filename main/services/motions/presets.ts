import type { MotionPreset } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { MOTION_PRESETS, motionPresetParams } from "#core/preprocessing/index.ts";
import {
  DETECTION_METHODS,
  LOCALIZATION_METHODS,
  MOTION_METHODS,
  motionWindowParams,
} from "#core/sorting-components/index.ts";
import { jsonSchemaOf } from "../describe-definition.ts";

/** SpikeInterface's presets; those whose method is not here say so. */
export function motionPresets(): MotionPreset[] {
  return MOTION_PRESETS.map((name) => {
    const { doc, ...params } = motionPresetParams(name);
    const method = methodOf(params, "estimate_motion_kwargs");
    const isHere = MOTION_METHODS.some((candidate) => candidate.name === method);
    return {
      name,
      summary: typeof doc === "string" ? doc : "",
      whyNot: isHere ? null : `the method ${method} is not part of this program`,
      params,
      paramsSchema: isHere ? schemaOf(params) : { type: "object", properties: {} },
    };
  });
}

/** Forms of the preset's own methods, with the preset's values as defaults. */
function schemaOf(params: JsonObject): JsonObject {
  const group = (
    step: string,
    title: string,
    catalog: readonly {
      readonly name: string;
      readonly params: Parameters<typeof jsonSchemaOf>[0];
    }[],
    more: JsonObject = {},
  ): readonly [string, JsonObject] => {
    const method = methodOf(params, step);
    const definition = catalog.find((candidate) => candidate.name === method);
    const own = definition === undefined ? {} : propertiesOf(jsonSchemaOf(definition.params));
    const given = (params[step] ?? {}) as JsonObject; // a preset's step is an object
    const properties = Object.entries({ ...more, ...own }).map(([name, schema]) => {
      const withDefault = Object.hasOwn(given, name)
        ? { ...(schema as JsonObject), default: given[name] ?? null }
        : schema;
      return [name, withDefault] as const;
    });
    const label = `${title}: ${method}`;
    return [step, { type: "object", label, properties: Object.fromEntries(properties) }];
  };
  const windows = propertiesOf(jsonSchemaOf(motionWindowParams));
  return {
    type: "object",
    properties: Object.fromEntries([
      group("estimate_motion_kwargs", "Motion", MOTION_METHODS, windows),
      group("detect_kwargs", "Peaks", DETECTION_METHODS),
      group("localize_peaks_kwargs", "Places", LOCALIZATION_METHODS),
    ]),
  };
}

function propertiesOf(schema: JsonObject): JsonObject {
  return (schema["properties"] ?? {}) as JsonObject; // of a JSON Schema of an object
}

function methodOf(params: JsonObject, step: string): string {
  const kwargs = params[step];
  const isObject = typeof kwargs === "object" && kwargs !== null && !Array.isArray(kwargs);
  const method = isObject ? (kwargs as JsonObject)["method"] : undefined;
  return typeof method === "string" ? method : "";
}
