import type { FormatMatch, Recognised } from "#contract/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { isEphysError } from "#core/model/index.ts";
import { DICT_FORMAT, formatById, listStreams, recognise } from "#core/open/index.ts";
import { isProjectFolder } from "#main/project/index.ts";
import { jsonSchemaOf } from "../describe-definition.ts";

/** What lies at a path: projects, analyzers, and every format that fits, best first. */
export async function recognisePath(path: string, ctx: TaskContext): Promise<Recognised> {
  if (isProjectFolder(path)) return { path, matches: [PROJECT] };
  const matches: FormatMatch[] = [];
  for (const { format, label, why, confidence, kinds } of await recognise(path, ctx)) {
    matches.push({
      format,
      label,
      why,
      confidence,
      kinds,
      streams: kinds.includes("recording") ? await streamsOf(path, format, ctx) : [],
      paramsSchema: format === DICT_FORMAT ? {} : jsonSchemaOf(formatById(format).params),
    });
  }
  return { path, matches };
}

const PROJECT: FormatMatch = {
  format: "spikedesk_project",
  label: "SpikeDesk project",
  why: "it holds a project.sqlite",
  confidence: 1,
  kinds: ["project"],
  streams: [],
  paramsSchema: {},
};

/** Streams of a match; a damaged file is said when it is opened, not while it is only looked at. */
async function streamsOf(
  path: string,
  format: string,
  ctx: TaskContext,
): Promise<FormatMatch["streams"]> {
  try {
    return await listStreams(path, { format }, ctx);
  } catch (error) {
    if (isEphysError(error)) return [];
    throw error;
  }
}
