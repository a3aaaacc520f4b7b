import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { openephysLegacy } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-events-"));
afterAll(() => rmSync(folder, { recursive: true }));

function header(more: string): Buffer {
  const bytes = Buffer.alloc(1024, " ");
  bytes.write(`header.format = 'Open Ephys Data Format';\n${more}header.sampleRate = 30000;\n`);
  return bytes;
}

describe("all_channels.events of a folder", () => {
  it("are listed by the path of any of its files", async () => {
    const block = Buffer.alloc(12 + 2048 + 10);
    block.writeBigInt64LE(30_000n);
    block.writeUInt16LE(1024, 8);
    const file = join(folder, "100_CH1.continuous");
    writeFileSync(file, Buffer.concat([header("header.bitVolts = 0.195;\n"), block]));
    const events = [30_300, 30_600].map((timestamp, i) => {
      const event = Buffer.alloc(16);
      event.writeBigInt64LE(BigInt(timestamp));
      event.set([3, 100, 1 - i, 5], 10); // TTL, node 100, on and off, channel 5
      return event;
    });
    writeFileSync(join(folder, "all_channels.events"), Buffer.concat([header(""), ...events]));
    const found = await openephysLegacy.readEvents?.(file, ctx);
    expect(found?.channel_ids).toEqual(["all_channels"]);
    expect(found?.segments[0]?.[0]).toMatchObject({
      time: Float64Array.of(1.01, 1.02),
      label: ["3#100#5", "3#100#5"],
    });
  });
});
