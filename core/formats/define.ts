import type { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Snippets } from "#core/snippets/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

/** What was found at a path. */
export interface Detection {
  /** 1 = the content says so; 0.5 = only names say so */
  readonly confidence: number;
  /** one sentence: what in the file says so */
  readonly why: string;
  /** where the format's own root lies (a file's folder, the run folder …) */
  readonly root: string;
  /** "events" only where there is nothing else */
  readonly kinds: readonly ("recording" | "sorting" | "analyzer" | "snippets" | "events")[];
}

/** Events of one channel in one segment. */
export interface ChannelEvents {
  readonly channel_id: string;
  /** s */
  readonly time: Float64Array;
  /** s; NaN = none */
  readonly duration: Float64Array;
  readonly label: readonly string[];
}

/** Events of a file; names as SpikeInterface's event objects. */
export interface EventData {
  readonly channel_ids: readonly string[];
  /** [segment][channel] */
  readonly segments: readonly (readonly ChannelEvents[])[];
}

export interface StreamInfo {
  readonly id: string;
  readonly name: string;
  readonly numChannels: number;
  readonly samplingFrequency: number;
}

/** One of SpikeInterface's reading functions that this format serves. */
export interface ReaderFunction {
  /** e.g. "read_spikeglx"; the extractor name of get_neo_streams is what follows "read_" */
  readonly function: string;
  /** neo_rawio: neo's own list of everything in a file */
  readonly kind: "recording" | "sorting" | "event" | "snippets" | "neo_rawio";
  /** the argument that is the path */
  readonly path: string;
}

/** How to make an object again from a SpikeInterface dictionary of one of this format's classes. */
export interface DictReader<T> {
  /** dotted class path */
  readonly siClass: string;
  /** `kwargs` has absolute paths */
  read(kwargs: JsonObject, ctx: CoreContext): Promise<T>;
}

/**
 * A file format. `detect` looks at bytes and names and never throws for a foreign file; readers throw typed errors for
 * a wrong, truncated or foreign one. Reader parameters carry SpikeInterface's names.
 */
export interface FormatDefinition<
  Id extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  readonly id: Id;
  readonly label: string;
  /** for the open dialog, without the dot */
  readonly extensions: readonly string[];
  /** parameters that the readers take beside the path, e.g. stream_id */
  readonly params: Schema;
  detect(path: string, ctx: CoreContext): Promise<Detection | undefined>;
  readonly readers?: readonly ReaderFunction[];
  /** parameters with which the readers answer as SpikeInterface where the defaults correct it (docs/differences.md) */
  readonly asReference?: JsonObject;
  /** `params`: the readers', where they change what there is */
  listStreams?(path: string, ctx: CoreContext, params?: JsonObject): Promise<readonly StreamInfo[]>;
  readRecording?(path: string, params: z.output<Schema>, ctx: CoreContext): Promise<Recording>;
  readSorting?(path: string, params: z.output<Schema>, ctx: CoreContext): Promise<Sorting>;
  /** how many experiments (blocks) a path holds; 1 where the format knows none */
  countBlocks?(path: string, ctx: CoreContext): Promise<number>;
  /** `params`: e.g. block_index, by the reader's names */
  readEvents?(path: string, ctx: CoreContext, params?: JsonObject): Promise<EventData>;
  /** streams, channels, spikes and events under neo's names */
  readNeo?(path: string, ctx: CoreContext, params?: JsonObject): Promise<JsonObject>;
  readSnippets?(path: string, params: z.output<Schema>, ctx: CoreContext): Promise<Snippets>;
  readonly recordingDicts?: readonly DictReader<Recording>[];
  readonly sortingDicts?: readonly DictReader<Sorting>[];
}

export function defineFormat<const Id extends string, Schema extends z.ZodObject>(
  definition: FormatDefinition<Id, Schema>,
): FormatDefinition<Id, Schema> {
  return definition;
}
