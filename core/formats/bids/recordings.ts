import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { withMetadata, withProbe, type Recording } from "#core/recording/index.ts";
import type { StreamInfo } from "../define.ts";
import { isFile, isFolder } from "../shared/files.ts";
import { openNix, readNix } from "../shared/nix/index.ts";
import { nwbStreams, readNwbRecording } from "../shared/nwb/index.ts";
import { chooseStream, sessionStreams, type StreamChoice } from "../shared/session/index.ts";
import { channelsTableOf, ephysFilesIn, findEphysFiles, type EphysFile } from "./ephys-files.ts";
import { readBidsProbes } from "./probe.ts";

/** A stream of one of the files. */
interface BidsStream extends StreamInfo {
  readonly file: EphysFile;
  /** its id within the file */
  readonly own: string;
}

/** Every stream of a folder; the only one of a file is named as the file. */
export async function bidsStreams(root: string, ctx: CoreContext): Promise<BidsStream[]> {
  return streamsOf(await findEphysFiles(root, ctx), ctx);
}

async function streamsOf(files: readonly EphysFile[], ctx: CoreContext): Promise<BidsStream[]> {
  const all: BidsStream[] = [];
  for (const file of files) {
    const streams =
      file.kind === "nwb"
        ? await nwbStreams(file.path, ctx)
        : sessionStreams(await openNix(file.path, { block: undefined, asNeo: false }, ctx));
    for (const stream of streams) {
      const suffix = streams.length === 1 ? "" : `/${stream.id}`;
      const id = `${file.bidsName}${suffix}`;
      all.push({ ...stream, id, name: id, file, own: stream.id });
    }
  }
  return all;
}

/** A stream with the probe of its folder's tables, where it has such. @throws StreamNotFound, and the readers' errors */
export async function readBidsStream(
  root: string,
  asked: StreamChoice,
  ctx: CoreContext,
): Promise<Recording> {
  const stream = chooseStream(await bidsStreams(root, ctx), asked, root);
  const recording = await readStream(stream, ctx);
  const hasTable = await isFile(channelsTableOf(stream.file, ctx), ctx);
  return hasTable ? withTables(recording, stream.file, ctx) : recording;
}

/**
 * Every recording of one folder, each with the probe of its tables: what `read_bids` answers. (The reference refuses a
 * folder with an .nwb because of a wrong argument; this is what it is meant to give.)
 * @throws FileNotFound, MissingSibling, CorruptFile, and the errors of the readers
 */
export async function readBids(folder: string, ctx: CoreContext): Promise<Recording[]> {
  if (!(await isFolder(folder, ctx))) {
    throw new EphysError("FileNotFound", `there is no folder ${folder}`, { path: folder });
  }
  const recordings: Recording[] = [];
  for (const stream of await streamsOf(await ephysFilesIn(folder, ctx), ctx)) {
    recordings.push(await withTables(await readStream(stream, ctx), stream.file, ctx));
  }
  return recordings;
}

async function readStream({ file, own }: BidsStream, ctx: CoreContext): Promise<Recording> {
  const params = {
    electrical_series_path: own,
    load_time_vector: false,
    samples_for_rate_estimation: 1000,
    load_channel_properties: true,
  };
  const recording =
    file.kind === "nix"
      ? await readNix(file.path, { stream_id: own }, ctx)
      : await readNwbRecording(file.path, params, ctx);
  return withMetadata(recording, { annotations: { bids_name: file.bidsName } });
}

async function withTables(
  recording: Recording,
  file: EphysFile,
  ctx: CoreContext,
): Promise<Recording> {
  const channels = channelsTableOf(file, ctx);
  return withProbe(
    recording,
    await readBidsProbes(file.folder, channels, recording.channelIds, ctx),
  );
}
