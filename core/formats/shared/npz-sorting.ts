import { decodeNpz, isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import type { LabelledSamples } from "#core/sorting/index.ts";
import { requireFile } from "./files.ts";

/** What SpikeInterface's npz sorting holds (inventory 2.4). */
export interface NpzSorting {
  readonly unitIds: readonly UnitId[];
  readonly samplingFrequency: number;
  readonly segments: readonly LabelledSamples[];
}

/** @throws FileNotFound or MissingSibling, FormatNotRecognised, CorruptFile, TruncatedFile */
export async function readNpzSorting(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<NpzSorting> {
  await requireFile(path, ctx, owner);
  const arrays = decodeNpz(await ctx.fs.readBytes(path), path);
  const plain = (name: string): NdArray => {
    const array = arrays.get(name);
    if (array && !isStructured(array)) return array;
    throw new EphysError("CorruptFile", `${path} has no array "${name}": it is no npz sorting`, {
      path,
      array: name,
    });
  };
  const number = (name: string): number => {
    const value = toFloat64(plain(name))[0];
    if (Number.isFinite(value)) return value;
    throw new EphysError("CorruptFile", `${path} has no number in "${name}"`, { path });
  };
  const numSegments = number("num_segment");
  if (!Number.isInteger(numSegments) || numSegments < 1 || numSegments > arrays.size) {
    throw new EphysError("CorruptFile", `${path} claims ${String(numSegments)} segments`, { path });
  }
  const segments = Array.from({ length: numSegments }, (_, i) => ({
    samples: toFloat64(plain(`spike_indexes_seg${String(i)}`)),
    labels: idsOf(plain(`spike_labels_seg${String(i)}`)),
  }));
  return {
    unitIds: idsOf(plain("unit_ids")),
    samplingFrequency: number("sampling_frequency"),
    segments,
  };
}

function idsOf(array: NdArray): UnitId[] {
  return Array.isArray(array.data) ? array.data : [...toFloat64(array)];
}
