import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { FileSystemPort } from "#core/io/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { listStreams, openRecordingPath, recognise } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import { writeSpikeGlx } from "#test/support/write-spikeglx.ts";

/* Files of 100 GB (sparse): recognising, listing streams and opening read less than 1 MB, a window no more than itself. */

const LARGE_BYTES = 100e9;
const MOST_OPEN_BYTES = 1e6;
const home = mkdtempSync(join(tmpdir(), "spikedesk-large-"));

afterAll(() => {
  rmSync(home, { recursive: true });
});

/** The file system, counting bytes that are read. */
function counting(): { readonly fs: FileSystemPort; read(): number } {
  let bytes = 0;
  const fs: FileSystemPort = {
    ...nodeFileSystem,
    async readBytes(path, most) {
      const content = await nodeFileSystem.readBytes(path, most);
      bytes += content.length;
      return content;
    },
    async readText(path) {
      const content = await nodeFileSystem.readText(path);
      bytes += content.length;
      return content;
    },
    async openBytes(path) {
      const source = await nodeFileSystem.openBytes(path);
      return {
        sizeBytes: source.sizeBytes,
        readInto(offset, out) {
          bytes += out.length;
          return source.readInto(offset, out);
        },
        close: () => source.close(),
      };
    },
  };
  return { fs, read: () => bytes };
}

/** Bytes of the file at which it is still whole frames. */
function wholeFrames(frameBytes: number): number {
  return Math.floor(LARGE_BYTES / frameBytes) * frameBytes;
}

function largeRaw(): string {
  const path = join(home, "large.dat");
  writeFileSync(path, "");
  truncateSync(path, wholeFrames(768));
  return path;
}

function largeSpikeGlx(): string {
  const folder = writeSpikeGlx(home, "large", 0.1);
  const probe = join(folder, "large_g0_imec0");
  const [bin = "", meta = ""] = readdirSync(probe).sort().map((name) => join(probe, name)); // prettier-ignore
  const size = wholeFrames(66);
  const text = readFileSync(meta, "utf8").replace(/fileSizeBytes=\d+/, `fileSizeBytes=${String(size)}`); // prettier-ignore
  writeFileSync(meta, text);
  truncateSync(bin, size);
  return folder;
}

function largeOpenEphys(): string {
  const source = goldenPath("formats", "openephys_binary", "rhythm_with_adc_v06", "data");
  const folder = join(home, "open-ephys");
  cpSync(source, folder, { recursive: true });
  const dats = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const dat = join(folder, dats.find((name) => name.endsWith("continuous.dat")) ?? "");
  const structure = join(folder, dats.find((name) => name.endsWith("structure.oebin")) ?? "");
  const numChannels = Number(/"num_channels"\s*:\s*(\d+)/.exec(readFileSync(structure, "utf8"))?.[1]);
  truncateSync(dat, wholeFrames(2 * numChannels));
  return folder;
} // prettier-ignore

const raw: JsonObject = { num_channels: 384, sampling_frequency: 30_000, dtype: "int16" };
const CASES: readonly (readonly [string, () => string, JsonObject, string | undefined])[] = [
  ["raw binary", largeRaw, raw, undefined],
  ["SpikeGLX", largeSpikeGlx, {}, "imec0.ap"],
  ...(hasGolden ? [["Open Ephys", largeOpenEphys, {}, "0"] as const] : []),
];

describe("a recording of 100 GB", () => {
  it.each(CASES)("(%s) opens by its head", async (_name, make, params, streamId) => {
    const path = make();
    const counted = counting();
    const ctx = { fs: counted.fs, kernels: typescriptKernels };
    const [found] = await recognise(path, ctx);
    const options = { ...(found && { format: found.format }), params };
    await listStreams(path, options, ctx);
    const chosen = streamId === undefined ? options : { ...options, streamId };
    const recording = await openRecordingPath(path, chosen, ctx);
    expect(counted.read()).toBeLessThan(MOST_OPEN_BYTES);
    const opened = counted.read();
    const numChannels = recording.channelIds.length;
    const total = recording.numSamples[0] ?? 0;
    expect(total * numChannels).toBeGreaterThan(0.7 * (LARGE_BYTES / 2));
    await readTracesNew(recording, 0, total - 3000, total);
    // whole frames are read: the channels of a stream and those beside them
    expect(counted.read() - opened).toBeLessThan(2 * 3000 * numChannels * 2 + 4096);
  });
});
