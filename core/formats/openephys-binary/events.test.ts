import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenJson, goldenPath, hasGolden } from "#test/support/golden.ts";
import type { JsonObject } from "#core/model/index.ts";
import { openephysBinary } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const CASE = ["formats", "openephys_binary", "old_layout_v05"] as const;

describe.skipIf(!hasGolden)("TTL pulses before version 0.6", () => {
  it("are in seconds, or divided by the rate once more as the reference has them", async () => {
    const document = goldenJson<{ opens: readonly JsonObject[] }>(...CASE, "expected.json");
    expect(document.opens.some(({ kind }) => kind === "event")).toBe(true);
    const folder = join(goldenPath(...CASE), "data");
    const ours = await openephysBinary.readEvents?.(folder, ctx, {});
    const theirs = await openephysBinary.readEvents?.(folder, ctx, { reference_ttl_times: true });
    const pulses = ours?.segments.flat().filter(({ duration }) => !Number.isNaN(duration[0])) ?? [];
    expect(pulses.length).toBeGreaterThan(0);
    for (const [s, channels] of ours?.segments.entries() ?? []) {
      for (const [c, { time, duration }] of channels.entries()) {
        const other = theirs?.segments[s]?.[c];
        expect(other?.duration).toEqual(duration);
        const isPulse = !Number.isNaN(duration[0]) && duration.length > 0;
        for (const [i, seconds] of time.entries()) {
          expect(other?.time[i]).toBeCloseTo(isPulse ? seconds / 30_000 : seconds, 12);
        }
      }
    }
  });
});
