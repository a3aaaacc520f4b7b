import type { JsonObject } from "#core/model/index.ts";

/* What lies on the disk and what it is taken for; see api.ts. */

interface StreamSummary {
  readonly id: string;
  readonly name: string;
  readonly numChannels: number;
  readonly samplingFrequency: number;
}

export interface FormatMatch {
  readonly format: string;
  readonly label: string;
  readonly why: string;
  readonly confidence: number;
  readonly kinds: readonly (
    "recording" | "sorting" | "analyzer" | "snippets" | "events" | "project"
  )[];
  readonly streams: readonly StreamSummary[];
  /** JSON Schema of what the reader asks for beside the path (raw binary: channels, dtype, rate …) */
  readonly paramsSchema: JsonObject;
}

export interface Recognised {
  readonly path: string;
  /** best first; empty = not recognised */
  readonly matches: readonly FormatMatch[];
}

export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "folder";
  readonly sizeBytes: number;
}

export interface FilesApi {
  /** The system's dialog (Electron); the HTTP host answers null and the renderer shows its own browser over `list`. */
  choose(input: { kind: "file" | "folder" | "project" | "save"; title: string }): string | null;
  /** A folder, or the one that a file is in. */
  list(input: { path?: string }): {
    path: string;
    parent: string | null;
    entries: readonly FolderEntry[];
  };
  recognise(input: { path: string }): Recognised;
  /** A few milliseconds of a raw file as the reader parameters so far read them, and whether that looks like signals. */
  previewRaw(input: { path: string; params: JsonObject }): RawPreview;
  /** The contacts of a probe file or of a probe that comes with the application, with the channels that they are wired to. */
  readProbe(input: ProbeSource): readonly WiredContact[];
  /** Writes the same probe with other wiring: probeinterface JSON, or .prb by the path's ending. */
  writeProbe(input: {
    source: ProbeSource;
    /** one per contact; null = not wired */
    channels: readonly (number | null)[];
    path: string;
  }): { path: string };
}

/** A file, or a known probe for so many channels (default 384). */
export interface ProbeSource {
  readonly path?: string;
  readonly name?: string;
  readonly numChannels?: number;
}

export interface WiredContact {
  readonly probe: number;
  readonly contactId: string;
  readonly shankId: string;
  readonly xUm: number;
  readonly yUm: number;
  /** null = not wired */
  readonly channel: number | null;
}

/** How a guess about raw samples reads them. */
export interface RawPreview {
  readonly numSamples: number;
  readonly durationS: number;
  /** positions of the channels that are shown */
  readonly channels: readonly number[];
  /** [channel][frame], raw units */
  readonly traces: readonly (readonly number[])[];
  /** how alike neighbouring samples of a channel are: near 1 for signals, near 0 for noise */
  readonly likeness: number;
  /** what would fit better, where anything does */
  readonly better: {
    readonly dtype: string;
    readonly num_channels: number;
    readonly likeness: number;
  } | null;
}
