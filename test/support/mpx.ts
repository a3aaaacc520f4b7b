/** Builds AlphaOmega's .mpx files, map file version 4, for tests. */

export interface MpxContent {
  /** s; the file's first and last second */
  readonly startS: number;
  readonly stopS: number;
  /** channels by number */
  readonly continuous: readonly {
    readonly number: number;
    readonly name: string;
    readonly kiloHertz: number;
    readonly gain: number;
    /** blocks as [first sample's number, samples] */
    readonly blocks: readonly (readonly [number, readonly number[]])[];
  }[];
  readonly port?: {
    readonly number: number;
    readonly name: string;
    readonly kiloHertz: number;
    /** [sample, value] */
    readonly changes: readonly (readonly [number, number])[];
  };
}

type Field = readonly ["u8" | "i16" | "u16" | "i32" | "u32" | "f32" | "f64", number] | string;

const BYTES = { u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, f32: 4, f64: 8 };

/** A block: length, type, fields; text ends in a zero. */
function block(type: string, fields: readonly Field[]): number[] {
  const body: number[] = [];
  for (const field of fields) {
    if (typeof field === "string") {
      body.push(...Buffer.from(field, "latin1"), 0);
      continue;
    }
    const [kind, value] = field;
    const view = new DataView(new ArrayBuffer(8));
    if (kind === "u8") view.setUint8(0, value);
    else if (kind === "i16") view.setInt16(0, value, true);
    else if (kind === "u16") view.setUint16(0, value, true);
    else if (kind === "i32") view.setInt32(0, value, true);
    else if (kind === "u32") view.setUint32(0, value, true);
    else if (kind === "f32") view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    body.push(...new Uint8Array(view.buffer, 0, BYTES[kind]));
  }
  const length = body.length + 3;
  return [length & 255, length >> 8, type.charCodeAt(0), ...body];
}

const pad = (count: number): Field[] => Array.from({ length: count }, () => ["u8", 0] as const);

/** The bytes of a file: head, definitions, data, end. */
export function mpxBytes({ startS, stopS, continuous, port }: MpxContent): Uint8Array {
  const bytes = block("h", [
    ...pad(1 + 4 + 2),
    ["u8", 9],
    ["u8", 30],
    ["u8", 0],
    ["u8", 0],
    ["u8", 6],
    ["u8", 5],
    ["u16", 2024],
    ...pad(2),
    ["f64", startS],
    ["f64", stopS],
    ["i32", 0],
    ["u8", 4],
    ...pad(10 + 4 + 1 + 4),
  ]);
  for (const { number, name, kiloHertz, gain } of continuous) {
    bytes.push(
      ...block("2", [
        ...pad(1 + 4),
        ["i16", 1],
        ["i16", 1],
        ["i16", number],
        ...pad(4),
        ["i16", 0],
        ["f32", 5],
        ["f32", kiloHertz],
        ...pad(4),
        ["f32", 0],
        ["i16", gain * 100],
        name,
      ]),
    );
  }
  if (port) {
    const { number, name, kiloHertz } = port;
    bytes.push(
      ...block("b", [...pad(1 + 4), ["i32", number], ["f32", kiloHertz], ["u16", 0], name]),
    );
  }
  for (const { number, blocks } of continuous) {
    for (const [sample, values] of blocks) {
      const samples = values.map((value) => ["i16", value] as const);
      bytes.push(...block("5", [["u8", 0], ["i16", number], ...samples, ["u32", sample]]));
    }
  }
  for (const [sample, value] of port?.changes ?? []) {
    const number = port?.number ?? 0;
    bytes.push(
      ...block("5", [
        ["u8", 0],
        ["i16", number],
        ["u16", value],
        ["u32", sample],
      ]),
    );
  }
  return Uint8Array.from([...bytes, 255, 255, 0]);
}
