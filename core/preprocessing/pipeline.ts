import type { NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  checkedBy,
  EphysError,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import {
  arrayFromJson,
  plainProperty,
  withMetadata,
  type Recording,
} from "#core/recording/index.ts";
import { PREPROCESSORS } from "./catalog.ts";
import type { PreprocessorDefinition } from "./define.ts";

/** A step by name with its parameters as given. */
export type PipelineStep = readonly [name: string, params: JsonObject];

/** Steps of SpikeInterface that are absent, with what is to be done instead. */
const NEEDS_NETWORK: readonly string[] = ["deepinterpolate", "train_deepinterpolation"];

/** The step called `name`, with its types set aside. */
export function preprocessorByName(name: string): PreprocessorDefinition {
  const found = PREPROCESSORS.find((step) => step.name === name);
  if (found === undefined) {
    if (NEEDS_NETWORK.includes(name)) {
      throw new EphysError(
        "Unsupported",
        `${name} (DeepInterpolation) needs a neural network, which does not run here; run it in SpikeInterface and open the recording that it writes`,
        { step: name },
      );
    }
    throw new EphysError(
      "InvalidParameter",
      `"${name}" is not a preprocessing step; there are ${PREPROCESSORS.map((step) => step.name).join(", ")}`,
      { step: name },
    );
  }
  return found; // heterogeneous catalog; params are parsed by the step's own schema
}

/** Parameters of a step with its defaults filled in; a wrong or unknown one is refused by name. */
export function parseStepParams(
  step: Pick<PreprocessorDefinition, "name" | "params">,
  params: JsonObject,
): JsonObject {
  return checkedBy(step.params, params, step.name, { step: step.name }) as JsonObject; // schemas of steps hold JSON only
}

/**
 * A pipeline from JSON: `{"bandpass_filter": {…}, …}` in order, or `[["bandpass_filter", {…}], …]` (also plain names).
 * Every step is checked, also its parameters.
 */
export function parsePipeline(json: JsonValue): PipelineStep[] {
  const steps = rawSteps(json);
  for (const [name, params] of steps) parseStepParams(preprocessorByName(name), params);
  return steps;
}

function rawSteps(json: JsonValue): PipelineStep[] {
  if (Array.isArray(json)) return json.map(stepOfEntry);
  if (isObject(json))
    return Object.entries(json).map(([name, params]) => [name, paramsOf(name, params)]);
  throw notAPipeline();
}

function stepOfEntry(entry: JsonValue): PipelineStep {
  if (typeof entry === "string") return [entry, {}];
  if (Array.isArray(entry) && typeof entry[0] === "string" && entry.length <= 2) {
    return [entry[0], paramsOf(entry[0], entry[1] as JsonValue | undefined)];
  }
  throw notAPipeline();
}

function paramsOf(step: string, params: JsonValue | undefined): JsonObject {
  if (params === undefined || params === null) return {};
  if (isObject(params)) return params;
  throw new EphysError(
    "InvalidParameter",
    `${step}: its parameters must be an object of names and values`,
    {
      step,
    },
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAPipeline(): EphysError {
  return new EphysError(
    "InvalidParameter",
    'a preprocessing pipeline is {"step": {parameters}, …} or [["step", {parameters}], …]',
  );
}

/** Applies one step. */
export async function applyStep(
  recording: Recording,
  name: string,
  params: JsonObject,
  ctx: CoreContext,
): Promise<Recording> {
  const step = preprocessorByName(name);
  return step.apply(recording, parseStepParams(step, params), ctx);
}

/** Applies the steps one after the other; every result is lazy. */
export async function applyPipeline(
  recording: Recording,
  steps: readonly (readonly [string, JsonObject])[],
  ctx: CoreContext,
): Promise<Recording> {
  let current = recording;
  for (const [name, params] of steps) current = await applyStep(current, name, params, ctx);
  return current;
}

/** True when a dictionary's class is one of the steps. */
export function isPreprocessorDict(dict: ExtractorDict): boolean {
  return PREPROCESSORS.some((step) => step.siClass === dict.class);
}

/**
 * Builds a step again from its dictionary on an already opened parent; computed parameters (whitening matrices, gains)
 * are taken from the dictionary, never computed again.
 */
export async function preprocessorFromDict(
  dict: ExtractorDict,
  parent: Recording,
  ctx: CoreContext,
): Promise<Recording> {
  const known = PREPROCESSORS.find((candidate) => candidate.siClass === dict.class);
  if (known === undefined) {
    throw new EphysError(
      "Unsupported",
      `${dict.class} is not a preprocessing step that can be rebuilt here`,
      {
        class: dict.class,
      },
    );
  }
  const step = preprocessorByName(known.name);
  const kwargs = Object.fromEntries(
    Object.entries(dict.kwargs).filter(
      ([key]) => key !== "recording" && key !== "parent_recording",
    ),
  );
  const built =
    step.rebuild === undefined
      ? await step.apply(parent, parseStepParams(step, kwargs), ctx)
      : await step.rebuild(parent, kwargs, ctx);
  return withStoredMetadata(built, dict);
}

/**
 * The dictionary's own annotations and main properties go over those of the rebuilt node, as in SpikeInterface; values
 * that agree stay as they are, because JSON has lost their dtype.
 */
function withStoredMetadata(recording: Recording, dict: ExtractorDict): Recording {
  const properties = new Map<string, NdArray>();
  for (const [name, value] of Object.entries(dict.properties)) {
    if (value === null || value === undefined) continue;
    const stored = arrayFromJson(value, `property "${name}"`);
    const current = plainProperty(recording.properties, name);
    const same = current !== undefined && sameValues(current, stored);
    if (!same && stored.shape[0] === recording.channelIds.length) properties.set(name, stored);
  }
  const annotated = Object.entries(dict.annotations).some(
    ([key, value]) => JSON.stringify(recording.annotations[key]) !== JSON.stringify(value),
  );
  if (properties.size === 0 && !annotated) return recording;
  return withMetadata(recording, { properties, annotations: dict.annotations });
}

function sameValues(a: NdArray, b: NdArray): boolean {
  if (a.data.length !== b.data.length) return false;
  for (let i = 0; i < b.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}
