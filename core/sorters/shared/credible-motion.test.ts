import { expect, test } from "vitest";
import type { Motion } from "#core/motion/index.ts";
import { incredibleMotion } from "./credible-motion.ts";

/** Two depths that move alike. */
function motionOf(...um: number[]): Motion {
  return {
    displacement: [Float64Array.from(um.flatMap((d) => [d, d]))],
    temporalBinsS: [Float64Array.from(um.keys())],
    spatialBinsUm: Float64Array.of(0, 100),
    direction: "y",
    interpolationMethod: "linear",
  };
}

/** Contacts in a column, 20 µm apart. */
const column = (n: number): Float64Array =>
  Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 1 ? 20 * Math.floor(i / 2) : 500));

test("a motion within a quarter of the contacts' extent is believed", () => {
  expect(incredibleMotion(motionOf(-15, 0, 15), column(64))).toBeUndefined();
  expect(incredibleMotion(motionOf(0, 5, -10), column(4))).toBeUndefined();
});

test("leaps as large as the probe are not", () => {
  expect(incredibleMotion(motionOf(-18, 40, -18, 40), column(4))).toBe(
    "it would move the signal by 58 µm along contacts that span 60 µm",
  );
});
