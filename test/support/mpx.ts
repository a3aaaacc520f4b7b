import { littleEndian, type Field } from "./little-endian.ts";

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

/** A block: length, type, fields. */
function block(type: string, fields: readonly Field[]): number[] {
  const body = littleEndian(fields);
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
