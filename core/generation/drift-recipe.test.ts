import { describe, expect, it } from "vitest";
import { DRIFT_MODES, driftRecipe } from "./drift-recipe.ts";
import { generateDriftingRecording } from "./drifting.ts";

const shape = { duration: 10, numChannels: 5, numUnits: 3, seed: 4 };

describe("a moving recording of a given size", () => {
  it.each(DRIFT_MODES)("%s moves within ±20 µm, however short", async (mode) => {
    for (const duration of [2, 10, 700]) {
      const made = await generateDriftingRecording(driftRecipe({ ...shape, duration, mode }));
      expect(made.driftingRecording.channelIds).toHaveLength(5);
      expect(made.driftingRecording.numSamples).toEqual([duration * 30000]);
      expect(made.sorting.unitIds).toHaveLength(3);
      const along = made.displacements.vectors.data.filter((_, i) => i % 2 === 1);
      expect(Math.max(...along)).toBeLessThanOrEqual(20);
      expect(Math.min(...along)).toBeGreaterThanOrEqual(-20);
      expect(Math.max(...along) - Math.min(...along)).toBeGreaterThan(10);
    }
  });

  it("has the reference's own times at 600 s", () => {
    const params = driftRecipe({ ...shape, duration: 600, mode: "zigzag" });
    expect(params.generate_displacement_vector_kwargs?.motion_list).toEqual([
      { drift_mode: "zigzag", t_start_drift: 60, period_s: 200 },
    ]);
  });

  it("refuses other modes and recordings too short to move in", () => {
    expect(() => driftRecipe({ ...shape, mode: "circles" })).toThrow(/zigzag, bump, random_walk/);
    expect(() => driftRecipe({ ...shape, mode: "bump", duration: 1 })).toThrow(/at least 2 s/);
  });
});
