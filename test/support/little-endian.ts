/** A number of a kind, or text, which ends in a zero; `[text, width]` fills a field of a width with zeros. */
export type Field =
  | readonly ["u8" | "i16" | "u16" | "i32" | "u32" | "u64" | "f32" | "f64", number]
  | readonly ["text", string, number]
  | string;

const BYTES = { u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, u64: 8, f32: 4, f64: 8 };

/** Fields one after the other, as acquisition systems write their headers. */
export function littleEndian(fields: readonly Field[]): number[] {
  const bytes: number[] = [];
  for (const field of fields) {
    if (typeof field === "string") bytes.push(...Buffer.from(field, "latin1"), 0);
    else if (field[0] === "text") {
      const text = Buffer.from(field[1], "latin1");
      bytes.push(...text, ...new Uint8Array(field[2] - text.length));
    } else bytes.push(...numberBytes(field[0], field[1]));
  }
  return bytes;
}

function numberBytes(kind: keyof typeof BYTES, value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  if (kind === "u8") view.setUint8(0, value);
  else if (kind === "i16") view.setInt16(0, value, true);
  else if (kind === "u16") view.setUint16(0, value, true);
  else if (kind === "i32") view.setInt32(0, value, true);
  else if (kind === "u32") view.setUint32(0, value, true);
  else if (kind === "u64") view.setBigUint64(0, BigInt(value), true);
  else if (kind === "f32") view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return new Uint8Array(view.buffer, 0, BYTES[kind]);
}
