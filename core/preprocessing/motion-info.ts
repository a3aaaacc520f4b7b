/*
 * The folder of a motion estimation: parameters, run times, peaks, their locations and the motion.
 * Reference: SpikeInterface 0.103.2 preprocessing/motion.py and core/motion.py, the format before it included.
 */
import {
  decodeNpy,
  encodeNpy,
  isStructured,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, formatJson, parseJson, type JsonValue } from "#core/model/index.ts";
import { loadMotion, motionFiles, saveMotion, type MotionDict } from "#core/motion/index.ts";

export interface MotionInfo {
  readonly parameters: JsonValue;
  readonly run_times: JsonValue;
  readonly peaks: StructuredArray | NdArray | null;
  readonly peak_locations: StructuredArray | NdArray | null;
  readonly motion: MotionDict | null;
}

/** Contents of a motion folder by relative name: JSON or arrays. */
export type MotionFiles = Readonly<Record<string, JsonValue | NdArray | StructuredArray>>;

/**
 * Writes a motion estimation and says what it wrote (without our version).
 * @throws AlreadyExists unless `overwrite`
 */
export async function saveMotionInfo(
  info: MotionInfo,
  folder: string,
  overwrite: boolean,
  ctx: CoreContext,
): Promise<MotionFiles> {
  const { fs } = ctx;
  const files = filesOf(info);
  const inside = info.motion === null ? {} : motionFiles(info.motion);
  if ((await fs.stat(folder)) !== undefined) {
    const empty = (await fs.list(folder)).length === 0;
    if (!overwrite && !empty) {
      throw new EphysError(
        "AlreadyExists",
        `${folder} already exists; choose another folder or allow overwriting`,
        {
          path: folder,
        },
      );
    }
    await fs.remove(folder);
  }
  await fs.makeFolder(folder);
  for (const [name, content] of Object.entries(files)) {
    await fs.writeFile(fs.path.join(folder, name), contentOf(name, content));
  }
  if (info.motion === null) return files;
  await saveMotion(info.motion, fs.path.join(folder, "motion"), ctx);
  const named = Object.entries(inside).map(([name, file]) => [`motion/${name}`, file] as const);
  return { ...files, ...Object.fromEntries(named) };
}

function contentOf(name: string, content: MotionFiles[string]): Uint8Array | string {
  if (name.endsWith(".npy")) return encodeNpy(content as NdArray | StructuredArray); // as filesOf names them
  return formatJson(content as JsonValue);
}

function filesOf({ parameters, run_times, peaks, peak_locations }: MotionInfo): MotionFiles {
  const files: Record<string, JsonValue | NdArray | StructuredArray> = {
    "parameters.json": parameters,
    "run_times.json": run_times,
  };
  if (peaks !== null) files["peaks.npy"] = peaks;
  if (peak_locations !== null) files["peak_locations.npy"] = peak_locations;
  return files;
}

/** Reads a motion estimation; `motion` is null where there is none. */
export async function loadMotionInfo(folder: string, ctx: CoreContext): Promise<MotionInfo> {
  return {
    parameters: await readJson(folder, "parameters.json", ctx),
    run_times: await readJson(folder, "run_times.json", ctx),
    peaks: await readArray(folder, "peaks.npy", ctx),
    peak_locations: await readArray(folder, "peak_locations.npy", ctx),
    motion: await readMotion(folder, ctx),
  };
}

async function readMotion(folder: string, ctx: CoreContext): Promise<MotionDict | null> {
  const inside = ctx.fs.path.join(folder, "motion");
  if ((await ctx.fs.stat(inside))?.kind === "folder") return loadMotion(inside, ctx);
  const [spatial, temporal, displacement] = [
    await readArray(folder, "spatial_bins.npy", ctx),
    await readArray(folder, "temporal_bins.npy", ctx),
    await readArray(folder, "motion.npy", ctx),
  ];
  if (spatial === null || temporal === null || displacement === null) return null;
  return {
    object: "Motion",
    displacement: [plain(displacement)],
    temporal_bins_s: [plain(temporal)],
    spatial_bins_um: plain(spatial),
    interpolation_method: "linear",
    direction: "y",
  };
}

function plain(array: NdArray | StructuredArray): NdArray {
  if (!isStructured(array)) return array;
  throw new EphysError("CorruptFile", "an array of a motion holds records instead of numbers");
}

async function readJson(folder: string, name: string, { fs }: CoreContext): Promise<JsonValue> {
  const path = fs.path.join(folder, name);
  if ((await fs.stat(path)) === undefined) {
    throw new EphysError("FileNotFound", `${folder} is no motion folder: it holds no ${name}`, {
      path,
    });
  }
  return parseJson(await fs.readText(path), path);
}

async function readArray(
  folder: string,
  name: string,
  { fs }: CoreContext,
): Promise<NdArray | StructuredArray | null> {
  const path = fs.path.join(folder, name);
  return (await fs.stat(path)) === undefined ? null : decodeNpy(await fs.readBytes(path));
}
