import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { ndArray } from "#core/array/index.ts";
import type { Hdf5Value } from "#core/io/index.ts";
import { mendChecksums, wrongChecksums } from "#test/support/hdf5-checksum.ts";
import { nodeHdf5 } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "hdf5-large-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const numbersOf = (value: Hdf5Value): number[] =>
  value.kind === "array" ? Array.from(value.array.data as ArrayLike<number>) : [];

const SMALL_ROWS = 12_345;
const LARGE_ROWS = 3_000_000_000;

/** Numbers of 64 bits in a file's structure. */
function replaceAll(bytes: Buffer, from: number, to: number): number {
  const [old, now] = [Buffer.alloc(8), Buffer.alloc(8)];
  old.writeBigUInt64LE(BigInt(from));
  now.writeBigUInt64LE(BigInt(to));
  let count = 0;
  for (let at = bytes.indexOf(old); at >= 0; at = bytes.indexOf(old, at + 8)) {
    now.copy(bytes, at);
    count++;
  }
  return count;
}

/** A dataset of 6 GB that lies in one piece: a small file whose sizes are changed, with its samples behind its end. */
async function sparseFile(): Promise<string> {
  const path = join(folder, "large.h5");
  const sink = await nodeHdf5.create(path);
  await sink.createDataset("/x", ndArray("int16", [SMALL_ROWS], new Int16Array(SMALL_ROWS)));
  await sink.commit();
  const bytes = readFileSync(path);
  expect(wrongChecksums(bytes)).toEqual([]);
  const layout = Buffer.alloc(8);
  layout.writeBigUInt64LE(BigInt(2 * SMALL_ROWS));
  const sizeAt = bytes.indexOf(layout);
  const dataAt = Math.ceil(bytes.length / 4096) * 4096;
  const end = dataAt + 2 * LARGE_ROWS;
  expect(replaceAll(bytes, bytes.length, end)).toBe(1); // the superblock's end of file
  bytes.writeBigUInt64LE(BigInt(dataAt), sizeAt - 8);
  expect(replaceAll(bytes, 2 * SMALL_ROWS, 2 * LARGE_ROWS)).toBe(1);
  expect(replaceAll(bytes, SMALL_ROWS, LARGE_ROWS)).toBeGreaterThan(0);
  mendChecksums(bytes);
  writeFileSync(path, bytes);
  truncateSync(path, end);
  const fd = openSync(path, "r+");
  writeSync(fd, Int16Array.of(11, -12, 13), 0, 6, dataAt + 2 * 2_900_000_000);
  fsyncSync(fd);
  closeSync(fd);
  return path;
}

describe("the HDF5 library on a thread of its own", () => {
  it("reads windows beyond 4 GB", async () => {
    const file = await nodeHdf5.open(await sparseFile());
    expect(file.sizeBytes).toBeGreaterThan(6e9);
    expect((await file.dataset("/x")).shape).toEqual([LARGE_ROWS]);
    const window = await file.read("/x", [[2_899_999_999, 2_900_000_004]]);
    expect(numbersOf(window)).toEqual([0, 11, -12, 13, 0]);
  });

  it("leaves this thread free while it decompresses", async () => {
    const path = join(folder, "packed.h5");
    const rows = 20_000_000;
    const sink = await nodeHdf5.create(path);
    const layout = { chunks: [1_000_000], gzip: 1 };
    await sink.createDataset("/x", ndArray("int16", [rows], new Int16Array(rows)), layout);
    await sink.commit();
    const file = await nodeHdf5.open(path);
    let isRead = false;
    const reading = file.read("/x").then((value) => {
      isRead = true;
      return value;
    });
    // a read in this thread would end before the first turn
    let turns = 0;
    while (!isRead) {
      await nextTurn();
      turns++;
    }
    expect(turns).toBeGreaterThan(10);
    expect(numbersOf(await reading)).toHaveLength(rows);
  });
});
