import type { z } from "zod";
import type {
  AnalyzerExtension,
  ExtensionValue,
  SortingAnalyzer,
  Templates,
} from "#core/analyzer/index.ts";
import type { ComputeContext, SweepRequest } from "#core/compute/index.ts";
import type { NdArray, StructuredArray } from "#core/array/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { UnitChange } from "./unit-change.ts";

/** Results by name: the stem of the file that keeps them. */
export type ExtensionData = ReadonlyMap<string, ExtensionValue>;

/** One computation of an extension. */
export interface ExtensionRun<Params> {
  readonly analyzer: SortingAnalyzer;
  readonly params: Params;
  readonly ctx: ComputeContext;
  /** samples are the same whatever window they are read in, by the recording's nature or because all share one */
  readonly exactWindows: boolean;
}

/** Results at once, or what to ask of the traces and how to finish afterwards. */
export type ExtensionStart =
  | { readonly kind: "done"; readonly data: ExtensionData }
  | {
      readonly kind: "sweep";
      readonly requests: readonly SweepRequest[];
      readonly finish: () => ExtensionData | Promise<ExtensionData>;
    };

/** Samples kept before the templates are known, and what becomes of them once they are. */
export interface ExtensionAnticipation {
  readonly requests: readonly SweepRequest[];
  /** as `start`, with what was kept; what was not foreseen is read again, by `start` itself where this answers undefined */
  readonly settle: () => ExtensionStart | undefined | Promise<ExtensionStart | undefined>;
}

/**
 * A result of an analyzer: one folder and one line in catalog.ts. Names of parameters and arrays are SpikeInterface's,
 * because they are written to disk.
 */
export interface ExtensionDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  readonly name: Name;
  readonly label: string;
  /** one sentence for people */
  readonly summary: string;
  /** SpikeInterface's class, dotted path */
  readonly siClass: string;
  /** module of info.json */
  readonly siModule: string;
  /** extensions that must exist; "a|b" = either */
  readonly dependsOn: readonly string[];
  /** extensions that it also reads where they are there; it waits for those that are computed with it */
  readonly uses?: readonly string[];
  /** samples are read; `start` may still do without when a parent extension has what it needs */
  readonly needsRecording: boolean;
  /** more that can be told of SpikeInterface's class */
  readonly si: { readonly useNodePipeline: boolean; readonly needJobKwargs: boolean };
  readonly params: Schema;
  /** SpikeInterface's defaults, where they differ from the schema's (a null that stands for a rule) */
  readonly siDefaults?: JsonObject;
  /** Parameters as stored: rules applied that depend on the analyzer. Default: as parsed. */
  resolve?(params: z.output<Schema>, analyzer: SortingAnalyzer): z.output<Schema>;
  start(run: ExtensionRun<z.output<Schema>>): ExtensionStart | Promise<ExtensionStart>;
  /**
   * For an extension that needs traces and templates: joins the sweep that the templates themselves are made in. The
   * result must be that of `start`, to the bit; `expected` only decides how much is read a second time. Undefined where
   * too much would have to be kept.
   */
  anticipate?(
    run: ExtensionRun<z.output<Schema>>,
    expected: Templates,
  ): ExtensionAnticipation | undefined | Promise<ExtensionAnticipation | undefined>;
  /** The results of some units. */
  selectUnits(
    extension: AnalyzerExtension,
    analyzer: SortingAnalyzer,
    unitIndices: Int32Array,
  ): ExtensionData;
  /**
   * The results after units were merged or split, without reading samples. Absent, or where it answers undefined: they
   * are computed anew with the same parameters.
   */
  regroupUnits?(change: UnitChange): ExtensionData | undefined | Promise<ExtensionData | undefined>;
}

export function defineExtension<const Name extends string, Schema extends z.ZodObject>(
  definition: ExtensionDefinition<Name, Schema>,
): ExtensionDefinition<Name, Schema> {
  return definition;
}

/** Arrays as results at once. */
export function done(arrays: Readonly<Record<string, NdArray | StructuredArray>>): ExtensionStart {
  return { kind: "done", data: arrayData(arrays) };
}

/** Arrays as extension data. */
export function arrayData(
  arrays: Readonly<Record<string, NdArray | StructuredArray>>,
): ExtensionData {
  return new Map(Object.entries(arrays).map(([name, array]) => [name, { kind: "array", array }]));
}
