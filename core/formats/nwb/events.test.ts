import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { seconds, writeNwbEvents } from "#test/support/write-nwb-events.ts";
import { nwb } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "nwb-events-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("events of NWB", () => {
  it("are its intervals, annotations and labelled events", async () => {
    const events = await nwb.readEvents?.(await writeNwbEvents(folder, "a.nwb"), ctx);
    expect(events?.segments).toEqual([
      [
        {
          channel_id: "intervals/epochs",
          time: Float64Array.of(0, 3),
          duration: Float64Array.of(3, 4),
          label: ["baseline", "drug, late"],
        },
        {
          channel_id: "intervals/trials",
          time: Float64Array.of(1, 4),
          duration: Float64Array.of(1, 2),
          label: ["left", "right"],
        },
        {
          channel_id: "acquisition/notes",
          time: Float64Array.of(2.5),
          duration: Float64Array.of(NaN),
          label: ["light on"],
        },
        {
          channel_id: "acquisition/licks",
          time: Float64Array.of(3, 3.5),
          duration: Float64Array.of(NaN, NaN),
          label: ["b", "a"],
        },
      ],
    ]);
  });

  it("are told where there are no signals", async () => {
    const found = await nwb.detect(await writeNwbEvents(folder, "c.nwb"), ctx);
    expect(found?.kinds).toEqual(["events"]);
    expect(found?.why).toContain("4 objects of events");
  });

  it("whose lists differ in length are refused", async () => {
    const path = await writeNwbEvents(folder, "b.nwb", seconds(2));
    await expect(nwb.readEvents?.(path, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
  });
});
