import { parse } from "yaml";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { requireFile } from "./files.ts";

/** Larger files are no settings. */
const MAX_YAML_BYTES = 4 * 1024 * 1024;

/** A mapping of a YAML file, as plain data. @throws FileNotFound or MissingSibling, CorruptFile */
export async function readYamlObject(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<JsonObject> {
  const bytes = await requireFile(path, ctx, owner);
  if (bytes > MAX_YAML_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large for settings`, { path });
  }
  const text = await ctx.fs.readText(path);
  if (text.includes("\0")) {
    throw new EphysError("CorruptFile", `${path} is not YAML: it holds bytes that are no text`, {
      path,
    });
  }
  let value: unknown;
  try {
    value = parse(text, { schema: "core", logLevel: "silent" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : "not YAML";
    throw new EphysError("CorruptFile", `${path} is not YAML: ${reason}`, { path });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject; // the core schema gives JSON's types
  }
  throw new EphysError("CorruptFile", `${path} does not hold settings (key: value)`, { path });
}
