import { describe, expect, it } from "vitest";
import type { CoreContext } from "#core/compute/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import {
  floatProperty,
  noiseLevels,
  randomSlices,
  withMetadata,
  type NoiseMethod,
} from "#core/recording/index.ts";
import { expectClose } from "#test/support/close.ts";
import { goldenJson, hasGolden } from "#test/support/golden.ts";
import { goldenPipelineRecording } from "#test/support/pipeline-recording.ts";

interface NoiseCase {
  readonly random_slices_kwargs: { readonly seed: number };
  readonly slices: readonly (readonly [number, number, number])[];
  readonly noise_levels: Readonly<Record<string, readonly number[]>>;
}

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

describe.skipIf(!hasGolden)("golden noise levels", () => {
  const golden = (): NoiseCase => goldenJson<NoiseCase>("pipeline", "noise_levels.json");

  it("draws the reference's random slices", () => {
    const slices = randomSlices(goldenPipelineRecording(), golden().random_slices_kwargs);
    expect(slices.map((s) => [s.segmentIndex, s.startFrame, s.endFrame])).toEqual(golden().slices);
  });

  for (const method of ["mad", "std", "rms"] as const satisfies readonly NoiseMethod[]) {
    for (const inUv of [true, false]) {
      it(`equals the reference: ${method} in ${inUv ? "µV" : "raw units"}`, async () => {
        const { random_slices_kwargs, noise_levels } = golden();
        const params = { method, return_in_uV: inUv, random_slices_kwargs };
        const levels = await noiseLevels(goldenPipelineRecording(), params, ctx);
        const expected = noise_levels[`${method}_${inUv ? "uV" : "raw"}`] ?? [];
        expectClose(levels, expected, { rtol: 1e-6 });
      });
    }
  }

  it("uses levels that the recording carries", async () => {
    const recording = goldenPipelineRecording();
    const levels = recording.channelIds.map((_, i) => i + 1);
    const carrying = withMetadata(recording, {
      properties: new Map([["noise_level_mad_raw", floatProperty(levels)]]),
    });
    const found = await noiseLevels(carrying, { return_in_uV: false }, ctx);
    expect([...found]).toEqual(levels);
  });
});
