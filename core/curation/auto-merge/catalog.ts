import { checkedBy, EphysError, type JsonObject } from "#core/model/index.ts";
import type { MergeStep, StepsParams } from "./search.ts";
import { correlogram } from "./steps/correlogram.ts";
import { crossContamination } from "./steps/cross-contamination.ts";
import { knn } from "./steps/knn.ts";
import { templateSimilarity, unitLocations } from "./steps/places.ts";
import { presenceDistance } from "./steps/presence.ts";
import { qualityScore } from "./steps/quality-score.ts";
import { slayScore } from "./steps/slay.ts";
import { numSpikes, removeContaminated, snr } from "./steps/units.ts";

/** Every criterion for a merge. */
export const MERGE_STEPS = [
  numSpikes,
  snr,
  removeContaminated,
  unitLocations,
  templateSimilarity,
  correlogram,
  presenceDistance,
  crossContamination,
  knn,
  qualityScore,
  slayScore,
] as const;

export type MergeStepName = (typeof MERGE_STEPS)[number]["name"];

/** Steps by preset, in their order (SpikeInterface 0.103; slay is 0.104's). */
export const MERGE_PRESETS = {
  similarity_correlograms: [
    "num_spikes",
    "remove_contaminated",
    "unit_locations",
    "template_similarity",
    "correlogram",
    "quality_score",
  ],
  temporal_splits: [
    "num_spikes",
    "remove_contaminated",
    "unit_locations",
    "template_similarity",
    "presence_distance",
    "quality_score",
  ],
  x_contaminations: [
    "num_spikes",
    "remove_contaminated",
    "unit_locations",
    "template_similarity",
    "cross_contamination",
    "quality_score",
  ],
  feature_neighbors: [
    "num_spikes",
    "snr",
    "remove_contaminated",
    "unit_locations",
    "knn",
    "quality_score",
  ],
  slay: ["template_similarity", "slay_score"],
} as const satisfies Readonly<Record<string, readonly MergeStepName[]>>;

export type MergePreset = keyof typeof MERGE_PRESETS;

export const DEFAULT_MERGE_PRESET: MergePreset = "similarity_correlograms";

/** A step with its parameters, completed. */
export interface ChosenStep {
  readonly step: MergeStep;
  readonly params: JsonObject;
}

/** Which steps, and how: named ones, or those of a preset (named ones come first). */
export interface MergeRecipe {
  /** "similarity_correlograms" */
  readonly preset?: string | undefined;
  readonly steps?: readonly string[] | undefined;
  readonly stepsParams?: StepsParams | undefined;
}

/** The steps of a recipe. @throws UnknownName, InvalidParameter naming step and parameter */
export function chooseSteps(recipe: MergeRecipe): ChosenStep[] {
  const names = recipe.steps ?? presetSteps(recipe.preset ?? DEFAULT_MERGE_PRESET);
  if (names.length === 0) {
    throw new EphysError("InvalidParameter", "a search for merges needs at least one step", {
      parameter: "steps",
    });
  }
  const given = recipe.stepsParams ?? {};
  for (const name of Object.keys(given)) stepByName(name);
  return names.map((name) => {
    const step = stepByName(name);
    const params = checkedBy(step.params, given[name] ?? {}, `merge step ${name}`, { step: name });
    return { step, params: params as JsonObject }; // schemas of steps hold plain values only
  });
}

function presetSteps(preset: string): readonly string[] {
  if (Object.hasOwn(MERGE_PRESETS, preset)) return MERGE_PRESETS[preset as MergePreset];
  throw new EphysError(
    "UnknownName",
    `no merge preset is called "${preset}"; there are ${Object.keys(MERGE_PRESETS).join(", ")}`,
    { name: preset },
  );
}

function stepByName(name: string): MergeStep {
  const step = MERGE_STEPS.find((one) => one.name === name);
  // each step checks its own parameters, so that the common type may forget them
  if (step !== undefined) return step;
  throw new EphysError(
    "UnknownName",
    `no merge step is called "${name}"; there are ${MERGE_STEPS.map((one) => one.name).join(", ")}`,
    { name },
  );
}
