import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";

/** Longer headers are none. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
const DATA_START = "data_start";

/** Lines of `key value` that an Axona file begins with. */
export interface AxonaHeader {
  readonly values: ReadonlyMap<string, string>;
  /** where the data begin, right behind "data_start" */
  readonly bytes: number;
}

/** @throws FileNotFound or MissingSibling, CorruptFile */
export async function readAxonaHeader(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<AxonaHeader> {
  await requireFile(path, ctx, owner);
  const text = textFromLatin1(await ctx.fs.readBytes(path, MAX_HEADER_BYTES));
  const end = text.indexOf(DATA_START);
  const header = end < 0 ? text : text.slice(0, end);
  const values = new Map<string, string>();
  for (const line of header.split(/\r\n|\r|\n/)) {
    const space = line.indexOf(" ");
    if (space > 0) values.set(line.slice(0, space), line.slice(space + 1));
  }
  return { values, bytes: end < 0 ? text.length : end + DATA_START.length };
}

/** A number among the lines, perhaps with " hz" behind it. @throws CorruptFile */
export function axonaNumber({ values }: AxonaHeader, key: string, path: string): number {
  const text = values.get(key) ?? "";
  const value = Number(text.replace(" hz", "").trim() || "NaN");
  if (Number.isFinite(value)) return value;
  throw new EphysError("CorruptFile", `${path} has ${key} = "${text}"`, { path, key });
}
