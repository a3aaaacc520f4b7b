import { EphysError } from "#core/model/index.ts";
import { severalRuns } from "./several-runs.ts";
import type { SpikeGlxFile } from "./streams.ts";

/** Channels of a file that belong together, over all segments. */
export interface SpikeGlxStream {
  /** also its name: "imec0.ap", "nidq", "imec0.ap-SYNC" */
  readonly id: string;
  /** positions in the file */
  readonly fileChannels: readonly number[];
  /** the first segment's file; its channels and rate are the stream's */
  readonly first: SpikeGlxFile;
  /** one file per segment, in order */
  readonly segments: readonly (SpikeGlxFile | undefined)[];
}

/**
 * The streams of a folder: highest sampling rate first, sync streams after all others. Streams of one rate are ordered
 * by name (the reference takes the file system's order).
 * @throws InvalidValue when two files are the same segment of a stream
 */
export function streamsOf(
  files: readonly SpikeGlxFile[],
  loadSyncChannel: boolean,
): SpikeGlxStream[] {
  const segmentKeys = [...new Set(files.map(segmentKey))].sort((a, b) => a - b);
  const names = [...new Set(files.map(({ streamName }) => streamName))].sort(naturalOrder);
  const buffers = names.map((name) => {
    const own = files.filter(({ streamName }) => streamName === name);
    const segments = segmentKeys.map((key): SpikeGlxFile | undefined => {
      const [file, other] = own.filter((f) => segmentKey(f) === key);
      if (other !== undefined) throw severalRuns(file, other, files);
      return file; // a stream may lack a segment
    });
    const first = segments.find((file) => file !== undefined) ?? own[0];
    return { name, segments, first };
  });
  buffers.sort((a, b) => b.first.samplingFrequency - a.first.samplingFrequency);
  const streams: SpikeGlxStream[] = [];
  const syncs: SpikeGlxStream[] = [];
  for (const { name, segments, first } of buffers) {
    const all = first.channelNames.map((_, i) => i);
    const isSync = (i: number): boolean => !loadSyncChannel && first.channelNames[i].includes("SY");
    const sync = all.filter(isSync);
    streams.push({ id: name, fileChannels: all.filter((i) => !isSync(i)), first, segments });
    if (sync.length > 0) syncs.push({ id: `${name}-SYNC`, fileChannels: sync, first, segments });
  }
  return [...streams, ...syncs];
}

function segmentKey({ gate, trigger }: SpikeGlxFile): number {
  return (gate + 1) * 1e6 + trigger;
}

function naturalOrder(a: string, b: string): number {
  const [textA, numberA] = splitNumber(a);
  const [textB, numberB] = splitNumber(b);
  if (textA !== textB) return textA < textB ? -1 : 1;
  return numberA - numberB || (a < b ? -1 : a > b ? 1 : 0);
}

function splitNumber(text: string): [string, number] {
  const match = /^(\D*)(\d*)/.exec(text);
  return [match?.[1] ?? "", Number(match?.[2] ?? 0)];
}

/** The asked stream. @throws StreamNotFound listing the streams, InvalidParameter when none was asked and several are */
export function chooseStream(
  streams: readonly SpikeGlxStream[],
  asked: {
    readonly stream_id?: string | null | undefined;
    readonly stream_name?: string | null | undefined;
  },
  folder: string,
): SpikeGlxStream {
  const wanted = asked.stream_name ?? asked.stream_id ?? undefined;
  const names = streams.map(({ id }) => id);
  if (wanted === undefined) {
    if (streams.length === 1) return streams[0];
    throw new EphysError(
      "StreamNotFound",
      `${folder} has several streams (${names.join(", ")}): say which one (stream_id)`,
      { streams: names },
    );
  }
  const found = streams.find(({ id }) => id === wanted);
  if (found) return found;
  throw new EphysError(
    "StreamNotFound",
    `${folder} has no stream "${wanted}"; it has ${names.join(", ")}`,
    { stream: wanted, streams: names },
  );
}
