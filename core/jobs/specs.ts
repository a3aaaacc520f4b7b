import type {
  ActEntry,
  ApplyToAnalyzerOptions,
  FindMergesOptions,
  MergeCandidates,
} from "#core/curation/index.ts";
import type { ComponentFileOptions } from "#core/extensions/index.ts";
import type { EventData } from "#core/formats/index.ts";
import type { ChannelId, ExtractorDict, JsonObject, UnitId } from "#core/model/index.ts";
import type { MotionOptions, PeakLocations, Peaks } from "#core/sorting-components/index.ts";
import type { ResultPlace } from "./result-place.ts";

/** Preprocessing steps by name with their parameters, in order. */
export type Steps = readonly (readonly [name: string, params: JsonObject])[];

/** Extensions by name with their parameters. */
export type Extensions = readonly (readonly [name: string, params: JsonObject])[];

/** A recording and what is done to it before the job's own work. */
export interface PreparedInput {
  readonly recording: ExtractorDict;
  readonly steps: Steps;
}

/** Every job: what it is given and what it answers, both plain data that cross threads. */
export interface JobSpecs {
  /** Runs a chain and writes it as a recording of its own. */
  readonly write_recording: {
    readonly args: PreparedInput & {
      readonly format: RecordingFormat;
      readonly place: ResultPlace;
    };
    readonly result: { readonly dict: ExtractorDict };
  };
  /** A simulated recording and the spikes that are in it, each to a place of its own. */
  readonly generate: {
    readonly args: {
      /** kind of simulation, see core/generation */
      readonly simulation: string;
      readonly params: JsonObject;
      /** what spikes are put into, for a hybrid recording */
      readonly recording: ExtractorDict | null;
      /** folder of an analyzer whose units are put there, in place of generated ones */
      readonly templates: string | null;
      /** "lazy" leaves a .json dictionary: samples are computed when they are read */
      readonly format: RecordingFormat | "lazy";
      readonly place: ResultPlace;
      readonly sortingPlace: ResultPlace;
    };
    readonly result: {
      readonly recording: ExtractorDict;
      /** null = noise alone */
      readonly sorting: ExtractorDict | null;
      readonly numUnits: number;
      readonly numSpikes: number;
    };
  };
  /** Judges the channels of a recording. */
  readonly detect_bad_channels: {
    readonly args: PreparedInput & {
      /** of detect_bad_channels */
      readonly params: JsonObject;
    };
    readonly result: {
      readonly badChannelIds: readonly ChannelId[];
      /** [channel] */
      readonly labels: readonly ("good" | "dead" | "noise" | "out")[];
      /** [channel], "" for good ones */
      readonly reasons: readonly string[];
      /** what the labels rest on */
      readonly measures: readonly {
        readonly name: string;
        /** [channel], null = none */
        readonly values: readonly (number | null)[];
      }[];
    };
  };
  /** Pulses in a digital channel: its lines, or where it is above a threshold. */
  readonly find_pulses: {
    readonly args: {
      readonly recording: ExtractorDict;
      readonly channelId: string;
      /** raw units; null: the channel is a word of bits */
      readonly threshold: number | null;
    };
    readonly result: EventData;
  };
  /** Sorts and leaves SpikeInterface's sorter folder. */
  readonly sort: {
    readonly args: PreparedInput & {
      readonly sorter: string;
      readonly params: JsonObject;
      readonly place: ResultPlace;
    };
    readonly result: {
      /** of the units in the folder */
      readonly dict: ExtractorDict;
      readonly numUnits: number;
      readonly numSpikes: number;
    };
  };
  /** A SortingAnalyzer with extensions. */
  readonly analyze: {
    readonly args: PreparedInput &
      Analysis & {
        readonly sorting: ExtractorDict;
        /** how the channels of each unit are chosen (core/analyzer sparsityParams); null = every channel */
        readonly sparsity: JsonObject | null;
        readonly format: "binary_folder" | "zarr";
        readonly place: ResultPlace;
      };
    readonly result: {
      readonly unitIds: readonly UnitId[];
      readonly extensions: readonly ComputedExtension[];
    };
  };
  /** Detects peaks, and locates them in the same pass when asked. */
  readonly find_peaks: {
    readonly args: PreparedInput & {
      readonly detection: MethodAndParams;
      readonly localization: MethodAndParams | null;
    };
    readonly result: { readonly peaks: Peaks; readonly locations: PeakLocations | undefined };
  };
  /** Drift: SpikeInterface's motion folder, and the corrected recording where it is wanted. */
  readonly estimate_motion: {
    readonly args: PreparedInput & {
      readonly options: MotionOptions;
      readonly place: ResultPlace;
      readonly corrected: ResultPlace | null;
    };
    readonly result: {
      readonly numPeaks: number;
      readonly numTimeBins: number;
      readonly numDepthBins: number;
      readonly rangeUm: readonly [min: number, max: number];
    };
  };
  /** More extensions in an analyzer that exists. */
  readonly compute_extensions: {
    readonly args: Analysis & { readonly analyzer: string };
    readonly result: { readonly extensions: readonly ComputedExtension[] };
  };
  /** Pairs of an analyzer's units that may be one; nothing is stored. */
  readonly find_merges: {
    readonly args: FindMergesOptions & {
      readonly analyzer: string;
      /** when it became the project's, ISO 8601: of a folder of Phy's what it held then */
      readonly asOf?: string;
      /** what was done to its units so far; default nothing */
      readonly actions?: readonly ActEntry[];
    };
    readonly result: Omit<MergeCandidates, "analyzer">;
  };
  /** A curated copy of an analyzer, with its lineage. */
  readonly curate_analyzer: {
    readonly args: ApplyToAnalyzerOptions & {
      readonly analyzer: string;
      /** when it became the project's, ISO 8601: of a folder of Phy's what it held then */
      readonly asOf?: string;
      /** in any version of the curation format; several are applied one after the other */
      readonly curations: readonly JsonObject[];
      readonly place: ResultPlace;
    };
    readonly result: {
      readonly unitIds: readonly UnitId[];
      readonly numSpikes: number;
      /** of the sorting in the new analyzer's folder */
      readonly sorting: ExtractorDict;
      readonly extensions: readonly ComputedExtension[];
      /** merges whose units share too few channels */
      readonly skipped: readonly (readonly UnitId[])[];
    };
  };
  /** Principal components of all spikes, or of new waveforms, as an .npy file. */
  readonly write_components: {
    readonly args: ComponentFileOptions & { readonly analyzer: string };
    readonly result: { readonly shape: readonly number[] };
  };
  /** An analyzer as curated, in another form. */
  readonly export_analyzer: {
    readonly args: {
      readonly analyzer: string;
      /** when it became the project's, ISO 8601: of a folder of Phy's what it held then */
      readonly asOf?: string;
      /** what was done to its units; deleted ones are left out */
      readonly actions: readonly ActEntry[];
      /** of core/exporters */
      readonly exporter: string;
      readonly params: JsonObject;
      readonly place: ResultPlace;
    };
    readonly result: { readonly files: readonly string[] };
  };
}

/** Extensions in order with their parameters, and how traces are read for them. */
export interface Analysis {
  readonly extensions: Extensions;
  /** see ComputeExtensionsOptions */
  readonly windows: "reference" | "shared";
}

export interface MethodAndParams {
  readonly method: string;
  readonly params: JsonObject;
}

/** An extension that was computed, with its parameters as stored. */
export interface ComputedExtension {
  readonly name: string;
  readonly params: JsonObject;
}

export type RecordingFormat = "binary" | "zarr";

export type JobName = keyof JobSpecs;
