import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { EphysError, parseJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import {
  listStreams,
  openRecordingPath,
  openSnippetsPath,
  openSortingPath,
  type OpenOptions,
} from "#core/open/index.ts";
import { readStoredPipeline } from "#core/preprocessing/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Snippets } from "#core/snippets/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import type { Steps } from "#core/jobs/index.ts";
import { chooseStream } from "#main/services/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import type { Workbench } from "./workbench.ts";

/** How a RECORDING or SORTING on the command line is to be read. */
export interface ReadOptions {
  readonly stream?: string | undefined;
  /** a format's id, when content cannot say */
  readonly reader?: string | undefined;
  /** JSON file with the reader's parameters */
  readonly readerParams?: string | undefined;
}

export async function openRecording(
  path: string,
  options: ReadOptions,
  { ctx }: Workbench,
): Promise<Recording> {
  const place = resolve(path);
  const asked = await openOptions(options);
  const streamId = await chooseStream(place, asked, ctx);
  if (options.stream !== undefined && (await listStreams(place, asked, ctx)).length === 0) {
    throw new EphysError(
      "StreamNotFound",
      `${place} has one stream without a name; leave out --stream ${options.stream}`,
      { path: place, stream: options.stream },
    );
  }
  if (streamId !== undefined && options.stream === undefined) {
    ctx.log(`reading stream ${streamId}; --stream names another`);
  }
  return openRecordingPath(place, streamId === undefined ? asked : { ...asked, streamId }, ctx);
}

export async function openSorting(
  path: string,
  options: ReadOptions,
  { ctx }: Workbench,
): Promise<Sorting> {
  const place = resolve(path);
  const ofSorter = join(place, "sorter_output", "sorting");
  const isSorterFolder =
    existsSync(join(place, "spikeinterface_params.json")) && existsSync(ofSorter);
  return openSortingPath(isSorterFolder ? ofSorter : place, await openOptions(options), ctx);
}

export async function openSnippets(
  path: string,
  options: ReadOptions,
  { ctx }: Workbench,
): Promise<Snippets> {
  return openSnippetsPath(resolve(path), await openOptions(options), ctx);
}

async function openOptions({ stream, reader, readerParams }: ReadOptions): Promise<OpenOptions> {
  return {
    ...(stream === undefined ? {} : { streamId: stream }),
    ...(reader === undefined ? {} : { format: reader }),
    ...(readerParams === undefined ? {} : { params: await readJsonObject(readerParams) }),
  };
}

/** The steps of a pipeline file, a stored recording or an analyzer, checked; no place = no steps. */
export async function readPipeline(place: string | undefined): Promise<Steps> {
  return place === undefined ? [] : readStoredPipeline(resolve(place), { fs: nodeFileSystem });
}

/** A parameters file; no file = no parameters. */
export async function readParams(file: string | undefined): Promise<JsonObject> {
  return file === undefined ? {} : readJsonObject(file);
}

export async function readJsonFile(file: string): Promise<JsonValue> {
  const path = resolve(file);
  return parseJson(await nodeFileSystem.readText(path), path);
}

async function readJsonObject(file: string): Promise<JsonObject> {
  const value = await readJsonFile(file);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject; // neither a list nor a plain value
  }
  throw new EphysError("InvalidParameter", `${file} must hold a JSON object`, { path: file });
}
