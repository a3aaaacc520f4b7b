import type { JsonObject, JsonValue } from "#core/model/index.ts";

/** What is known of a model beside its predictions (SpikeInterface's model_info.json). */
export interface ModelInfo {
  /** parameters that the metrics were computed with */
  readonly metric_params?: JsonValue;
  /** versions of what trained it */
  readonly requirements?: JsonValue;
  /** predicted code → label */
  readonly label_conversion?: JsonValue;
  readonly [key: string]: JsonValue | undefined;
}

function objectAt(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/**
 * The names of parameters as SpikeInterface 0.103 has them: `qm_params` becomes `metric_params`, and one
 * `metrics_kwargs` for all template metrics is given to each.
 */
export function modernModelInfo(info: JsonObject): ModelInfo {
  const params = objectAt(info["metric_params"]);
  if (params === undefined) return info;
  const out: Record<string, JsonValue | undefined> = { ...params };
  const quality = objectAt(params["quality_metric_params"]);
  if (quality?.["qm_params"] !== undefined && quality["qm_params"] !== null) {
    const { qm_params, ...rest } = quality;
    out["quality_metric_params"] = { ...rest, metric_params: qm_params };
  }
  const template = objectAt(params["template_metric_params"]);
  const shared = template?.["metrics_kwargs"];
  if (template !== undefined && shared !== undefined && shared !== null) {
    const { metrics_kwargs, ...rest } = template;
    const names = Array.isArray(template["metric_names"]) ? template["metric_names"] : [];
    const each = names.flatMap((name): [string, JsonValue][] =>
      typeof name === "string" ? [[name, metrics_kwargs ?? null]] : [],
    );
    out["template_metric_params"] = { ...rest, metric_params: Object.fromEntries(each) };
  }
  return { ...info, metric_params: out };
}

/** Labels by predicted code; undefined when the model does not say. */
export function labelConversion(
  info: ModelInfo | undefined,
): ReadonlyMap<number, JsonValue> | undefined {
  const conversion = objectAt(info?.label_conversion);
  if (conversion === undefined) return undefined;
  return new Map(Object.entries(conversion).map(([code, label]) => [Number(code), label ?? null]));
}
