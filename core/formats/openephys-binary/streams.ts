import { EphysError } from "#core/model/index.ts";
import type { ContinuousFile, OebinExperiment, OebinRecording, RecordNode } from "./explore.ts";

/** Channels of one continuous.dat that belong together, in every recording of one experiment. */
export interface OebinStream {
  readonly id: string;
  readonly name: string;
  /** the key of its file in each recording */
  readonly fileKey: string;
  /** positions in the file */
  readonly fileChannels: readonly number[];
  /** the first recording's file: its channels and rate are the stream's */
  readonly first: ContinuousFile;
}

/** The recordings of all record nodes side by side: [experiment][recording]. */
export interface OebinSession {
  readonly nodes: readonly RecordNode[];
  readonly blocks: readonly (readonly OebinRecording[])[];
  readonly fileKeys: readonly string[];
}

/**
 * Lays record nodes side by side, as the reference: experiments are blocks, recordings segments.
 * @throws InvalidValue when experiments or recordings have different streams
 */
export function sessionOf(nodes: readonly RecordNode[], folder: string): OebinSession {
  const [first] = nodes;
  const numBlocks = first?.experiments.length ?? 0;
  if (!first || numBlocks === 0) {
    throw new EphysError("InvalidParameter", `${folder} has none of the experiments asked for`, {
      parameter: "experiment_names",
    });
  }
  const names = first.experiments.map(({ name }) => name);
  if (nodes.some(({ experiments }) => experiments.some(({ name }) => !names.includes(name)))) {
    throw inconsistent(folder, "the record nodes have different experiments");
  }
  const blocks = names.map((name) => {
    const same = nodes.flatMap(({ experiments }) => experiments.filter((e) => e.name === name));
    return sideBySide(same);
  });
  const fileKeys = keysOf(blocks[0]?.[0], "continuous");
  for (const recordings of blocks) {
    if (recordings.some((one) => keysOf(one, "continuous").join() !== fileKeys.join())) {
      throw inconsistent(folder, "experiments or recordings have different streams");
    }
  }
  return { nodes, blocks, fileKeys };
}

function sideBySide(experiments: readonly OebinExperiment[]): OebinRecording[] {
  const count = Math.max(...experiments.map(({ recordings }) => recordings.length));
  return Array.from({ length: count }, (_, i) => {
    const parts = experiments.flatMap(({ recordings }) => recordings.slice(i, i + 1));
    return {
      number: parts[0].number,
      folder: parts[0].folder,
      continuous: new Map(parts.flatMap(({ continuous }) => [...continuous])),
      events: new Map(parts.flatMap(({ events }) => [...events])),
    };
  });
}

function inconsistent(folder: string, why: string): EphysError {
  return new EphysError(
    "InvalidValue",
    `${folder}: ${why}; open one record node or name the experiment (experiment_names)`,
    { path: folder },
  );
}

/** Names of the streams or events of a recording, sorted as Python sorts text. */
export function keysOf(
  recording: OebinRecording | undefined,
  kind: "continuous" | "events",
): string[] {
  return [...(recording?.[kind].keys() ?? [])].sort(byText);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The streams of a session: one of each file without its ADC and SYNC channels, one of the ADC channels, one of the
 * SYNC channel (unless it is to stay the last of the first). Ids in the reference's order, that of text.
 * @throws InvalidParameter when the sync channel is wanted of a file that has none
 */
export function streamsOf(session: OebinSession, loadSyncChannel: boolean): OebinStream[] {
  const streams: OebinStream[] = [];
  for (const [i, fileKey] of session.fileKeys.entries()) {
    const first = session.blocks[0]?.[0]?.continuous.get(fileKey);
    if (!first) continue;
    const indices = (keep: (name: string) => boolean): number[] =>
      first.channels.flatMap(({ name }, c) => (keep(name) ? [c] : []));
    const isSync = (name: string): boolean => name.includes("SYNC") && !loadSyncChannel;
    const isAdc = (name: string): boolean => name.includes("ADC") && !isSync(name);
    if (
      loadSyncChannel &&
      !fileKey.includes("NI-DAQ") &&
      !first.channels.some(({ name }) => name.includes("SYNC"))
    ) {
      throw new EphysError(
        "InvalidParameter",
        `stream ${fileKey} has no sync channel: set load_sync_channel to false`,
        { parameter: "load_sync_channel" },
      );
    }
    const parts = [
      {
        id: String(i),
        name: fileKey,
        fileChannels: indices((name) => !isAdc(name) && !isSync(name)),
      },
      {
        id: String(i + session.fileKeys.length),
        name: `${fileKey}_ADC`,
        fileChannels: indices(isAdc),
      },
      { id: `${fileKey}SYNC`, name: `${fileKey}SYNC`, fileChannels: indices(isSync) },
    ];
    for (const part of parts) {
      if (part.fileChannels.length > 0) streams.push({ ...part, fileKey, first });
    }
  }
  return streams.sort((a, b) => byText(a.id, b.id));
}

/** The asked stream; of a neural stream and its sync the neural one. @throws StreamNotFound listing the streams */
export function chooseStream(
  streams: readonly OebinStream[],
  asked: {
    readonly stream_id?: string | null | undefined;
    readonly stream_name?: string | null | undefined;
  },
  folder: string,
): OebinStream {
  const list = streams.map(({ id, name }) => `${id} = ${name}`).join(", ");
  const details = { streams: streams.map(({ id }) => id) };
  const wanted = asked.stream_id ?? asked.stream_name ?? undefined;
  if (wanted === undefined) {
    const neural = streams.filter(({ name }) => !name.includes("SYNC"));
    const [only, other] = streams.length === 2 && neural.length === 1 ? neural : streams;
    if (only !== undefined && other === undefined) return only;
    throw new EphysError(
      "StreamNotFound",
      `${folder} has several streams (${list}): say which one (stream_id)`,
      details,
    );
  }
  const found =
    streams.find(({ id }) => id === wanted) ?? streams.find(({ name }) => name === wanted);
  if (found) return found;
  throw new EphysError(
    "StreamNotFound",
    `${folder} has no stream "${wanted}"; it has ${list}`,
    details,
  );
}

/** The asked experiment. @throws InvalidParameter when there are several and none was asked, or it is not there */
export function chooseBlock(
  session: OebinSession,
  asked: number | null | undefined,
  folder: string,
): number {
  const count = session.blocks.length;
  if (asked == null && count === 1) return 0;
  if (asked != null && asked >= -count && asked < count) return asked < 0 ? asked + count : asked;
  throw new EphysError(
    "InvalidParameter",
    `${folder} has ${String(count)} experiments: say which one (block_index from 0 to ${String(count - 1)})`,
    { parameter: "block_index", blocks: count },
  );
}
