import type { CoreContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { sessionRecording, type StreamChoice } from "../session/index.ts";
import { openNix } from "./read.ts";

export const NIX_RECORDING_CLASS =
  "spikeinterface.extractors.neoextractors.nix.NixRecordingExtractor";

export interface NixRecordingParams extends StreamChoice {
  readonly block_index?: number | null | undefined;
  readonly use_names_as_ids?: boolean;
  readonly as_neo?: boolean;
}

/** One stream of a file. @throws StreamNotFound, InvalidParameter (which block), and what `openNix` throws */
export async function readNix(
  path: string,
  given: NixRecordingParams,
  ctx: CoreContext,
): Promise<Recording> {
  const { block_index: block, as_neo: asNeo = false, use_names_as_ids = false, ...rest } = given;
  const session = await openNix(path, { block: block ?? undefined, asNeo }, ctx);
  const kwargs = {
    file_path: path,
    ...(block != null && { block_index: block }),
    ...(asNeo && { as_neo: true }),
  };
  const choice = { ...rest, use_names_as_ids };
  return sessionRecording(session, choice, { siClass: NIX_RECORDING_CLASS, kwargs }, path);
}
