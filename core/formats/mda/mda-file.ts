import type { CoreContext } from "#core/compute/index.ts";
import {
  bytesPerSample,
  EphysError,
  viewSamples,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";

/*
 * MDA arrays (MountainSort): type code, bytes per entry, number of dimensions (negative: 64-bit sizes), sizes, then the
 * entries, first dimension fastest, little endian.
 */

const TYPES: Readonly<Record<number, SampleDType>> = {
  [-2]: "uint8",
  [-3]: "float32",
  [-4]: "int16",
  [-5]: "int32",
  [-6]: "uint16",
  [-7]: "float64",
  [-8]: "uint32",
};
const MAX_DIMENSIONS = 6;
/** Bytes of the longest header. */
export const MDA_HEADER_BYTES = 12 + 8 * MAX_DIMENSIONS;

export interface MdaHeader {
  readonly dtype: SampleDType;
  readonly shape: readonly number[];
  /** byte of the first entry */
  readonly offsetBytes: number;
}

/** @throws FileNotFound or MissingSibling, CorruptFile, TruncatedFile (fewer entries than promised) */
export async function readMdaHeader(
  path: string,
  ctx: CoreContext,
  owner?: string,
): Promise<MdaHeader> {
  const fileBytes = await requireFile(path, ctx, owner);
  const header = parseMdaHeader(await ctx.fs.readBytes(path, MDA_HEADER_BYTES));
  if (!header) {
    throw new EphysError("CorruptFile", `${path} does not begin with the header of an MDA array`, {
      path,
    });
  }
  const count = header.shape.reduce((product, n) => product * n, 1);
  const needed = header.offsetBytes + count * bytesPerSample(header.dtype);
  if (needed <= fileBytes) return header;
  throw new EphysError(
    "TruncatedFile",
    `${path} has ${String(fileBytes)} bytes; its array of ${header.shape.join(" × ")} ${header.dtype} takes ${String(needed)}`,
    { path },
  );
}

/** undefined when the bytes are no header. */
export function parseMdaHeader(bytes: Uint8Array): MdaHeader | undefined {
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dtype = TYPES[view.getInt32(0, true)] as SampleDType | undefined;
  const dimensions = view.getInt32(8, true);
  const count = Math.abs(dimensions);
  const wide = dimensions < 0;
  const offsetBytes = 12 + count * (wide ? 8 : 4);
  if (!dtype || count < 1 || count > MAX_DIMENSIONS || offsetBytes > bytes.length) return undefined;
  if (view.getInt32(4, true) !== bytesPerSample(dtype)) return undefined;
  const shape = Array.from({ length: count }, (_, i) =>
    wide ? Number(view.getBigInt64(12 + i * 8, true)) : view.getInt32(12 + i * 4, true),
  );
  return shape.every((n) => n >= 0 && Number.isSafeInteger(n))
    ? { dtype, shape, offsetBytes }
    : undefined;
}

/** All entries, first dimension fastest. */
export async function readMda(
  path: string,
  ctx: CoreContext,
): Promise<MdaHeader & { readonly data: SampleArray }> {
  const header = await readMdaHeader(path, ctx);
  const count = header.shape.reduce((product, n) => product * n, 1);
  const bytes = new Uint8Array(count * bytesPerSample(header.dtype));
  const source = await ctx.fs.openBytes(path);
  try {
    await source.readInto(header.offsetBytes, bytes);
  } finally {
    await source.close();
  }
  return { ...header, data: viewSamples(header.dtype, bytes.buffer, 0, count) };
}
