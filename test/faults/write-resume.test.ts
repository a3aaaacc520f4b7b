import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { verifyChecksums } from "#core/formats/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { writeCounted } from "#test/support/write-counted.ts";

const VICTIM = join(import.meta.dirname, "write-victim.ts");
const NUM_CHUNKS = 12;
const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const home = mkdtempSync(join(tmpdir(), "spikedesk-resume-"));
const source = join(home, "a.dat");
const samples = Int16Array.from({ length: NUM_CHUNKS * 1000 * 4 }, (_, i) => (i * 7919) % 30_011);
writeFileSync(source, samples);

afterAll(() => {
  rmSync(home, { recursive: true });
});

/** Runs a child that dies before its seventh chunk; what it leaves has a temporary name. */
function killed(folder: string, form: string): void {
  const run = spawnSync(process.execPath, [VICTIM, source, folder, form, "7"]);
  expect(run.signal).toBe("SIGKILL");
  expect(existsSync(folder)).toBe(false);
}

/** How many chunks it had to write. */
async function write(folder: string, form: string): Promise<number> {
  let chunks = 0;
  await writeCounted(source, folder, form, () => {
    chunks++;
  });
  return chunks;
}

/** Where the first chunk lies in the unfinished folder. */
const FIRST_CHUNK = { binary: "traces_cached_seg0.raw", zarr: "traces_seg0/0.0" } as const;

describe.each(["binary", "zarr"] as const)("writing a recording (%s) that is killed", (form) => {
  it("goes on with the chunks that are whole, and the result is that of one run", async () => {
    const folder = join(home, `${form}-killed`);
    killed(folder, form);
    cpSync(`${folder}.partial`, join(home, `${form}-changed.partial`), { recursive: true });
    // a chunk that was damaged meanwhile is written again
    flip(join(`${folder}.partial`, FIRST_CHUNK[form]), 40);
    expect(await write(folder, form)).toBe(NUM_CHUNKS - 7 + 1);
    expect(readdirSync(home)).not.toContain(`${form}-killed.partial`);
    expect(readdirSync(folder)).not.toContain("write_journal.txt");
    const recording = await openRecordingPath(folder, {}, ctx);
    const read = Buffer.from((await readTracesNew(recording, 0)).buffer);
    expect(read.equals(Buffer.from(samples.buffer))).toBe(true);
    expect(await verifyChecksums(folder, ctx)).toEqual({ numChunks: NUM_CHUNKS, damaged: [] });
  });

  it("begins anew when the source has changed", async () => {
    writeFileSync(source, samples);
    expect(await write(join(home, `${form}-changed`), form)).toBe(NUM_CHUNKS);
  });
});

it("a changed byte of a written recording is found", async () => {
  const folder = join(home, "checked");
  await write(folder, "binary");
  flip(join(folder, FIRST_CHUNK.binary), 20_000);
  const { damaged } = await verifyChecksums(folder, ctx);
  expect(damaged).toMatchObject([{ file: FIRST_CHUNK.binary, offsetBytes: 16_000 }]);
});

function flip(path: string, at: number): void {
  const content = readFileSync(path);
  content.writeUInt8(content.readUInt8(at) ^ 1, at);
  writeFileSync(path, content);
}
