import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";
import {
  readHeader,
  type Session,
  type StreamSegment,
  type StreamTraces,
} from "../shared/session/index.ts";
import { intanStreams } from "./channels.ts";
import { parseIntanHeader, type IntanHeader } from "./header.ts";
import { MAX_GAPS, piecesOf, pieceWindows, streamPieces, type Piece } from "./pieces.ts";
import { attachedPlaces, folderPlaces, layoutOf, type IntanPlaces } from "./places.ts";
import { findDiscontinuities, missingAt, refuseDiscontinuity } from "./timestamps.ts";
import { intanTraces } from "./traces.ts";

/** Gaps that are listed where they are read over. */
const LISTED_GAPS = 1000;

/** What becomes of files whose sample numbers jump or whose last block is cut. */
export interface IntanChecks {
  /** reads both as if nothing were missing */
  readonly ignoreIntegrity: boolean;
  /** "segments": samples that follow each other are a segment; "refuse" unless integrity is ignored */
  readonly gaps: "refuse" | "segments";
}

/** A session, and what a recording of it is annotated with. */
export interface IntanSession {
  readonly session: Session;
  readonly annotations: JsonObject;
}

/**
 * Opens a .rhd or .rhs file, or the folder that its info file describes.
 * @throws FileNotFound, CorruptFile, TruncatedFile, MissingSibling
 */
export async function openIntan(
  path: string,
  { ignoreIntegrity, gaps }: IntanChecks,
  ctx: CoreContext,
): Promise<IntanSession> {
  const header = await readHeader(path, (cursor) => parseIntanHeader(cursor, path), ctx);
  checkEnding(header, path);
  const { streams, timestamps } = await placesOf(header, path, ignoreIntegrity, ctx);
  const limit = gaps === "segments" ? MAX_GAPS : ignoreIntegrity ? LISTED_GAPS : 1;
  const jumps = await findDiscontinuities(timestamps, limit, ctx);
  if (jumps.length > 0 && !ignoreIntegrity && gaps === "refuse") {
    throw refuseDiscontinuity(jumps[0], path);
  }
  const pieces = gaps === "segments" && jumps.length > 0 ? piecesOf(timestamps, jumps) : undefined;
  const ordered = [...streams].sort((a, b) => Number(a.stream.id) - Number(b.stream.id));
  return {
    annotations:
      jumps.length > 0 ? { gaps: jumps.map((jump) => [jump.sample + 1, missingAt(jump)]) } : {},
    session: {
      reader: "IntanRawIO",
      numSegments: pieces?.length ?? 1,
      streams: ordered.map(({ stream, place }) => {
        const perNumber = place.blocks
          ? place.blocks.layout.blockSamples / timestamps.blockSamples
          : 1;
        const own = pieces && streamPieces(pieces, perNumber, place.numSamples);
        const whole = (): StreamTraces => intanTraces(stream, place, ctx);
        return {
          id: stream.id,
          name: stream.name,
          segments: own?.map((piece) => segmentOf(piece, header)) ?? [
            { numSamples: place.numSamples, tStartS: 0 },
          ],
          traces: own ? () => pieceWindows(whole(), own) : whole,
        };
      }),
      channels: streams.flatMap(({ stream }) => stream.channels.map(({ signal }) => signal)),
      spikeChannels: [],
      eventChannels: [],
    },
  };
}

function segmentOf(piece: Piece, { samplingFrequency }: IntanHeader): StreamSegment {
  const { startFrame, endFrame, recordedBefore } = piece;
  return { numSamples: endFrame - startFrame, tStartS: recordedBefore / samplingFrequency };
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
