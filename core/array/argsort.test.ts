import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { numpyArgsort } from "./argsort.ts";

describe("NumPy's argsort", () => {
  test("up to 16 values ties keep their order, from 17 on they do not", () => {
    expect([...numpyArgsort(new Float64Array(16))]).toEqual([...Array(16).keys()]);
    // numpy.argsort(numpy.zeros(17, int)) without vector instructions
    const seventeen = [0, 14, 13, 12, 11, 10, 9, 15, 8, 6, 5, 4, 3, 2, 1, 7, 16];
    expect([...numpyArgsort(new Float64Array(17))]).toEqual(seventeen);
  });

  property.prop([fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 300 })])(
    "sorts, each position once",
    (values) => {
      const order = numpyArgsort(values);
      expect([...order].sort((a, b) => a - b)).toEqual([...values.keys()]);
      expect([...order].map((i) => values[i])).toEqual([...values].sort((a, b) => a - b));
    },
  );
});
