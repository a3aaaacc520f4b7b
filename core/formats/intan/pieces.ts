import { EphysError } from "#core/model/index.ts";
import type { StreamTraces } from "../shared/session/index.ts";
import type { TimestampPlace } from "./places.ts";
import { missingAt, type Discontinuity } from "./timestamps.ts";

/** Samples of a file that follow each other, in the numbering of its sample numbers. */
export interface Piece {
  readonly startFrame: number;
  readonly endFrame: number;
  /** samples that were recorded or lost before the first one */
  readonly recordedBefore: number;
}

/** More parts than this are no recording with gaps but damaged numbers. */
export const MAX_GAPS = 10_000;

/** The parts between gaps; one of everything without them. @throws CorruptFile for too many */
export function piecesOf(
  { numSamples, path }: TimestampPlace,
  gaps: readonly Discontinuity[],
): Piece[] {
  if (gaps.length >= MAX_GAPS) {
    throw new EphysError(
      "CorruptFile",
      `${path}: sample numbers jump at ${String(MAX_GAPS)} places or more, so they are damaged; set ignore_integrity_checks to read the samples without them`,
      { path },
    );
  }
  let startFrame = 0;
  let missing = 0;
  const pieces = gaps.map((gap) => {
    const piece = { startFrame, endFrame: gap.sample + 1, recordedBefore: startFrame + missing };
    startFrame = piece.endFrame;
    missing += missingAt(gap);
    return piece;
  });
  return [...pieces, { startFrame, endFrame: numSamples, recordedBefore: startFrame + missing }];
}

/** A stream's part of each piece: `perSample` samples for one sample number, and no more than it has. */
export function streamPieces(
  pieces: readonly Piece[],
  perSample: number,
  numSamples: number,
): Piece[] {
  const at = (frame: number): number => Math.min(numSamples, Math.floor(frame * perSample));
  return pieces.map(({ startFrame, endFrame, recordedBefore }) => ({
    startFrame: at(startFrame),
    endFrame: at(endFrame),
    recordedBefore,
  }));
}

/** Segments are pieces of what `whole` reads as one segment. */
export function pieceWindows(whole: StreamTraces, pieces: readonly Piece[]): StreamTraces {
  return {
    read({ segmentIndex, startFrame, endFrame, channelIndices }, out) {
      const first = pieces[segmentIndex].startFrame;
      const window = { startFrame: first + startFrame, endFrame: first + endFrame };
      return whole.read({ segmentIndex: 0, ...window, channelIndices }, out);
    },
  };
}
