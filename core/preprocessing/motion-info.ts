/*
 * The folder of a motion estimation: parameters, run times, peaks, their locations and the motion.
 * Reference: SpikeInterface 0.103.2 preprocessing/motion.py and core/motion.py, the format before it included.
 */
import { decodeNpy, encodeNpy, isStructured, type NdArray, type StructuredArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, formatJson, parseJson, SI_VERSION, type JsonObject, type JsonValue } from "#core/model/index.ts";

/** A motion in the form of its `to_dict()`. */
export interface MotionDict {
  readonly object: "Motion";
  /** per segment, [time bin × depth bin], um */
  readonly displacement: readonly NdArray[];
  /** per segment, [time bin], s */
  readonly temporal_bins_s: readonly NdArray[];
  /** [depth bin], um */
  readonly spatial_bins_um: NdArray;
  readonly interpolation_method: string;
  readonly direction: string;
}

export interface MotionInfo {
  readonly parameters: JsonValue;
  readonly run_times: JsonValue;
  readonly peaks: StructuredArray | NdArray | null;
  readonly peak_locations: StructuredArray | NdArray | null;
  readonly motion: MotionDict | null;
}

/** Writes a motion estimation. @throws AlreadyExists unless `overwrite` */
export async function saveMotionInfo(
  info: MotionInfo,
  folder: string,
  overwrite: boolean,
  { fs }: CoreContext,
): Promise<void> {
  if ((await fs.stat(folder)) !== undefined) {
    const empty = (await fs.list(folder)).length === 0;
    if (!overwrite && !empty) {
      throw new EphysError("AlreadyExists", `${folder} already exists; choose another folder or allow overwriting`, {
        path: folder,
      });
    }
    await fs.remove(folder);
  }
  const file = (...names: string[]): string => fs.path.join(folder, ...names);
  await fs.makeFolder(folder);
  await fs.writeFile(file("parameters.json"), formatJson(info.parameters));
  await fs.writeFile(file("run_times.json"), formatJson(info.run_times));
  for (const name of ["peaks", "peak_locations"] as const) {
    const array = info[name];
    if (array !== null) await fs.writeFile(file(`${name}.npy`), encodeNpy(array));
  }
  const { motion } = info;
  if (motion === null) return;
  await fs.makeFolder(file("motion"));
  await fs.writeFile(file("motion", "spikeinterface_info.json"), formatJson(motionInfoJson(motion)));
  await fs.writeFile(file("motion", "spatial_bins_um.npy"), encodeNpy(motion.spatial_bins_um));
  for (const [segment, displacement] of motion.displacement.entries()) {
    const times = motion.temporal_bins_s[segment];
    if (times === undefined) {
      throw new EphysError("InvalidValue", "a motion needs temporal_bins_s for each segment");
    }
    await fs.writeFile(file("motion", `displacement_seg${String(segment)}.npy`), encodeNpy(displacement));
    await fs.writeFile(file("motion", `temporal_bins_s_seg${String(segment)}.npy`), encodeNpy(times));
  }
}

function motionInfoJson(motion: MotionDict): JsonObject {
  return {
    version: SI_VERSION,
    dev_mode: false,
    object: "Motion",
    num_segments: motion.displacement.length,
    direction: motion.direction,
    interpolation_method: motion.interpolation_method,
  };
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
  if ((await ctx.fs.stat(inside))?.kind === "folder") return readMotionFolder(inside, ctx);
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

async function readMotionFolder(folder: string, ctx: CoreContext): Promise<MotionDict> {
  const info = await readJson(folder, "spikeinterface_info.json", ctx);
  const { num_segments, direction, interpolation_method } = info as JsonObject;
  if (typeof num_segments !== "number") {
    throw new EphysError("CorruptFile", `${folder}/spikeinterface_info.json does not say how many segments there are`, {
      path: folder,
    });
  }
  const need = async (name: string): Promise<NdArray> => {
    const array = await readArray(folder, name, ctx);
    if (array !== null) return plain(array);
    throw new EphysError("MissingSibling", `${folder} holds no ${name}`, { path: folder, file: name });
  };
  const displacement: NdArray[] = [];
  const times: NdArray[] = [];
  for (let segment = 0; segment < num_segments; segment++) {
    displacement.push(await need(`displacement_seg${String(segment)}.npy`));
    times.push(await need(`temporal_bins_s_seg${String(segment)}.npy`));
  }
  return {
    object: "Motion",
    displacement,
    temporal_bins_s: times,
    spatial_bins_um: await need("spatial_bins_um.npy"),
    interpolation_method: String(interpolation_method as string),
    direction: String(direction as string),
  };
}

function plain(array: NdArray | StructuredArray): NdArray {
  if (!isStructured(array)) return array;
  throw new EphysError("CorruptFile", "an array of a motion holds records instead of numbers");
}

async function readJson(folder: string, name: string, { fs }: CoreContext): Promise<JsonValue> {
  const path = fs.path.join(folder, name);
  if ((await fs.stat(path)) === undefined) {
    throw new EphysError("FileNotFound", `${folder} is no motion folder: it holds no ${name}`, { path });
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
