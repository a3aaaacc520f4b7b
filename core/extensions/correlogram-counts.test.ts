import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typescriptKernels as kernels } from "#core/kernels/index.ts";
import { addCorrelograms, addRow, countRow, emptyRow, pairSource } from "./correlogram-counts.ts";

describe("counts of few spikes", () => {
  const spikes = fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 40 }), unit: fc.integer({ min: 0, max: 3 }) }),
    { maxLength: 80 },
  );
  const shapes = fc.record({
    numUnits: fc.constant(4),
    binFrames: fc.integer({ min: 1, max: 9 }),
    numHalfBins: fc.integer({ min: 1, max: 7 }),
  });

  it("are those of a row per unit", () => {
    fc.assert(
      fc.property(spikes, shapes, fc.constantFrom(0, 2 ** 31), (given, shape, first) => {
        let frame = first;
        const samples = given.map(({ gap }) => (frame += gap));
        const units = given.map(({ unit }) => unit);
        const [atOnce, byRow] = [0, 1].map(
          () => new Float64Array(2 * shape.numHalfBins * shape.numUnits ** 2),
        );
        addCorrelograms(samples, units, shape, atOnce, kernels);
        const source = pairSource(samples, units, shape);
        for (let unit = 0; unit < shape.numUnits; unit++) {
          const row = emptyRow(source);
          countRow(source, unit, row, kernels);
          addRow(row, unit, source, byRow);
        }
        expect(atOnce).toEqual(byRow);
      }),
    );
  });
});
