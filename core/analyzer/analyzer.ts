import type { NdArray, StructuredArray } from "#core/array/index.ts";
import type { ChannelId, JsonObject, ProbeGroup, UnitId } from "#core/model/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Properties, Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import type { ChannelSparsity } from "./sparsity.ts";
import type { Templates } from "./templates.ts";

/** A table with one row per unit, such as metrics; NaN or "" where a value is missing. */
export interface DataTable {
  readonly index: readonly UnitId[];
  readonly columns: readonly DataColumn[];
}

export interface DataColumn {
  readonly name: string;
  /** "int" only where every value is whole */
  readonly dtype: "int" | "float" | "str";
  /** [row] */
  readonly values: Float64Array | readonly string[];
}

/** One of an extension's results. */
export type ExtensionValue =
  | { readonly kind: "array"; readonly array: NdArray | StructuredArray }
  | { readonly kind: "table"; readonly table: DataTable }
  | { readonly kind: "json"; readonly json: JsonObject };

/** An extension that has been computed or loaded. */
export interface AnalyzerExtension {
  readonly name: string;
  /** as stored: SpikeInterface's names, completed with defaults */
  readonly params: JsonObject;
  /** by file name without its ending, e.g. "average" */
  readonly data: ReadonlyMap<string, ExtensionValue>;
  /** SpikeInterface's class, for info.json */
  readonly siClass: { readonly class: string; readonly module: string };
  readonly runtimeS: number;
  /** files of Python objects that were left out */
  readonly skipped: readonly string[];
}

/** What remains known of a recording that cannot be opened. */
export interface RecordingAttributes {
  readonly channelIds: readonly ChannelId[];
  readonly samplingFrequency: number;
  /** samples per segment */
  readonly numSamples: readonly number[];
  readonly isFiltered: boolean;
  readonly dtype: string;
  /** without contact_vector */
  readonly properties: Properties;
}

/** A sorting with its recording (or what is known of it) and the results computed from both. */
export interface SortingAnalyzer {
  readonly sorting: Sorting;
  /** undefined when it cannot be opened: what needs no samples still works */
  readonly recording: Recording | undefined;
  /** why `recording` is undefined */
  readonly recordingProblem?: string;
  readonly attributes: RecordingAttributes;
  readonly probeGroup: ProbeGroup | undefined;
  /** undefined = every unit has every channel */
  readonly sparsity: ChannelSparsity | undefined;
  /** µV (default) or raw units, for all extensions */
  readonly returnInUv: boolean;
  readonly format: "memory" | "binary_folder" | "zarr";
  /** absolute; extensions are stored there as they finish */
  readonly folder: string | undefined;
  /**
   * What the templates will about be, in raw units, where some spikes were looked at to estimate the sparsity. Not
   * stored: it lets an extension read samples before the templates are there, and never decides a result.
   */
  readonly expectedTemplates?: Templates;
  /** changed by computing and deleting */
  readonly extensions: Map<string, AnalyzerExtension>;
}

/** The recording, or an error that says why there is none. */
export function requireRecording(analyzer: SortingAnalyzer, purpose: string): Recording {
  if (analyzer.recording !== undefined) return analyzer.recording;
  throw new EphysError(
    "MissingSibling",
    `${purpose} needs the recording, which this analyzer does not have` +
      (analyzer.recordingProblem === undefined ? "" : `: ${analyzer.recordingProblem}`),
  );
}

/** An extension that others need. @throws MissingExtension */
export function requireExtension(analyzer: SortingAnalyzer, name: string): AnalyzerExtension {
  const extension = analyzer.extensions.get(name);
  if (extension !== undefined) return extension;
  throw new EphysError("MissingExtension", `extension ${name} has to be computed first`, { name });
}

/** One array of an extension. @throws MissingExtension */
export function extensionArray(analyzer: SortingAnalyzer, name: string, data: string): NdArray {
  const value = requireExtension(analyzer, name).data.get(data);
  if (value?.kind !== "array" || "columns" in value.array) {
    throw new EphysError("MissingExtension", `extension ${name} has no array ${data}`, {
      name,
      data,
    });
  }
  return value.array;
}

/** The table of an extension (metrics). @throws MissingExtension */
export function extensionTable(analyzer: SortingAnalyzer, name: string): DataTable {
  const value = requireExtension(analyzer, name).data.get("metrics");
  if (value?.kind !== "table") {
    throw new EphysError("MissingExtension", `extension ${name} has no table`, { name });
  }
  return value.table;
}
