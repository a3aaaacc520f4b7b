import type { Pipeline } from "#contract/index.ts";
import { isExtractorDict, type JsonValue } from "#core/model/index.ts";
import { parsePipeline, pipelineOfDict } from "#core/preprocessing/index.ts";

/**
 * A pipeline from JSON: `{step: {parameters}}`, `[[step, {parameters}]]`, or the dictionary of a stored recording
 * (recording.json, provenance.json), whose preprocessing steps are taken. Every step and parameter is checked.
 */
export function pipelineFromJson(json: JsonValue): Pipeline {
  const steps = parsePipeline(isExtractorDict(json) ? pipelineOfDict(json) : json);
  return steps.map(([name, params]) => ({ name, params, enabled: true }));
}
