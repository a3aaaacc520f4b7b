import type { ChannelId, ErrorCode, JsonObject, JsonValue, UnitId } from "#core/model/index.ts";
import type { ComparisonsApi } from "./comparisons.ts";
import type { CurationApi } from "./curation.ts";
import type { FilesApi } from "./files.ts";

/**
 * What the renderer, the HTTP host's clients and the command line may ask of the application. Every method takes one
 * object and answers plain data; bulk arrays go over the data plane (frames.ts). Inputs are parsed by `schemas` at the
 * border. Long work is a job: the method answers with the job's id at once.
 */
export interface Api {
  readonly app: AppApi;
  readonly projects: ProjectsApi;
  readonly files: FilesApi;
  readonly recordings: RecordingsApi;
  readonly pipelines: PipelinesApi;
  readonly sorters: SortersApi;
  readonly motions: MotionsApi;
  readonly sortings: SortingsApi;
  readonly analyzers: AnalyzersApi;
  readonly labels: LabelsApi;
  readonly curation: CurationApi;
  readonly comparisons: ComparisonsApi;
  readonly jobs: JobsApi;
}

// ---------------------------------------------------------------- app

export interface AppInfo {
  readonly version: string;
  readonly host: "electron" | "http";
  readonly platform: string;
  readonly kernelLevel: string;
  readonly numWorkers: number;
  readonly memoryBytes: number;
}

export interface Settings {
  readonly theme: "dark" | "light";
  readonly numWorkers: number;
  readonly kernelLevel: "auto" | "typescript" | "baseline" | "avx2" | "avx512" | "neon";
  readonly timeFormat: "clock" | "seconds" | "samples";
  /** named dock layouts per place, opaque to main */
  readonly layouts: JsonObject;
  /** whose keys: "phy" or "spikeinterface-gui"; "" = not asked yet */
  readonly keymap: string;
  /** keys of this user by command; "" = none */
  readonly keys: Readonly<Record<string, string>>;
}

/** What a project may have of its own; absent = as the application. */
export type ProjectSettings = Partial<
  Pick<Settings, "theme" | "timeFormat" | "numWorkers" | "kernelLevel">
>;

interface AppApi {
  info(input: Record<string, never>): AppInfo;
  getSettings(input: Record<string, never>): Settings;
  setSettings(input: Partial<Settings>): Settings;
}

// ---------------------------------------------------------------- projects

export interface ProjectSummary {
  readonly path: string;
  readonly name: string;
  readonly openedAt: string;
  readonly numRecordings: number;
  readonly exists: boolean;
}

export interface ProjectTree {
  readonly path: string;
  readonly name: string;
  readonly recordings: readonly RecordingSummary[];
  readonly sortings: readonly SortingSummary[];
  readonly analyzers: readonly AnalyzerSummary[];
}

interface ProjectsApi {
  recent(input: Record<string, never>): readonly ProjectSummary[];
  /** `path` ends in .spikedesk (a folder with project.sqlite and results); omitted = ask (Electron) or the default place */
  create(input: { path?: string; name?: string }): ProjectTree;
  open(input: { path: string }): ProjectTree;
  close(input: Record<string, never>): null;
  current(input: Record<string, never>): ProjectTree | null;
  forget(input: { path: string }): null;
  /** of the open project */
  getSettings(input: Record<string, never>): ProjectSettings;
  /** null = as the application again */
  setSettings(input: { readonly [N in keyof ProjectSettings]: ProjectSettings[N] | null }): ProjectSettings; // prettier-ignore
}

// ---------------------------------------------------------------- recordings

export interface RecordingSummary {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly format: string;
  readonly streamId: string | null;
  readonly numChannels: number;
  readonly numSegments: number;
  readonly durationS: number;
  readonly samplingFrequency: number;
  /** false: the file is not where it was; offer "Locate…" */
  readonly available: boolean;
}

export interface ChannelRow {
  readonly id: ChannelId;
  readonly xUm: number | null;
  readonly yUm: number | null;
  readonly group: string | null;
  readonly shank: string | null;
  readonly gainUv: number | null;
  readonly offsetUv: number | null;
}

export interface RecordingDetail extends RecordingSummary {
  readonly why: string;
  readonly dtype: string;
  readonly numSamples: readonly number[];
  readonly tStartS: readonly number[];
  readonly sizeBytes: number;
  readonly channels: readonly ChannelRow[];
  readonly probeName: string | null;
  /** [contour][vertex][x, y], um; one per probe */
  readonly probeContours: readonly (readonly (readonly [number, number])[])[];
  readonly pipeline: Pipeline;
  /** what the last detection found; null = none was made */
  readonly badChannels: BadChannels | null;
}

/** Channels judged from random chunks of the raw recording; lists are by position of the channel. */
interface BadChannels {
  readonly badChannelIds: readonly ChannelId[];
  readonly labels: readonly ("good" | "dead" | "noise" | "out")[];
  /** the measure that crossed its limit, in words; "" for good ones */
  readonly reasons: readonly string[];
  readonly measures: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
  /** of detect_bad_channels */
  readonly params: JsonObject;
  readonly createdAt: string;
}

/** A kind of simulation and its form. */
export interface SimulationDescription extends StepDescription {
  /** whether it puts spikes into a recording of the project */
  readonly needsRecording: boolean;
}

interface SimulationInput {
  readonly simulation: string;
  readonly params: JsonObject;
  /** what spikes are put into, where the simulation needs one */
  readonly recordingId?: number;
  /** whose units are put there, moved along the probe; default: generated ones */
  readonly analyzerId?: number;
}

export interface SimulationSize {
  readonly numChannels: number;
  readonly durationS: number;
  /** of the samples, once they are written */
  readonly sizeBytes: number;
}

/** Events of one channel of a recording, or of a stimulus file. */
export interface EventChannel {
  readonly name: string;
  /** s, segments one after the other, ascending */
  readonly timesS: readonly number[];
  /** [event]; "" where there is none */
  readonly labels: readonly string[];
}

/** A stream of a recording's files. */
export interface PulseSource {
  /** null: there is only one */
  readonly streamId: string | null;
  readonly name: string;
  readonly channelIds: readonly string[];
  /** samples are whole numbers, so that a channel may be a word of bits */
  readonly isInteger: boolean;
}

export interface RecordingsApi {
  add(input: {
    path: string;
    format?: string;
    streamId?: string;
    params?: JsonObject;
    name?: string;
  }): RecordingDetail;
  /** what can be simulated */
  simulations(input: Record<string, never>): readonly SimulationDescription[];
  /** how large it would be; InvalidParameter names what does not fit */
  simulationSize(input: SimulationInput): SimulationSize;
  /** a simulated recording and the spikes in it, in the project's folder: a job */
  simulate(
    input: SimulationInput & {
      /** written whole, or as a description whose samples are computed when they are read */
      storage: "binary" | "lazy";
    },
  ): { jobId: number };
  get(input: { recordingId: number }): RecordingDetail;
  /** what the recording's own files know of events, and pulses that were found in it */
  events(input: { recordingId: number }): readonly EventChannel[];
  /** where pulses may be: channels of all streams beside the recording's file, digital streams first */
  pulseSources(input: { recordingId: number }): readonly PulseSource[];
  /** a job; what it finds is among `events` from then on */
  findPulses(input: {
    recordingId: number;
    /** null: the recording's only stream */
    streamId: string | null;
    channelId: string;
    /** raw units; null: the channel is a word of bits, an event channel each */
    threshold: number | null;
  }): { jobId: number };
  remove(input: { recordingId: number }): null;
  locate(input: { recordingId: number; path: string }): RecordingDetail;
}

// ---------------------------------------------------------------- pipelines

export interface PipelineStep {
  readonly name: string;
  readonly params: JsonObject;
  readonly enabled: boolean;
}
export type Pipeline = readonly PipelineStep[];

export interface StepDescription {
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  /** JSON Schema; each property may carry `unit`, `label`, `citation` */
  readonly paramsSchema: JsonObject;
}

export interface PreprocessorDescription extends StepDescription {
  /** what it is for: "filter", "reference", …; the catalog has families in the order of menus */
  readonly family: string;
  readonly citation: string | null;
}

export interface PipelinePreset {
  readonly name: string;
  readonly summary: string;
  readonly citation: string | null;
  readonly pipeline: Pipeline;
}

/** What a recording is behind its pipeline: steps leave channels out, join them, resample, take the unit away. */
export interface ProcessedSummary {
  readonly channels: readonly ChannelRow[];
  readonly samplingFrequency: number;
  readonly numSamples: readonly number[];
  readonly dtype: string;
  /** whitened or normalised: samples are no voltages */
  readonly isArbitrary: boolean;
}

interface PipelinesApi {
  catalog(input: Record<string, never>): readonly PreprocessorDescription[];
  presets(input: Record<string, never>): readonly PipelinePreset[];
  /** Validates (details name `step`, its `index` and the `field`), builds and stores. */
  set(input: { recordingId: number; pipeline: Pipeline }): RecordingDetail;
  /** behind the stored pipeline */
  processed(input: { recordingId: number }): ProcessedSummary;
  /** what `spikedesk preprocess --pipeline` takes, or the dictionary of a stored recording */
  fromJson(input: { json: JsonValue }): Pipeline;
  /** SpikeInterface 0.103 that opens the recording and applies the steps that are on */
  python(input: { recordingId: number; pipeline: Pipeline }): { readonly code: string };
  /** JSON Schema of what detectBadChannels takes */
  detectionSchema(input: Record<string, never>): JsonObject;
  /** a job; its result is `badChannels` of the recording's detail */
  detectBadChannels(input: { recordingId: number; params: JsonObject }): { jobId: number };
  forgetBadChannels(input: { recordingId: number }): RecordingDetail;
  /** a job; the result is a recording of its own in the project's folder, without steps */
  write(input: { recordingId: number; format: "binary" | "zarr" }): { jobId: number };
}

// ---------------------------------------------------------------- sorters, sortings

export interface SorterDescription extends StepDescription {
  readonly version: string;
  readonly internal: boolean;
  readonly runnable: boolean;
  readonly whyNot: string | null;
  /** its chain, in order; empty where it is not known */
  readonly stages: readonly SorterStage[];
}

export interface SorterStage {
  readonly title: string;
  readonly about: string;
  /** how the names of its steps in a job's progress begin */
  readonly steps: readonly string[];
  /** names of the parameters that decide it */
  readonly params: readonly string[];
}

/** A sort that was stopped and can go on from its last finished stage. */
export interface StoppedSort {
  readonly jobId: number;
  readonly sorter: string;
  readonly params: JsonObject;
  readonly state: "cancelled" | "failed" | "interrupted";
  readonly stoppedAt: string;
  /** finished, in order */
  readonly stages: readonly string[];
}

/** A candidate that did not become a unit. */
export interface DroppedUnit {
  readonly stage: string;
  readonly unit: string;
  readonly channel: ChannelId | null;
  readonly spikes: number;
  readonly reason: string;
}

export interface SortersApi {
  catalog(input: Record<string, never>): readonly SorterDescription[];
  /** sort → (analyze: default extensions and metrics) as one job */
  run(input: { recordingId: number; sorter: string; params: JsonObject; analyze: boolean }): {
    jobId: number;
  };
  /** runs of this recording that can go on, newest first */
  getStopped(input: { recordingId: number }): readonly StoppedSort[];
  /** goes on with the parameters and the pipeline that it began with */
  resume(input: { jobId: number; analyze: boolean }): { jobId: number };
  /** removes what a stopped run has kept */
  discard(input: { jobId: number }): null;
  /** why candidates are not in a sorting; empty where its sorter does not say */
  getDropped(input: { sortingId: number }): readonly DroppedUnit[];
}

// ---------------------------------------------------------------- motion

export interface MotionPreset {
  readonly name: string;
  readonly summary: string;
  /** null = it runs here */
  readonly whyNot: string | null;
  /** what it says of each step, as SpikeInterface names it */
  readonly params: JsonObject;
  /** JSON Schema of what may be changed: detect_kwargs and estimate_motion_kwargs with the preset's defaults */
  readonly paramsSchema: JsonObject;
}

export interface MotionSummary {
  /** of the job that made it */
  readonly id: number;
  readonly name: string;
  readonly preset: string;
  readonly createdAt: string;
  readonly rangeUm: readonly [min: number, max: number];
  readonly numTimeBins: number;
  readonly numDepthBins: number;
  /** of SpikeInterface's motion folder */
  readonly parameters: JsonObject;
}

/** Drift: estimated, looked at, applied as a step of the pipeline. */
interface MotionsApi {
  presets(input: Record<string, never>): readonly MotionPreset[];
  /** newest first */
  list(input: { recordingId: number }): readonly MotionSummary[];
  /** behind the recording's pipeline; a job */
  estimate(input: { recordingId: number; preset: string; params: JsonObject }): { jobId: number };
  /** a motion folder of SpikeInterface, copied into the project: a job */
  load(input: { recordingId: number; path: string }): { jobId: number };
  /** a motion folder that Python loads; `path` must not exist */
  save(input: { motionId: number; path: string }): { path: string };
  /** interpolate_motion as the last step of the pipeline, in place of one that is there */
  apply(input: { recordingId: number; motionId: number }): RecordingDetail;
  remove(input: { motionId: number }): null;
}

export interface SortingSummary {
  readonly id: number;
  readonly name: string;
  readonly recordingId: number | null;
  readonly source: string;
  readonly numUnits: number;
  readonly numSpikes: number;
  readonly createdAt: string;
  readonly isGroundTruth: boolean;
}

interface SortingsApi {
  add(input: {
    path: string;
    recordingId?: number;
    format?: string;
    params?: JsonObject;
  }): SortingSummary;
  remove(input: { sortingId: number }): null;
}

// ---------------------------------------------------------------- analyzers

export interface AnalyzerSummary {
  readonly id: number;
  readonly name: string;
  readonly recordingId: number | null;
  readonly sortingId: number | null;
  readonly path: string;
  readonly numUnits: number;
  readonly extensions: readonly ExtensionState[];
  readonly createdAt: string;
}

export interface ExtensionState {
  readonly name: string;
  readonly state: "missing" | "computing" | "done" | "failed";
  readonly params: JsonObject;
}

export interface MetricColumn {
  readonly name: string;
  readonly label: string;
  readonly unit: string | null;
  readonly description: string;
  /** in plain text; "" where unknown */
  readonly formula: string;
  readonly citation: string;
  /** extensions that it is computed from; "a|b" = either */
  readonly requires: readonly string[];
  /** the extension whose table it stands in */
  readonly extension: string;
  readonly dtype: "int" | "float" | "bool" | "str";
}

/** The unit table: columns of equal length, NaN as null. */
export interface UnitTable {
  readonly analyzerId: number;
  readonly unitIds: readonly UnitId[];
  readonly columns: readonly MetricColumn[];
  /** [column][unit] */
  readonly values: readonly (readonly (number | string | boolean | null)[])[];
  /** [unit]; null = none */
  readonly labels: readonly (string | null)[];
  /** [unit] index of the extremum channel */
  readonly mainChannels: readonly number[];
  /** [unit] um, null where no unit_locations */
  readonly locationsUm: readonly (readonly [number, number] | null)[];
}

export interface AnalyzerDetail extends AnalyzerSummary {
  readonly samplingFrequency: number;
  readonly numSamples: readonly number[];
  readonly channels: readonly ChannelRow[];
  readonly probeContours: readonly (readonly (readonly [number, number])[])[];
  readonly isSparse: boolean;
  readonly returnInUv: boolean;
  readonly nbefore: number | null;
  readonly nafter: number | null;
}

export interface ExtensionEstimate {
  readonly name: string;
  readonly seconds: number;
  readonly diskBytes: number;
  /** the time was learned from what this analyzer took before; else from a usual machine */
  readonly isMeasured: boolean;
}

export interface AnalyzersApi {
  /** open an existing analyzer folder */
  add(input: { path: string }): AnalyzerSummary;
  create(input: {
    recordingId: number;
    sortingId: number;
    extensions?: readonly string[];
    params?: JsonObject;
    /** how the channels of each unit are chosen; null = every channel; default: those within 100 um */
    sparsity?: JsonObject | null;
  }): { jobId: number };
  /** the parameters of `sparsity`, as a form */
  sparsity(input: Record<string, never>): StepDescription;
  compute(input: { analyzerId: number; extensions: readonly string[]; params?: JsonObject }): {
    jobId: number;
  };
  /** principal components of all spikes, or of new waveforms (.npy) of the units named, to a new .npy file */
  components(input: {
    analyzerId: number;
    path: string;
    waveforms?: string;
    units?: readonly string[];
  }): { jobId: number };
  get(input: { analyzerId: number }): AnalyzerDetail;
  units(input: { analyzerId: number }): UnitTable;
  catalog(input: Record<string, never>): readonly (StepDescription & {
    dependsOn: readonly string[];
    /** what it also reads where it is there */
    uses: readonly string[];
    needsRecording: boolean;
  })[];
  /** what computing would take, by extension, on this machine */
  estimate(input: { analyzerId: number }): readonly ExtensionEstimate[];
  remove(input: { analyzerId: number }): null;
}

// ---------------------------------------------------------------- labels

interface LabelsApi {
  /** null removes; written to the database before the answer */
  set(input: { analyzerId: number; unitIds: readonly UnitId[]; label: string | null }): {
    saved: number;
  };
  undo(input: { analyzerId: number }): { undone: boolean };
  redo(input: { analyzerId: number }): { redone: boolean };
  options(input: Record<string, never>): readonly string[];
}

// ---------------------------------------------------------------- jobs

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled" | "interrupted";

export interface JobSummary {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  readonly state: JobState;
  readonly step: string;
  readonly percent: number;
  /** samples × channels a second, or null */
  readonly throughput: number | null;
  readonly secondsLeft: number | null;
  readonly createdAt: string;
  readonly seconds: number;
  readonly error: WireError | null;
  readonly recordingId: number | null;
  readonly resultIds: {
    readonly sortingId?: number;
    readonly analyzerId?: number;
    readonly recordingId?: number;
  };
}

export interface JobDetail extends JobSummary {
  readonly params: JsonObject;
  readonly seed: number | null;
  readonly versions: JsonObject;
  readonly log: readonly { readonly at: string; readonly message: string }[];
  /** seconds per step */
  readonly timings: JsonObject;
}

interface JobsApi {
  list(input: Record<string, never>): readonly JobSummary[];
  get(input: { jobId: number }): JobDetail;
  cancel(input: { jobId: number }): null;
}

// ---------------------------------------------------------------- errors, transport

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: JsonObject;
  readonly stack?: string;
}

export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

export type NamespaceName = keyof Api;
export type MethodName<N extends NamespaceName> = keyof Api[N] & string;

/** The same interface with promises: what a client sees. */
export type AsyncApi = {
  readonly [N in NamespaceName]: {
    readonly [M in keyof Api[N]]: Api[N][M] extends (input: infer I) => infer O
      ? (input: I) => Promise<O>
      : never;
  };
};
