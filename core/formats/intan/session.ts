import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import { readHeader, type Session } from "../shared/session/index.ts";
import { intanStreams } from "./channels.ts";
import { parseIntanHeader, type IntanHeader } from "./header.ts";
import { attachedPlaces, folderPlaces, layoutOf, type IntanPlaces } from "./places.ts";
import { findDiscontinuity, refuseDiscontinuity } from "./timestamps.ts";
import { intanTraces } from "./traces.ts";

/** A session, and what a recording of it is annotated with. */
export interface IntanSession {
  readonly session: Session;
  readonly annotations: JsonObject;
}

/**
 * Opens a .rhd or .rhs file, or the folder that its info file describes.
 * @param ignoreIntegrity reads files whose sample numbers jump or whose last block is cut
 * @throws FileNotFound, CorruptFile, TruncatedFile, MissingSibling
 */
export async function openIntan(
  path: string,
  ignoreIntegrity: boolean,
  ctx: CoreContext,
): Promise<IntanSession> {
  const header = await readHeader(path, (cursor) => parseIntanHeader(cursor, path), ctx);
  checkEnding(header, path);
  const { streams, timestamps } = await placesOf(header, path, ignoreIntegrity, ctx);
  const jump = await findDiscontinuity(timestamps, ctx);
  if (jump && !ignoreIntegrity) throw refuseDiscontinuity(jump, path);
  const ordered = [...streams].sort((a, b) => Number(a.stream.id) - Number(b.stream.id));
  return {
    annotations: jump ? { discontinuous_timestamps_after_sample: jump.sample } : {},
    session: {
      reader: "IntanRawIO",
      numSegments: 1,
      streams: ordered.map(({ stream, place }) => ({
        id: stream.id,
        name: stream.name,
        segments: [{ numSamples: place.numSamples, tStartS: 0 }],
        traces: () => intanTraces(stream, place, ctx),
      })),
      channels: streams.flatMap(({ stream }) => stream.channels.map(({ signal }) => signal)),
      spikeChannels: [],
      eventChannels: [],
    },
  };
}

/** An .rhs whose content is .rhd, or the other way round, was renamed. @throws CorruptFile */
function checkEnding({ kind }: IntanHeader, path: string): void {
  if (path.toLowerCase().endsWith(`.${kind}`)) return;
  throw new EphysError(
    "CorruptFile",
    `${path} holds Intan's .${kind} format; rename it to end in .${kind}`,
    { path },
  );
}

async function placesOf(
  header: IntanHeader,
  path: string,
  wholeOnly: boolean,
  ctx: CoreContext,
): Promise<IntanPlaces> {
  const layout = await layoutOf(path, header.kind, ctx);
  const streams = intanStreams(header, layout, path);
  if (streams.length === 0) {
    throw new EphysError("CorruptFile", `${path} describes no channel that was on`, { path });
  }
  if (layout !== "header-attached") return folderPlaces(header, streams, layout, path, ctx);
  const fileBytes = await requireFile(path, ctx);
  return attachedPlaces(header, streams, path, { fileBytes, wholeOnly });
}
