import type { JobSummary, ProjectTree } from "./api.ts";

/** What main tells every window, by topic. */
export interface Events {
  /** at most 10 a second per job */
  readonly job: JobSummary;
  /** the project's tree changed (something was added, finished, removed) */
  readonly project: ProjectTree | null;
  readonly labels: { readonly analyzerId: number };
  /** `unitsChanged`: units have other ids or spikes; else only labels, notes or what is deleted */
  readonly curation: {
    readonly analyzerId: number;
    readonly revision: number;
    readonly unitsChanged: boolean;
  };
  /** a job has something new to look at: topics of the view "shown"; at most four a second */
  readonly shown: { readonly jobId: number; readonly topics: readonly string[] };
  readonly log: { readonly level: "info" | "warn" | "error"; readonly message: string };
}

export type Topic = keyof Events;

export const TOPICS = [
  "job",
  "project",
  "labels",
  "curation",
  "shown",
  "log",
] as const satisfies readonly Topic[];

/** What preload exposes as `window.spikedesk`; the HTTP client has the same shape. */
export interface Bridge {
  readonly host: "electron" | "http";
  invoke(namespace: string, method: string, input: unknown): Promise<unknown>;
  /** returns the unsubscriber */
  subscribe<T extends Topic>(topic: T, listener: (event: Events[T]) => void): () => void;
  /** where `view` with `query` can be fetched as a binary frame */
  dataUrl(view: DataViewName, query: Readonly<Record<string, string | number>>): string;
  /** the path of a dropped file; "" where the host cannot know it */
  pathOfFile(file: unknown): string;
}

/** Views of the data plane; see frames.ts for what each answers. */
export type DataViewName =
  | "traces"
  | "waveforms"
  | "correlograms"
  | "isi"
  | "rate"
  | "cloud"
  | "lasso"
  | "features"
  | "drift"
  | "raster"
  | "aligned"
  | "spike_list"
  | "waveform_density"
  | "rate_correlogram"
  | "similarity"
  | "spikes"
  | "spectra"
  | "pair_spikes"
  | "shown"
  | "motion";
