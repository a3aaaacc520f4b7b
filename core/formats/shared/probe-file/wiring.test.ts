import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { probeByName, PROBE_NAMES, readProbeFile } from "./index.ts";
import { rewired, wiringOf, writeProbeFile } from "./wiring.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-wiring-"));
const name = PROBE_NAMES.find((one) => one.startsWith("NeuroNexus")) ?? "";
const probe = probeByName(name, 1000);
const count = wiringOf(probe).length;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the wiring of a probe", () => {
  const reversed = Array.from({ length: count }, (_, i) => (i === 2 ? null : count - 1 - i));

  it.each(["json", "prb"])("comes back from a .%s file", async (ending) => {
    const path = join(folder, `p.${ending}`);
    await writeProbeFile(path, rewired(probe, reversed), ctx);
    const read = wiringOf(await readProbeFile(path, ctx));
    const before = wiringOf(rewired(probe, reversed));
    // a .prb has no contact without a channel
    const expected = ending === "prb" ? before.filter(({ channel }) => channel !== null) : before;
    const placeOf = ({ channel, xUm, yUm }: (typeof read)[number]): unknown => [channel, xUm, yUm];
    expect(read.map(placeOf)).toEqual(expected.map(placeOf));
  });

  it("refuses one channel at two contacts, and another number of contacts", () => {
    const twice = Array.from({ length: count }, () => 0);
    expect(() => rewired(probe, twice)).toThrow(/both wired to channel 0/);
    expect(() => rewired(probe, [1])).toThrow(/contacts/);
  });

  it("is not written where no contact is wired, or to a file of another kind", async () => {
    const none = rewired(probe, new Array<null>(count).fill(null));
    const prb = writeProbeFile(join(folder, "n.prb"), none, ctx);
    await expect(prb).rejects.toMatchObject({ code: "InvalidValue" });
    const text = writeProbeFile(join(folder, "n.txt"), probe, ctx);
    await expect(text).rejects.toMatchObject({ code: "InvalidValue" });
  });
});
