import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fc, test as property } from "@fast-check/vitest";
import { parseJson } from "#core/model/index.ts";
import type { Parameters } from "./parameters.ts";
import {
  classifierOf,
  classScores,
  fitImputer,
  fitScaler,
  modelFromJson,
  modelToJson,
  pipelineObject,
  pipelineOf,
  RandomState,
  readSkops,
  SCALING_TECHNIQUES,
  scorerByName,
  stratifiedSplit,
  tableOf,
  transformOf,
  writeSkops,
  type ClassifierName,
  type Table,
} from "./index.ts";
import { fitClassifier } from "./classifiers.ts";
import { drawCandidates } from "./selection/spaces.ts";
import { stratifiedFolds } from "./selection/split.ts";
import { trainingSet } from "./training-set.ts";

/* Values that scikit-learn 1.2.1 (NumPy 1.24) computed for the same data and seeds. */

interface Fixture {
  readonly numColumns: number;
  readonly sets: readonly {
    readonly numClasses: number;
    readonly X: readonly number[];
    readonly y: readonly number[];
    readonly test: readonly number[];
  }[];
  readonly fits: readonly {
    readonly set: number;
    readonly classifier: ClassifierName;
    readonly params: Parameters;
    readonly seed: number;
    readonly predict: readonly number[];
    readonly probabilities?: readonly number[];
  }[];
  readonly splits: readonly {
    readonly set: number;
    readonly seed: number;
    readonly train: readonly number[];
    readonly test: readonly number[];
    readonly folds: readonly (readonly number[])[];
  }[];
  readonly missing: readonly (number | null)[];
  readonly imputed: Readonly<Record<string, readonly number[]>>;
  readonly scaled: Readonly<Record<string, readonly number[]>>;
}

const fixture = JSON.parse(
  readFileSync(new URL("./fixtures/scikit-learn-1.2.1.json", import.meta.url), "utf8"),
) as Fixture;

function table(values: readonly (number | null)[], numColumns = fixture.numColumns): Table {
  const numbers = Float64Array.from(values, (value) => value ?? NaN);
  return tableOf(values.length / numColumns, numColumns, numbers);
}

function expectNear(
  found: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(found[i] - value), `value ${String(i)}`).toBeLessThanOrEqual(tolerance);
  }
}

const TOLERANCES: Partial<Record<ClassifierName, number>> = {
  LogisticRegression: 2e-5,
  MLPClassifier: 1e-8, // the fixture was made from single-precision rows
};

describe("classifiers trained with the same seed as scikit-learn's", () => {
  test.each(fixture.fits.map((fit) => [fit.classifier, JSON.stringify(fit.params), fit] as const))(
    "%s %s",
    (name, _params, fit) => {
      const { X, y, test: rows } = fixture.sets[fit.set];
      const set = trainingSet(table(X), Int32Array.from(y));
      const object = fitClassifier(name, set, fit.params, fit.seed);
      const classifier = classifierOf(object);
      expect([...classifier.predict(table(rows))]).toEqual(fit.predict);
      const shares = classifier.probabilities?.(table(rows));
      if (fit.probabilities === undefined) expect(shares).toBeUndefined();
      // trees answer alike; the optimum of a regression is as near as its own solver came
      else expectNear(shares?.values ?? [], fit.probabilities, TOLERANCES[name] ?? 1e-12);
      const model = pipelineObject([["classifier", object]]);
      const trust = { trustModel: true };
      const document = parseJson(JSON.stringify(modelToJson(model)), "again");
      for (const read of [
        readSkops(writeSkops(model), "again", trust),
        modelFromJson(document, "again", trust),
      ]) {
        expect([...pipelineOf(read).classifier.predict(table(rows))]).toEqual(fit.predict);
      }
    },
  );
});

describe("imputers and scalers", () => {
  const missing = table(fixture.missing);
  test.each(Object.keys(fixture.imputed))("%s fills as scikit-learn does", (strategy) => {
    const filled = transformOf(fitImputer(strategy, missing, 0)).apply(missing);
    expectNear(filled.values, fixture.imputed[strategy], 1e-6);
  });

  test("iterative imputation leaves what is known and fills the rest", () => {
    const filled = transformOf(fitImputer("iterative", missing, 0)).apply(missing);
    for (const [i, value] of missing.values.entries()) {
      if (Number.isNaN(value)) expect(filled.values[i]).toBeTypeOf("number");
      else expect(filled.values[i]).toBe(value);
    }
    expect(filled.values.some(Number.isNaN)).toBe(false);
  });

  test("a column without any value is left out", () => {
    const empty = table([1, null, 2, null, 4, null], 2);
    expect(transformOf(fitImputer("median", empty, 0)).apply(empty)).toEqual(table([1, 2, 4], 1));
  });

  test.each(SCALING_TECHNIQUES)("%s scales as scikit-learn does", (technique) => {
    const filled = table(fixture.imputed["median"]);
    const scaled = transformOf(fitScaler(technique, filled)).apply(filled);
    expectNear(scaled.values, fixture.scaled[technique], 2e-6);
  });

  test("a constant column is only centred", () => {
    const flat = table([3, 3, 3], 1);
    for (const technique of SCALING_TECHNIQUES) {
      expect([...transformOf(fitScaler(technique, flat)).apply(flat).values]).toEqual([0, 0, 0]);
    }
  });
});

describe("splits", () => {
  test.each(fixture.splits)("seed $seed of set $set", ({ set, seed, train, test: rows, folds }) => {
    const { y, numClasses } = fixture.sets[set];
    const codes = Int32Array.from(y);
    const split = stratifiedSplit(codes, numClasses, 0.2, new RandomState(seed));
    expect([...split.train]).toEqual(train);
    expect([...split.test]).toEqual(rows);
    expect(stratifiedFolds(codes, 3).map((fold) => [...fold.test])).toEqual(folds);
  });

  property.prop([fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 9, maxLength: 60 })])(
    "folds hold every row once",
    (y) => {
      const folds = stratifiedFolds(Int32Array.from([...y, 0, 0, 0]), 3);
      const rows = folds.flatMap((fold) => [...fold.test]).sort((a, b) => a - b);
      expect(rows).toEqual([...y, 0, 0, 0].map((_, i) => i));
    },
  );

  test("classes that are too small are refused", () => {
    expect(() => stratifiedSplit(Int32Array.of(0, 0, 1), 2, 0.5, new RandomState(0))).toThrow(
      /smallest class 1/,
    );
    expect(() => stratifiedFolds(Int32Array.of(0, 0, 1, 1), 3)).toThrow(/no class has 3 units/);
  });
});

describe("scores", () => {
  test("never predicted classes have no precision", () => {
    const scores = classScores(Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 0, 0, 0));
    expect(scores).toEqual({ balancedAccuracy: 0.5, precision: 0.25, recall: 0.5 });
  });

  test("unknown scores and unfit ones are refused", () => {
    expect(() => scorerByName("roc")).toThrow(/no scoring is called "roc"/);
    expect(() => scorerByName("f1")(Int32Array.of(0, 1, 2), Int32Array.of(0, 1, 2))).toThrow(
      /_macro/,
    );
  });
});

describe("searching", () => {
  test("a small grid is tried whole, each combination once", () => {
    const found = drawCandidates([{ a: [1, 2], b: ["x", "y"] }], 25, new RandomState(1));
    expect(found.map((params) => JSON.stringify(params)).sort()).toEqual([
      '{"a":1,"b":"x"}',
      '{"a":1,"b":"y"}',
      '{"a":2,"b":"x"}',
      '{"a":2,"b":"y"}',
    ]);
  });

  test("an empty list of values is refused", () => {
    expect(() => drawCandidates([{ a: [] }], 1, new RandomState(1))).toThrow(/no value for a/);
  });
});

test("NumPy's legacy generator draws the same numbers", () => {
  const random = new RandomState(7);
  expect(random.randint(0, 0x7fffffff)).toBe(327741615);
  expect(Array.from({ length: 5 }, () => random.randint(0, 10))).toEqual([4, 9, 6, 3, 3]);
  expect([...random.permutation(8)]).toEqual([3, 6, 2, 5, 0, 1, 4, 7]);
  expect(random.random()).toBe(0.26843898010187117);
});
