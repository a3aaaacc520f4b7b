import type { FormatMatch, Recognised } from "#contract/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { phyFolderAt } from "#core/curation/index.ts";
import { isEphysError, type EphysError, type JsonObject } from "#core/model/index.ts";
import { DICT_FORMAT, formatById, GIVEN_PARAMS, listStreams, recognise } from "#core/open/index.ts";
import { isProjectFolder } from "#main/project/index.ts";
import { jsonSchemaOf } from "../describe-definition.ts";

/**
 * What lies at a path: projects, analyzers, and every format that fits, best first.
 * @throws InvalidValue when all that fits are several recordings in one folder, naming them
 */
export async function recognisePath(path: string, ctx: TaskContext): Promise<Recognised> {
  if (isProjectFolder(path)) return { path, matches: [PROJECT] };
  const matches: FormatMatch[] = [];
  let several: EphysError | undefined;
  for (const { format, label, why, confidence, kinds } of await recognise(path, ctx)) {
    const streams = kinds.includes("recording") ? await streamsOf(path, format, ctx) : [];
    if (isEphysError(streams)) {
      several = streams;
      continue;
    }
    matches.push({
      format,
      label,
      why,
      confidence,
      kinds,
      streams,
      paramsSchema: format === DICT_FORMAT ? {} : paramsOf(format, kinds),
    });
  }
  // the desk takes a folder of Phy's as it is: that is what people open one for
  const asSorting = matches.find(({ format }) => format === "phy" || format === "kilosort");
  if (asSorting && (await phyFolderAt(path, ctx)) !== undefined) {
    matches.unshift({ ...PHY_DESK, confidence: asSorting.confidence });
  }
  if (matches.length === 0 && several !== undefined) throw several;
  return { path, matches };
}

/** The format's own parameters; of a recording also probe and events from other files. */
function paramsOf(format: string, kinds: FormatMatch["kinds"]): JsonObject {
  if (kinds.every((kind) => kind === "events")) return {};
  const own = jsonSchemaOf(formatById(format).params);
  if (!kinds.includes("recording")) return own;
  const given = jsonSchemaOf(GIVEN_PARAMS);
  // an own parameter of the same name says more
  return { ...own, properties: { ...propertiesOf(own), ...without(propertiesOf(given), own) } };
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return (properties ?? {}) as JsonObject; // JSON Schema of an object
}

function without(properties: JsonObject, schema: JsonObject): JsonObject {
  const own = propertiesOf(schema);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !(name in own)));
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

const PHY_DESK: FormatMatch = {
  format: "phy_desk",
  label: "Phy folder, to curate",
  why: "units, templates and metrics at the desk, without conversion",
  confidence: 1,
  kinds: ["analyzer"],
  streams: [],
  paramsSchema: {},
};

/**
 * Streams of a match, or why the folder is no single recording; a damaged file is said when it is opened, not while it
 * is only looked at.
 */
async function streamsOf(
  path: string,
  format: string,
  ctx: TaskContext,
): Promise<FormatMatch["streams"] | EphysError> {
  try {
    return await listStreams(path, { format }, ctx);
  } catch (error) {
    if (isEphysError(error, "InvalidValue")) return error;
    if (isEphysError(error)) return [];
    throw error;
  }
}
