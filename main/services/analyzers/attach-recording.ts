import { basename } from "node:path";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { isEphysError } from "#core/model/index.ts";
import { DICT_FORMAT, pathsOf } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { fingerprint, storedPath, type RecordingRow } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { defaultPipeline } from "../pipelines/steps.ts";
import { withPlaces } from "../recordings/with-places.ts";

/**
 * The recording that an opened analyzer or folder of Phy's reads, as one of the project's: the same samples that are
 * there already (its id), else a row to add. Null where the analyzer has none that lies in a file, or one that may not be named here.
 */
export async function recordingToAttach(
  ctx: ServiceContext,
  { recording, attributes }: SortingAnalyzer,
  analyzerName: string,
): Promise<number | Omit<RecordingRow, "id"> | null> {
  const [first] = recording === undefined ? [] : pathsOf(recording.dict);
  if (recording === undefined || first === undefined) return null;
  const { project } = ctx.session();
  const path = allowedPath(ctx, first);
  if (path === undefined) return null;
  for (const row of project.recordings.list()) {
    if (row.path !== path) continue;
    const known = await openedRow(ctx, row.id);
    if (known !== undefined && hasChannelsOf(known, recording)) return row.id;
  }
  const placed = withPlaces(recording);
  return {
    name: basename(path),
    ...storedPath(project.folder, path),
    format: DICT_FORMAT,
    why: `${analyzerName} reads it`,
    streamId: null,
    params: {},
    dict: placed.dict,
    fingerprint: await fingerprint(path),
    numChannels: placed.channelIds.length,
    numSamples: placed.numSamples,
    samplingFrequency: placed.samplingFrequency,
    // what was filtered before it was analyzed is shown as it was
    pipeline: attributes.isFiltered ? [] : defaultPipeline(placed),
    createdAt: new Date().toISOString(),
    jobId: null,
  };
}

/** Undefined for what the window may not name: an analyzer's folder does not open others. */
function allowedPath(ctx: ServiceContext, path: string): string | undefined {
  try {
    return ctx.guard.check(path);
  } catch (error) {
    if (isEphysError(error, "PathNotAllowed")) return undefined;
    throw error;
  }
}

/** Undefined for a row that cannot be opened as it is: it is not what the analyzer reads. */
async function openedRow(ctx: ServiceContext, id: number): Promise<Recording | undefined> {
  try {
    return await ctx.session().recordings.raw(id);
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}

function hasChannelsOf(known: Recording, wanted: Recording): boolean {
  const names = new Set(known.channelIds.map(String));
  return (
    wanted.channelIds.every((id) => names.has(String(id))) &&
    wanted.numSamples.every((count, segment) => known.numSamples[segment] === count)
  );
}
