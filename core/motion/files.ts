/*
 * The folder of a motion. Reference: SpikeInterface 0.103.2 core/motion.py (Motion.save, Motion.load); either program
 * opens what the other has written.
 */
import { decodeNpy, encodeNpy, isStructured, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  formatJson,
  parseJson,
  SI_VERSION,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import type { MotionDict } from "./motion.ts";

const INFO = "spikeinterface_info.json";

/** What a motion folder holds by file name; the JSON without the program's version. */
export function motionFiles(motion: MotionDict): Readonly<Record<string, JsonObject | NdArray>> {
  const files: Record<string, JsonObject | NdArray> = {
    [INFO]: {
      object: "Motion",
      num_segments: motion.displacement.length,
      direction: motion.direction,
      interpolation_method: motion.interpolation_method,
    },
    "spatial_bins_um.npy": motion.spatial_bins_um,
  };
  for (const [segment, displacement] of motion.displacement.entries()) {
    const times = motion.temporal_bins_s[segment];
    if (times === undefined) {
      throw new EphysError("InvalidValue", "a motion needs temporal_bins_s for each segment");
    }
    files[`displacement_seg${String(segment)}.npy`] = displacement;
    files[`temporal_bins_s_seg${String(segment)}.npy`] = times;
  }
  return files;
}

/**
 * Writes a motion folder.
 * @throws AlreadyExists where there is something at that place
 */
export async function saveMotion(
  motion: MotionDict,
  folder: string,
  { fs }: CoreContext,
): Promise<void> {
  if ((await fs.stat(folder)) !== undefined) {
    throw new EphysError("AlreadyExists", `${folder} already exists; choose another folder`, {
      path: folder,
    });
  }
  await fs.makeFolder(folder);
  for (const [name, content] of Object.entries(motionFiles(motion))) {
    const bytes = name.endsWith(".npy")
      ? encodeNpy(content as NdArray) // as motionFiles names them
      : formatJson({ version: SI_VERSION, dev_mode: false, ...(content as JsonObject) });
    await fs.writeFile(fs.path.join(folder, name), bytes);
  }
}

/** True for a folder that Motion.save has written. */
export async function isMotionFolder(folder: string, { fs }: CoreContext): Promise<boolean> {
  return (await fs.stat(fs.path.join(folder, INFO)))?.kind === "file";
}

/**
 * Reads a motion folder.
 * @throws FileNotFound, CorruptFile, MissingSibling naming the file
 */
export async function loadMotion(folder: string, ctx: CoreContext): Promise<MotionDict> {
  const path = ctx.fs.path.join(folder, INFO);
  if (!(await isMotionFolder(folder, ctx))) {
    throw new EphysError("FileNotFound", `${folder} is no motion folder: it holds no ${INFO}`, {
      path,
    });
  }
  const info: JsonValue = parseJson(await ctx.fs.readText(path), path);
  const { object, num_segments, direction, interpolation_method } = info as JsonObject;
  if (
    object !== "Motion" ||
    typeof num_segments !== "number" ||
    typeof direction !== "string" ||
    typeof interpolation_method !== "string"
  ) {
    throw new EphysError(
      "CorruptFile",
      `${path} does not describe a Motion: how many segments there are, their direction and interpolation`,
      { path: folder },
    );
  }
  const displacement: NdArray[] = [];
  const times: NdArray[] = [];
  for (let segment = 0; segment < num_segments; segment++) {
    displacement.push(await readNpy(folder, `displacement_seg${String(segment)}.npy`, ctx));
    times.push(await readNpy(folder, `temporal_bins_s_seg${String(segment)}.npy`, ctx));
  }
  return {
    object: "Motion",
    displacement,
    temporal_bins_s: times,
    spatial_bins_um: await readNpy(folder, "spatial_bins_um.npy", ctx),
    interpolation_method,
    direction,
  };
}

async function readNpy(folder: string, name: string, { fs }: CoreContext): Promise<NdArray> {
  const path = fs.path.join(folder, name);
  if ((await fs.stat(path)) === undefined) {
    throw new EphysError("MissingSibling", `${folder} holds no ${name}`, {
      path: folder,
      file: name,
    });
  }
  const array = decodeNpy(await fs.readBytes(path));
  if (!isStructured(array)) return array;
  throw new EphysError("CorruptFile", `${path} holds records instead of numbers`, { path });
}
