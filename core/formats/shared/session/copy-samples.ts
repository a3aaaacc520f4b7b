import type { SampleArray, SampleDType } from "#core/model/index.ts";

/** Where samples of one channel lie in bytes that were read, and where they go. */
export interface SampleCopy {
  /** byte of the first sample */
  readonly at: number;
  /** bytes from a sample to the next */
  readonly strideBytes: number;
  readonly count: number;
  /** element of the first sample in the output */
  readonly to: number;
  /** elements from a sample to the next in the output */
  readonly outStride: number;
}

/** Copies samples of one channel; bytes need no alignment. */
export function copySamples(
  view: DataView,
  { dtype, bigEndian }: { readonly dtype: SampleDType; readonly bigEndian: boolean },
  copy: SampleCopy,
  out: SampleArray,
): void {
  const { at, strideBytes, count, to, outStride } = copy;
  const little = !bigEndian;
  const end = at + count * strideBytes;
  let o = to;
  switch (dtype) {
    case "int16":
      for (let i = at; i < end; i += strideBytes, o += outStride) out[o] = view.getInt16(i, little);
      return;
    case "uint16":
      for (let i = at; i < end; i += strideBytes, o += outStride)
        out[o] = view.getUint16(i, little);
      return;
    case "float32":
      for (let i = at; i < end; i += strideBytes, o += outStride)
        out[o] = view.getFloat32(i, little);
      return;
    case "int32":
      for (let i = at; i < end; i += strideBytes, o += outStride) out[o] = view.getInt32(i, little);
      return;
    case "uint32":
      for (let i = at; i < end; i += strideBytes, o += outStride)
        out[o] = view.getUint32(i, little);
      return;
    case "float64":
      for (let i = at; i < end; i += strideBytes, o += outStride)
        out[o] = view.getFloat64(i, little);
      return;
    case "int8":
      for (let i = at; i < end; i += strideBytes, o += outStride) out[o] = view.getInt8(i);
      return;
    case "uint8":
      for (let i = at; i < end; i += strideBytes, o += outStride) out[o] = view.getUint8(i);
      return;
    default:
      dtype satisfies never;
  }
}
