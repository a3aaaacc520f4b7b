import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type ExtractorDict } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** Reopens a recording from its dictionary. */
export async function openRecordingDict(dict: ExtractorDict, ctx: CoreContext): Promise<Recording> {
  // core/open is written at this moment; until its door exists nothing can be opened
  const door = "#core/open/index.ts";
  const open = (await import(door).catch((cause: unknown) => {
    throw new EphysError("Unsupported", `cannot open a ${dict.class} yet`, {}, cause);
  })) as { recordingFromDict(dict: ExtractorDict, ctx: CoreContext): Promise<Recording> };
  return open.recordingFromDict(dict, ctx);
}
