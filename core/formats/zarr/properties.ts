import { isStructured, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { EphysError, isEphysError, type JsonObject } from "#core/model/index.ts";
import type { Properties } from "#core/recording/index.ts";
import {
  listMembers,
  pathOf,
  readAttributes,
  readArray,
  writeArray,
  writeGroup,
  type ZarrStore,
} from "#core/zarr/index.ts";

/** Properties and annotations of a recording or sorting in a group of a store. */
export interface GroupMetadata {
  readonly properties: Map<string, NdArray | StructuredArray>;
  /** `properties_not_read` names arrays of Python objects, which are never opened */
  readonly annotations: JsonObject;
}

/**
 * Reads `properties/*` and the attribute `annotations`.
 * @param count channels or units: each property must have as many values
 */
export async function readMetadata(
  store: ZarrStore,
  group: string,
  count: number,
): Promise<GroupMetadata> {
  const properties = new Map<string, NdArray | StructuredArray>();
  const notRead: string[] = [];
  const parent = joined(group, "properties");
  for (const name of await listMembers(store, parent)) {
    const key = joined(parent, name);
    const array = await readOrSkip(store, key);
    if (array === undefined) {
      notRead.push(name);
      continue;
    }
    const length = isStructured(array) ? array.length : (array.shape[0] ?? 0);
    if (length !== count) {
      const path = pathOf(store, key);
      throw new EphysError(
        "CorruptFile",
        `${path} has ${String(length)} values where ${String(count)} are needed`,
        { path },
      );
    }
    properties.set(name, array);
  }
  const given = (await readAttributes(store, group))["annotations"];
  const annotations =
    typeof given === "object" && given !== null && !Array.isArray(given)
      ? (given as JsonObject) // neither null nor a list
      : {};
  return {
    properties,
    annotations:
      notRead.length > 0 ? { ...annotations, properties_not_read: notRead } : annotations,
  };
}

async function readOrSkip(
  store: ZarrStore,
  key: string,
): Promise<NdArray | StructuredArray | undefined> {
  try {
    return await readArray(store, key);
  } catch (error) {
    if (isEphysError(error, "Unsupported")) return undefined;
    throw error;
  }
}

/** Writes `properties/*`, uncompressed as the reference does. */
export async function writeProperties(
  store: ZarrStore,
  group: string,
  properties: Properties,
): Promise<void> {
  const parent = joined(group, "properties");
  await writeGroup(store, parent);
  for (const [name, value] of properties) {
    if (/[\\/:*?"<>|\0]/.test(name) || name.startsWith(".")) {
      throw new EphysError("InvalidValue", `property "${name}" cannot be a file name; rename it`, {
        property: name,
      });
    }
    await writeArray(store, joined(parent, name), value, { compressed: false });
  }
}

/** A key below a group; the root is "". */
export function joined(group: string, name: string): string {
  return group === "" ? name : `${group}/${name}`;
}
