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
import {
  EphysError,
  formatJson,
  parseJson,
  SI_VERSION,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";

/** A motion in the form of its `to_dict()`. */
interface MotionDict {
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
  { fs }: CoreContext,
): Promise<MotionFiles> {
  const files = filesOf(info);
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
  if (info.motion !== null) await fs.makeFolder(fs.path.join(folder, "motion"));
  for (const [name, content] of Object.entries(files)) {
    await fs.writeFile(fs.path.join(folder, ...name.split("/")), contentOf(name, content));
  }
  return files;
}

const MOTION_INFO = "motion/spikeinterface_info.json";

function contentOf(name: string, content: MotionFiles[string]): Uint8Array | string {
  if (name.endsWith(".npy")) return encodeNpy(content as NdArray | StructuredArray); // as filesOf names them
  const json = content as JsonValue;
  if (name !== MOTION_INFO) return formatJson(json);
  return formatJson({ version: SI_VERSION, dev_mode: false, ...(json as JsonObject) });
}

function filesOf({
  parameters,
  run_times,
  peaks,
  peak_locations,
  motion,
}: MotionInfo): MotionFiles {
  const files: Record<string, JsonValue | NdArray | StructuredArray> = {
    "parameters.json": parameters,
    "run_times.json": run_times,
  };
  if (peaks !== null) files["peaks.npy"] = peaks;
  if (peak_locations !== null) files["peak_locations.npy"] = peak_locations;
  if (motion === null) return files;
  files[MOTION_INFO] = motionInfoJson(motion);
  files["motion/spatial_bins_um.npy"] = motion.spatial_bins_um;
  for (const [segment, displacement] of motion.displacement.entries()) {
    const times = motion.temporal_bins_s[segment];
    if (times === undefined) {
      throw new EphysError("InvalidValue", "a motion needs temporal_bins_s for each segment");
    }
    files[`motion/displacement_seg${String(segment)}.npy`] = displacement;
    files[`motion/temporal_bins_s_seg${String(segment)}.npy`] = times;
  }
  return files;
}

function motionInfoJson(motion: MotionDict): JsonObject {
  return {
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
  if (
    typeof num_segments !== "number" ||
    typeof direction !== "string" ||
    typeof interpolation_method !== "string"
  ) {
    throw new EphysError(
      "CorruptFile",
      `${folder}/spikeinterface_info.json does not say how many segments there are, their direction and interpolation`,
      {
        path: folder,
      },
    );
  }
  const need = async (name: string): Promise<NdArray> => {
    const array = await readArray(folder, name, ctx);
    if (array !== null) return plain(array);
    throw new EphysError("MissingSibling", `${folder} holds no ${name}`, {
      path: folder,
      file: name,
    });
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
    interpolation_method,
    direction,
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
