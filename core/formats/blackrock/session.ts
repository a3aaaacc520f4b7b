import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isFile } from "../shared/files.ts";
import type { Session, SignalStream } from "../shared/session/index.ts";
import { readDataBlocks, type NsxBlock } from "./data-blocks.ts";
import { nevTimes } from "./nev-times.ts";
import { readNev, type NevData } from "./nev.ts";
import { matchBlocks, ownSegments } from "./nev-segments.ts";
import { readNsxHeader, type NsxHeader } from "./nsx.ts";
import { nsxTraces } from "./traces.ts";

/** Which .nsX files are opened; undefined = all that are there, "max" = the one of the highest rate. */
export type NsxChoice = readonly number[] | "max" | undefined;

/** A .nsX with its blocks. */
interface OpenedNsx {
  readonly header: NsxHeader;
  readonly blocks: readonly NsxBlock[];
}

/** Start and stop of a segment, s. */
export type Span = readonly [number, number];

const ENDING = /\.(?:ns[1-6]|nev|sif|ccf)$/;

/** The path without its ending: several files are one recording. */
export function basePath(path: string): string {
  return path.replace(ENDING, "");
}

/** The number of a path that is a .nsX. */
export function nsxNumber(path: string): number | undefined {
  const number = /\.ns([1-6])$/.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/**
 * Opens the .nsX files of a recording and, with its spikes and events, its .nev.
 * @throws FileNotFound, CorruptFile, TruncatedFile, Unsupported, InvalidValue
 */
export async function openBlackrock(
  path: string,
  choice: NsxChoice,
  withNev: boolean,
  ctx: CoreContext,
): Promise<Session> {
  const base = basePath(path);
  const there = await availableNsx(base, ctx);
  const hasNev = withNev && (await isFile(`${base}.nev`, ctx));
  if (there.length === 0 && !hasNev) {
    throw new EphysError("FileNotFound", `there is no ${base}.ns1 to .ns6 or .nev of Blackrock`, {
      path: base,
    });
  }
  const wanted = choice === "max" ? there.slice(-1) : (choice ?? there);
  const missing = wanted.find((number) => !there.includes(number));
  if (missing !== undefined) {
    throw new EphysError("FileNotFound", `there is no file ${base}.ns${String(missing)}`, {
      path: `${base}.ns${String(missing)}`,
    });
  }
  const opened: OpenedNsx[] = [];
  for (const number of wanted) {
    const header = await readNsxHeader(`${base}.ns${String(number)}`, number, ctx);
    opened.push({ header, blocks: await readDataBlocks(header, ctx) });
  }
  const nev = hasNev ? await readNev(`${base}.nev`, ctx) : undefined;
  checkSpecs(opened, nev, base);
  return sessionOf(opened, nev, base, ctx);
}

async function availableNsx(base: string, ctx: CoreContext): Promise<number[]> {
  const found: number[] = [];
  for (let number = 1; number <= 6; number++) {
    if (await isFile(`${base}.ns${String(number)}`, ctx)) found.push(number);
  }
  return found;
}

/** @throws InvalidValue when files are of other specifications or have other numbers of segments */
function checkSpecs(opened: readonly OpenedNsx[], nev: NevData | undefined, base: string): void {
  const specs = new Set([...opened.map(({ header }) => header.spec), ...(nev ? [nev.spec] : [])]);
  const counts = new Set(opened.map(({ blocks }) => blocks.length));
  if (specs.size <= 1 && counts.size <= 1) return;
  const why =
    specs.size > 1
      ? `are of different specifications (${[...specs].join(", ")})`
      : `have different numbers of segments (${[...counts].join(", ")})`;
  throw new EphysError(
    "InvalidValue",
    `the files of ${base} ${why}; open one of them by its own ending`,
    { path: base },
  );
}

function sessionOf(
  opened: readonly OpenedNsx[],
  nev: NevData | undefined,
  base: string,
  ctx: CoreContext,
): Session {
  const segments = nev && ownSegments(nev);
  if (nev?.spec === "2.3" && segments) {
    for (const { header, blocks } of opened) matchBlocks(nev, segments, header, blocks);
  }
  const kept = keptBlocks(opened);
  if (segments && opened.length > 0) renumber(segments.ids, kept);
  const files = opened.map(({ header, blocks }) => ({
    header,
    blocks: kept.map((i) => blocks[i]),
  }));
  const spans = files.length > 0 ? kept.map((_, i) => spanOf(files, i)) : undefined;
  const times = nev && segments ? nevTimes(nev, segments.ids, spans) : undefined;
  const numSegments = times?.numSegments ?? kept.length;
  if (numSegments === 0) {
    throw new EphysError("TruncatedFile", `the files of ${base} hold no data`, { path: base });
  }
  return {
    reader: "BlackrockRawIO",
    numSegments,
    streams: files.map((file) => streamOf(file, ctx)),
    channels: files.flatMap(({ header }) =>
      header.channels.map((channel) => ({
        ...channel,
        samplingFrequency: header.samplingFrequency,
        dtype: "int16" as const,
        streamId: String(header.number),
      })),
    ),
    spikeChannels: times?.spikeChannels ?? [],
    eventChannels: times?.eventChannels ?? [],
    ...(times && { spikes: times.spikes, events: times.events }),
  };
}

/** Blocks with at least two samples in every file; shorter ones are what resets leave behind. */
function keptBlocks(opened: readonly OpenedNsx[]): number[] {
  const count = opened[0]?.blocks.length ?? 0;
  return Array.from({ length: count }, (_, i) => i).filter((i) =>
    opened.every(({ blocks }) => blocks[i].numSamples >= 2),
  );
}

/** Packets of a block that is left out go to the one that takes its place. */
function renumber(ids: Int32Array, kept: readonly number[]): void {
  for (let p = 0; p < ids.length; p++) {
    const before = kept.filter((i) => i < ids[p]).length;
    ids[p] = before;
  }
}

function startOf({ header }: OpenedNsx, { timestamp }: NsxBlock): number {
  return timestamp / header.timestampResolution;
}

/** The start is that of the last file, as in the reference. */
function spanOf(files: readonly OpenedNsx[], segment: number): Span {
  const last = files[files.length - 1];
  const stops = files.map(({ blocks }) => blocks[segment].stopS);
  return [startOf(last, last.blocks[segment]), Math.max(0, ...stops)];
}

function streamOf(file: OpenedNsx, ctx: CoreContext): SignalStream {
  const { header, blocks } = file;
  return {
    id: String(header.number),
    name: `nsx${String(header.number)}`,
    segments: blocks.map((block) => ({
      numSamples: block.numSamples,
      tStartS: startOf(file, block),
    })),
    traces: () => nsxTraces(header, blocks, ctx),
  };
}
