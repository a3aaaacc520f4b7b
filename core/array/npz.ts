import type { NdArray, StructuredArray } from "./nd-array.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { readZip, writeZip } from "./zip.ts";

/**
 * The arrays of a .npz archive by name, in its order; members that are not arrays are skipped.
 * @throws the errors of the zip container and of `decodeNpy`, naming the member
 */
export function decodeNpz(
  bytes: Uint8Array,
  source = "the archive",
): Map<string, NdArray | StructuredArray> {
  const arrays = new Map<string, NdArray | StructuredArray>();
  for (const [name, content] of readZip(bytes, source)) {
    if (!name.endsWith(".npy")) continue;
    const key = name.slice(0, -4);
    arrays.set(key, decodeNpy(content, `${source}, array "${key}"`));
  }
  return arrays;
}

/** Arrays as an uncompressed .npz archive: the bytes of `np.savez`. */
export function encodeNpz(arrays: ReadonlyMap<string, NdArray | StructuredArray>): Uint8Array {
  return writeZip(new Map([...arrays].map(([name, array]) => [`${name}.npy`, encodeNpy(array)])));
}
