import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { zeroEnded } from "../shared/session/index.ts";

/** Every file of this format begins with so many bytes of text. */
export const HEADER_BYTES = 1024;

/** Keys and values of the text that a file begins with: `header.bitVolts = 0.195;` … */
export type LegacyHeader = ReadonlyMap<string, string>;

/** @throws TruncatedFile, CorruptFile */
export async function readLegacyHeader(path: string, ctx: CoreContext): Promise<LegacyHeader> {
  const bytes = await ctx.fs.readBytes(path, HEADER_BYTES);
  if (bytes.length < HEADER_BYTES) {
    throw new EphysError(
      "TruncatedFile",
      `${path} has ${String(bytes.length)} bytes, fewer than Open Ephys's header of ${String(HEADER_BYTES)}`,
      { path },
    );
  }
  const text = zeroEnded(bytes).replaceAll("\n", "").replaceAll("header.", "");
  const header = new Map<string, string>();
  for (const pair of text.split(";")) {
    if (!pair.includes("=")) continue;
    const [key, value, more] = pair.split(" = ") as readonly (string | undefined)[];
    if (key === undefined || value === undefined || more !== undefined) {
      throw new EphysError(
        "CorruptFile",
        `${path}: its header holds "${pair.trim().slice(0, 60)}", not "key = value"`,
        { path },
      );
    }
    header.set(key.trim(), value.trim());
  }
  return header;
}

/** A number of a header. @throws CorruptFile */
export function legacyNumber(header: LegacyHeader, key: string, path: string): number {
  const text = header.get(key) ?? "";
  const value = Number(text);
  if (text !== "" && Number.isFinite(value)) return value;
  throw new EphysError("CorruptFile", `${path} has ${key} = "${text}" in its header`, {
    path,
    key,
  });
}
