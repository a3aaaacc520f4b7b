import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { readHeader, type ByteCursor } from "../shared/session/index.ts";

/* Headers of Blackrock's .ns1 to .ns6 (Blackrock Neurotech, "File Specifications" 2.1 to 3.0). */

const MAX_CHANNELS = 10_000;
const SPECS = ["2.1", "2.2", "2.3", "3.0"] as const;
export type Spec = (typeof SPECS)[number];

/** A channel of a .nsX. */
interface NsxChannel {
  readonly id: string;
  readonly name: string;
  readonly units: string;
  readonly gain: number;
  readonly offset: number;
}

export interface NsxHeader {
  readonly path: string;
  /** 1 to 6 */
  readonly number: number;
  readonly spec: Spec;
  readonly fileBytes: number;
  /** where the data begin */
  readonly headerBytes: number;
  /** ticks of 1/30000 s between samples */
  readonly period: number;
  /** Hz */
  readonly samplingFrequency: number;
  /** Hz, of the timestamps */
  readonly timestampResolution: number;
  readonly channels: readonly NsxChannel[];
}

/** @throws FileNotFound, CorruptFile, TruncatedFile, Unsupported */
export function readNsxHeader(path: string, number: number, ctx: CoreContext): Promise<NsxHeader> {
  return readHeader(path, (cursor, bytes) => parseNsx(cursor, path, number, bytes), ctx);
}

function parseNsx(cursor: ByteCursor, path: string, number: number, fileBytes: number): NsxHeader {
  const kind = cursor.text(8);
  if (kind === "NEURALSG") return parse21(cursor, path, number, fileBytes);
  if (kind !== "NEURALCD" && kind !== "BRSMPGRP") {
    throw new EphysError(
      "CorruptFile",
      `${path} begins with "${kind.slice(0, 8)}", not as Blackrock's .nsX files do`,
      { path },
    );
  }
  const spec = specOf(cursor, path);
  const headerBytes = cursor.uint32();
  cursor.skip(16 + 256); // label, comment
  const period = cursor.uint32();
  const timestampResolution = cursor.uint32();
  cursor.skip(16); // date
  const count = cursor.uint32();
  check(path, { period, timestampResolution, count });
  const channels = Array.from({ length: count }, () => parseChannel(cursor, path));
  if (headerBytes < cursor.at || headerBytes > fileBytes) {
    throw new EphysError(
      "CorruptFile",
      `${path} says that its data begin at byte ${String(headerBytes)}; its header ends at ${String(cursor.at)} of ${String(fileBytes)}`,
      { path, headerBytes },
    );
  }
  const samplingFrequency = 30_000 / period;
  return {
    path,
    number,
    spec,
    fileBytes,
    headerBytes,
    period,
    samplingFrequency,
    timestampResolution,
    channels,
  };
}

/** @throws Unsupported naming the version */
export function specOf(cursor: ByteCursor, path: string): Spec {
  const found = `${String(cursor.uint8())}.${String(cursor.uint8())}`;
  const spec = SPECS.find((known) => known === found);
  if (spec) return spec;
  throw new EphysError(
    "Unsupported",
    `${path} is of Blackrock's file specification ${found}; ${SPECS.join(", ")} are read`,
    { path, spec: found },
  );
}

function check(
  path: string,
  numbers: { period: number; timestampResolution: number; count: number },
): void {
  const { period, timestampResolution, count } = numbers;
  if (period > 0 && timestampResolution > 0 && count > 0 && count <= MAX_CHANNELS) return;
  throw new EphysError(
    "CorruptFile",
    `${path} claims ${String(count)} channels, a sample every ${String(period)} ticks and ${String(timestampResolution)} timestamps a second`,
    { path, ...numbers },
  );
}

function parseChannel(cursor: ByteCursor, path: string): NsxChannel {
  cursor.skip(2); // "CC"
  const id = String(cursor.uint16());
  const name = cursor.text(16);
  cursor.skip(2); // connector and pin
  const [minDigital, maxDigital] = [cursor.int16(), cursor.int16()];
  const [minAnalog, maxAnalog] = [cursor.int16(), cursor.int16()];
  const units = cursor.text(16);
  cursor.skip(20); // filters
  if (maxDigital === minDigital) {
    throw new EphysError("CorruptFile", `${path}: channel ${id} has an empty range of values`, {
      path,
      channel: id,
    });
  }
  const gain = (maxAnalog - minAnalog) / (maxDigital - minDigital);
  return { id, name, units, gain, offset: -minDigital * gain + minAnalog };
}

/** Version 2.1 has electrodes only; what a bit is worth stands in the .nev, which recordings are read without. */
function parse21(cursor: ByteCursor, path: string, number: number, fileBytes: number): NsxHeader {
  cursor.skip(16); // label
  const period = cursor.uint32();
  const count = cursor.uint32();
  check(path, { period, timestampResolution: 30_000, count });
  const channels = Array.from({ length: count }, () => {
    const electrode = cursor.uint32();
    const name =
      electrode < 129 ? `chan${String(electrode)}` : `ainp${String(electrode - 129 + 1)}`;
    return { id: String(electrode), name, units: "", gain: 1, offset: 0 };
  });
  return {
    path,
    number,
    spec: "2.1",
    fileBytes,
    headerBytes: cursor.at,
    period,
    samplingFrequency: 30_000 / period,
    timestampResolution: 30_000,
    channels,
  };
}
