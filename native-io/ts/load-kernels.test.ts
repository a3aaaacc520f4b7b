import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ChannelShift } from "#core/kernels/index.ts";
import { isEphysError, type ErrorCode } from "#core/model/index.ts";
import { availableLevels, kernelsAtLevel, loadKernels } from "#native/index.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function codeOf(work: () => unknown): ErrorCode | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return isEphysError(error) ? error.code : undefined;
  }
}

function shiftOf(channels: number, fade: number, lastFrame: number, by = 0.5): ChannelShift {
  const shifts = new Float64Array(channels).fill(by);
  return { shifts, taper: new Float64Array(fade), firstFrame: 0, lastFrame };
}

describe("choosing kernels", () => {
  it("takes the fastest level by itself, and TypeScript is always there", () => {
    vi.stubEnv("SPIKEDESK_KERNELS", "");
    expect(loadKernels().level).toBe(availableLevels()[0]);
    expect(availableLevels().at(-1)).toBe("typescript");
    expect(loadKernels("typescript").level).toBe("typescript");
  });

  it("is forced by the environment variable", () => {
    for (const level of availableLevels()) {
      vi.stubEnv("SPIKEDESK_KERNELS", level);
      expect(loadKernels("auto").level).toBe(level);
    }
  });

  it("refuses a name that is no level and a level that this machine lacks", () => {
    vi.stubEnv("SPIKEDESK_KERNELS", "fast");
    expect(codeOf(() => loadKernels())).toBe("InvalidParameter");
    vi.stubEnv("SPIKEDESK_KERNELS", "");
    const missing = (["neon", "avx512"] as const).find((l) => !availableLevels().includes(l));
    if (missing) expect(codeOf(() => loadKernels(missing))).toBe("Unsupported");
  });

  it.each(availableLevels())("refuses shapes that do not fit, at level %s", (level) => {
    const kernels = kernelsAtLevel(level);
    const x = new Float32Array(10);
    const sos = Float64Array.of(1, 0, 0, 1, 0, 0);
    const refused = [
      () => kernels.decode(x, 3, undefined, undefined, undefined, new Float32Array(10)),
      () => kernels.decode(x, 5, Int32Array.of(5), undefined, undefined, new Float32Array(2)),
      () => kernels.decode(x, 5, undefined, new Float32Array(4), undefined, new Float32Array(10)),
      () => kernels.pickChannels(x, 5, Int32Array.of(-1), new Float32Array(2)),
      () => kernels.convert(x, new Int16Array(9), true),
      () => kernels.sosfilt(sos, x, 5, new Float64Array(9), new Float32Array(10)),
      () => kernels.sosfiltfilt(sos, x, 5, 0, 3, new Float32Array(15)),
      () => kernels.sosfiltfilt(sos, x, 5, 0, 2, new Float32Array(10)), // shorter than its padding
      () => kernels.sosfiltfilt(new Float64Array(5), x, 1, 0, 2, new Float32Array(2)),
      () => kernels.shiftChannels(x, 5, shiftOf(4, 0, 2), new Float32Array(10)),
      () => kernels.shiftChannels(x, 5, shiftOf(5, 3, 2), new Float32Array(10)),
      () => kernels.shiftChannels(x, 5, shiftOf(5, 0, 3), new Float32Array(15)),
      () => kernels.shiftChannels(x, 5, shiftOf(5, 0, 2, NaN), new Float32Array(10)),
      () => kernels.subtractReference(x, 5, "median", [Int32Array.of(7)], new Float32Array(10)),
      () => kernels.columnMads(x, 5, new Float64Array(4), new Float64Array(5)),
      () => kernels.columnMads(x, 5, new Float64Array(5), new Float64Array(4)),
      () => kernels.matmul(x, x, 2, 5, 3, new Float32Array(6)),
      () => kernels.minMax(x, 5, 0, new Float32Array(0)),
      () => kernels.minMax(x, 0, 1, new Float32Array(0)),
    ];
    for (const work of refused) expect(codeOf(work), String(work)).toBe("InvalidParameter");
  });
});

describe("without an addon", () => {
  const script = (code: string, env: NodeJS.ProcessEnv): string => {
    const module = resolve(import.meta.dirname, "index.ts");
    const source = `import { loadKernels, kernelStatus } from ${JSON.stringify(module)}; ${code}`;
    const result = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
      encoding: "utf8",
      env: { ...process.env, SPIKEDESK_KERNELS: "", ...env },
    });
    return result.stdout.trim() + result.stderr.trim();
  };

  it("serves TypeScript and says why, but never in place of a level that was asked for", () => {
    const folder = mkdtempSync(join(tmpdir(), "spikedesk-addon-"));
    const env = { SPIKEDESK_ADDON: join(folder, "none.node") };
    expect(script("console.log(JSON.stringify(kernelStatus()))", env)).toContain(
      '"level":"typescript"',
    );
    expect(script("console.log(kernelStatus().note)", env)).toContain("none.node");
    const asked = "try { loadKernels('baseline') } catch (e) { console.log(e.code) }";
    expect(script(asked, env)).toBe("Unsupported");
    rmSync(folder, { recursive: true });
  });
});
