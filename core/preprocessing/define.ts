import type { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** What steps are for, in the order in which menus show them. */
export const STEP_FAMILIES = [
  "filter",
  "reference",
  "whitening",
  "scaling",
  "artifacts",
  "channels",
  "geometry",
  "resampling",
] as const;

export type StepFamily = (typeof STEP_FAMILIES)[number];

/**
 * One preprocessing step. The parameter schema gives defaults, validation, the form, the flags and the reference page;
 * parameter names are SpikeInterface's, because they are written to disk. Each field has `.describe("one sentence")`
 * and, where it applies, `.meta({ unit: "Hz", label: "…", citation: "…" })`.
 */
export interface PreprocessorDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's function name, e.g. "bandpass_filter" */
  readonly name: Name;
  readonly label: string;
  /** one sentence for people */
  readonly summary: string;
  readonly family: StepFamily;
  /** where the method is described, with a DOI */
  readonly citation?: string;
  /** dotted path of SpikeInterface's class, e.g. "spikeinterface.preprocessing.filter.BandpassFilterRecording" */
  readonly siClass: string;
  readonly params: Schema;
  /**
   * Largest difference between samples read in one piece and in chunks, relative to the largest sample (0 = equal);
   * the conformance suite holds the step to it.
   */
  readonly chunkTolerance: number;
  /** Builds the lazy node; may read random chunks (whitening), whose result then stands in the node's dictionary. */
  apply(parent: Recording, params: z.output<Schema>, ctx: CoreContext): Promise<Recording>;
  /**
   * Builds the node again from the kwargs of its dictionary (without `recording`). Default: parse and `apply`.
   */
  rebuild?(parent: Recording, kwargs: JsonObject, ctx: CoreContext): Promise<Recording>;
}

export function definePreprocessor<const Name extends string, Schema extends z.ZodObject>(
  definition: PreprocessorDefinition<Name, Schema>,
): PreprocessorDefinition<Name, Schema> {
  return definition;
}
