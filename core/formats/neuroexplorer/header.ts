import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { textFromLatin1, textFromUtf8 } from "#core/array/index.ts";
import { readHeader, type ByteCursor } from "../shared/session/index.ts";

/*
 * .nex files (NeuroExplorer's file format, version 1): a header of 544 bytes, a description of 208 bytes per variable,
 * then the variables' data where their descriptions say.
 */

const FILE_HEADER_BYTES = 544;
const VARIABLE_BYTES = 208;

export const NEX_TYPES = {
  neuron: 0,
  event: 1,
  interval: 2,
  waveform: 3,
  population: 4,
  continuous: 5,
  marker: 6,
} as const;

export interface NexVariable {
  /** position in the file, which is its id */
  readonly index: number;
  readonly type: number;
  readonly name: string;
  /** byte of its data */
  readonly offset: number;
  /** timestamps (of a signal: pieces) */
  readonly count: number;
  readonly samplingFrequency: number;
  readonly gainMillivolt: number;
  readonly offsetMillivolt: number;
  readonly numPoints: number;
  readonly markerLength: number;
}

export interface NexHeader {
  readonly ticksPerSecond: number;
  readonly variables: readonly NexVariable[];
  readonly fileBytes: number;
}

export function isNex(head: Uint8Array): boolean {
  return head.length >= 4 && textFromLatin1(head.subarray(0, 4)) === "NEX1";
}

/** @throws FileNotFound, CorruptFile, TruncatedFile (data beyond the file's end) */
export async function readNexHeader(path: string, ctx: CoreContext): Promise<NexHeader> {
  return readHeader(path, (cursor, fileBytes) => parse(cursor, fileBytes, path), ctx);
}

function parse(cursor: ByteCursor, fileBytes: number, path: string): NexHeader {
  if (!isNex(cursor.bytes(4))) throw corrupt(path, 'does not begin with "NEX1"');
  cursor.skip(4 + 256); // version, comment
  const ticksPerSecond = cursor.float64();
  if (!(ticksPerSecond > 0) || !Number.isFinite(ticksPerSecond)) {
    throw corrupt(path, `has ${String(ticksPerSecond)} ticks per second`);
  }
  cursor.skip(8); // begin and end
  const numVariables = cursor.int32();
  if (numVariables < 0 || FILE_HEADER_BYTES + numVariables * VARIABLE_BYTES > fileBytes) {
    throw corrupt(path, `claims ${String(numVariables)} variables in ${String(fileBytes)} bytes`);
  }
  cursor.skip(FILE_HEADER_BYTES - cursor.at);
  const variables = Array.from({ length: numVariables }, (_, index) => {
    const variable = parseVariable(cursor, index);
    checkExtent(variable, fileBytes, path);
    return variable;
  });
  return { ticksPerSecond, variables, fileBytes };
}

function parseVariable(cursor: ByteCursor, index: number): NexVariable {
  const type = cursor.int32();
  cursor.skip(4); // version
  const name = textFromUtf8(cursor.bytes(64)).replaceAll("\0", "");
  const offset = cursor.int32();
  const count = cursor.int32();
  cursor.skip(4 * 4 + 2 * 8); // wire, unit, gain, filter, position
  const samplingFrequency = cursor.float64();
  const gainMillivolt = cursor.float64();
  const numPoints = cursor.int32();
  cursor.skip(4); // number of markers
  const markerLength = cursor.int32();
  const offsetMillivolt = cursor.float64();
  cursor.skip(60);
  return {
    index,
    type,
    name,
    offset,
    count,
    samplingFrequency,
    gainMillivolt,
    offsetMillivolt,
    numPoints,
    markerLength,
  };
}

function checkExtent(variable: NexVariable, fileBytes: number, path: string): void {
  const { name, offset, count, numPoints, markerLength, type } = variable;
  if (offset < 0 || count < 0 || numPoints < 0 || markerLength < 0) {
    throw corrupt(path, `has a negative offset or count for variable "${name}"`);
  }
  const bytes = dataBytes(type, variable);
  if (offset + bytes <= fileBytes) return;
  throw new EphysError(
    "TruncatedFile",
    `${path} ends at byte ${String(fileBytes)}; variable "${name}" reaches to ${String(offset + bytes)}`,
    { path, variable: name },
  );
}

function dataBytes(type: number, { count, numPoints, markerLength }: NexVariable): number {
  switch (type) {
    case NEX_TYPES.neuron:
    case NEX_TYPES.event:
      return count * 4;
    case NEX_TYPES.interval:
      return count * 8;
    case NEX_TYPES.waveform:
      return count * 4 + count * numPoints * 2;
    case NEX_TYPES.continuous:
      return count * 8 + numPoints * 2;
    case NEX_TYPES.marker:
      return count * 4 + 64 + count * markerLength;
    default:
      return 0;
  }
}

function corrupt(path: string, what: string): EphysError {
  return new EphysError("CorruptFile", `${path} ${what}`, { path });
}
