import { isStructured, toFloat64, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  isEphysError,
  isExtractorDict,
  parseJson,
  probeGroupFromJson,
  type ExtractorDict,
  type JsonObject,
  type ProbeGroup,
} from "#core/model/index.ts";
import {
  probeGroupFromContactVector,
  type Properties,
  type SegmentTimes,
} from "#core/recording/index.ts";
import { isFile, isFolder, peekJsonObject, readNpy, readPlainNpy } from "./files.ts";

/** What lies beside the data in SpikeInterface's folders. */
export interface FolderMetadata {
  readonly properties: Properties;
  readonly probeGroup: ProbeGroup | undefined;
  /** `properties_not_read` names arrays of Python objects, which are never opened */
  readonly annotations: JsonObject;
}

/**
 * `properties/*.npy` and `probe.json` of a folder.
 * @param count channels or units: each property must have as many values
 */
export async function readFolderMetadata(
  folder: string,
  count: number,
  ctx: CoreContext,
): Promise<FolderMetadata> {
  const { fs } = ctx;
  const properties = new Map<string, NdArray | StructuredArray>();
  const notRead: string[] = [];
  const propertyFolder = fs.path.join(folder, "properties");
  const names = (await isFolder(propertyFolder, ctx)) ? await fs.list(propertyFolder) : [];
  for (const name of names) {
    if (!name.endsWith(".npy") || name.startsWith("._")) continue;
    const key = name.slice(0, -4);
    const array = await readProperty(fs.path.join(propertyFolder, name), count, ctx);
    if (array) properties.set(key, array);
    else notRead.push(key);
  }
  return {
    ...(await takeProbe(folder, properties, ctx)),
    properties,
    annotations: notRead.length > 0 ? { properties_not_read: notRead } : {},
  };
}

async function readProperty(
  path: string,
  count: number,
  ctx: CoreContext,
): Promise<NdArray | StructuredArray | undefined> {
  let array;
  try {
    array = await readNpy(path, ctx);
  } catch (error) {
    if (isEphysError(error, "Unsupported")) return undefined;
    throw error;
  }
  const length = isStructured(array) ? array.length : (array.shape[0] ?? 0);
  if (length === count) return array;
  throw new EphysError(
    "CorruptFile",
    `${path} has ${String(length)} values where ${String(count)} are needed`,
    { path },
  );
}

/** The probe stands in probe.json, else in the contact vector; the vector itself is not kept as a property. */
async function takeProbe(
  folder: string,
  properties: Map<string, NdArray | StructuredArray>,
  ctx: CoreContext,
): Promise<{ probeGroup: ProbeGroup | undefined }> {
  const vector = properties.get("contact_vector");
  properties.delete("contact_vector");
  const path = ctx.fs.path.join(folder, "probe.json");
  if (await isFile(path, ctx)) {
    return { probeGroup: probeGroupFromJson(parseJson(await ctx.fs.readText(path), path), path) };
  }
  return {
    probeGroup:
      vector && isStructured(vector) ? probeGroupFromContactVector(vector, folder) : undefined,
  };
}

/** `times_cached_seg{i}.npy` of a folder, over given times. @throws CorruptFile when lengths differ */
export async function readFolderTimes(
  folder: string,
  numSamples: readonly number[],
  times: readonly SegmentTimes[],
  ctx: CoreContext,
): Promise<SegmentTimes[]> {
  const out: SegmentTimes[] = [];
  for (const [i, total] of numSamples.entries()) {
    const path = ctx.fs.path.join(folder, `times_cached_seg${String(i)}.npy`);
    if (!(await isFile(path, ctx))) {
      out.push(times[i] ?? {});
      continue;
    }
    const timeVectorS = toFloat64(await readPlainNpy(path, ctx));
    if (timeVectorS.length !== total) {
      throw new EphysError(
        "CorruptFile",
        `${path} has ${String(timeVectorS.length)} times for ${String(total)} samples`,
        { path },
      );
    }
    out.push({ timeVectorS });
  }
  return out;
}

/** The dictionary in `si_folder.json`, when it is there and is one. */
export async function readSiFolderDict(
  folder: string,
  ctx: CoreContext,
): Promise<ExtractorDict | undefined> {
  const dict = await peekJsonObject(ctx.fs.path.join(folder, "si_folder.json"), ctx);
  return isExtractorDict(dict) ? dict : undefined;
}
