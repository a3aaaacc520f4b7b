import type { CoreContext } from "#core/compute/index.ts";
import { FORMATS, type EventData, type FormatDefinition } from "#core/formats/index.ts";
import { EphysError } from "#core/model/index.ts";
import { recognise } from "../recognise.ts";
import { readEventTable } from "./csv.ts";

type EventFormat = FormatDefinition & Required<Pick<FormatDefinition, "readEvents">>;

/**
 * The format of a file or folder that tells its events: the one that is named, or the likeliest.
 * @throws Unsupported without any
 */
export async function eventFormat(
  path: string,
  ctx: CoreContext,
  id?: string,
): Promise<EventFormat> {
  const formats: readonly FormatDefinition[] = FORMATS;
  const ids = id === undefined ? (await recognise(path, ctx)).map(({ format }) => format) : [id];
  for (const candidate of ids) {
    const format = formats.find((known) => known.id === candidate);
    if (format && tellsEvents(format)) return format;
  }
  throw new EphysError(
    "Unsupported",
    `${path} is no format with events of its own: name a table (.csv, .tsv) or a digital channel`,
    { path },
  );
}

function tellsEvents(format: FormatDefinition): format is EventFormat {
  return format.readEvents !== undefined;
}

/**
 * Events that lie apart from their recording: a table, or a file of a format that tells events (an NWB file of behaviour).
 * @param samplingFrequency Hz, of a table that counts in frames
 * @throws Unsupported, and what the reader throws
 */
export async function readEventFile(
  path: string,
  samplingFrequency: number,
  ctx: CoreContext,
): Promise<EventData> {
  const ending = ctx.fs.path.extname(path).toLowerCase();
  if ([".csv", ".tsv", ".txt"].includes(ending)) {
    return readEventTable(path, samplingFrequency, ctx);
  }
  return (await eventFormat(path, ctx)).readEvents(path, ctx);
}
