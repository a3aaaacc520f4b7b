import { float64Array } from "../arrays.ts";
import { numbersOf } from "../attributes.ts";
import type { SkObject, SkValue, Transform } from "../estimator.ts";
import { checkColumns, columnOf, takeColumns, type Table } from "../table.ts";
import { median, mostFrequent } from "./statistics.ts";

export const SIMPLE_IMPUTER = "sklearn.impute._base.SimpleImputer";

/** Ways to fill a missing value from its column. */
export const SIMPLE_STRATEGIES = ["mean", "median", "most_frequent", "constant"] as const;
export type SimpleStrategy = (typeof SIMPLE_STRATEGIES)[number];

/** Learns what stands for missing values, column by column; a column without any value has none (NaN). */
export function fitSimpleImputer(strategy: SimpleStrategy, table: Table): SkObject {
  const statistics = Array.from({ length: table.numColumns }, (_, j) => {
    const present = columnOf(table, j).filter((value) => !Number.isNaN(value));
    return statisticOf(strategy, present);
  });
  return {
    kind: "object",
    type: SIMPLE_IMPUTER,
    state: {
      missing_values: NaN,
      add_indicator: false,
      keep_empty_features: false,
      strategy,
      fill_value: null,
      verbose: "deprecated",
      copy: true,
      n_features_in_: table.numColumns,
      _fit_dtype: { kind: "dtype", dtype: "float32" },
      indicator_: null,
      statistics_: float64Array(statistics),
    },
  };
}

function statisticOf(strategy: SimpleStrategy, present: Float64Array): number {
  if (strategy === "constant") return 0;
  if (present.length === 0) return NaN;
  if (strategy === "median") return median(present);
  if (strategy === "most_frequent") return mostFrequent(present);
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}

function isMissing(missing: SkValue | undefined): (value: number) => boolean {
  if (typeof missing !== "number" || Number.isNaN(missing)) return Number.isNaN;
  return (value) => value === missing;
}

/** Fills missing values; columns that had no value when it was fitted are dropped, as scikit-learn does. */
export function simpleImputation(object: SkObject): Transform {
  const statistics = numbersOf(object, "statistics_");
  const missing = isMissing(object.state["missing_values"]);
  const keepsEmpty =
    object.state["keep_empty_features"] === true || object.state["strategy"] === "constant";
  const kept = [...statistics.keys()].filter((j) => keepsEmpty || !Number.isNaN(statistics[j]));
  return {
    apply(table) {
      checkColumns(table, statistics.length, "the imputer");
      const values = table.values.map((value, i) => {
        if (!missing(value)) return value;
        const fill = statistics[i % table.numColumns];
        return Number.isNaN(fill) ? 0 : fill;
      });
      const filled = { ...table, values };
      return kept.length === table.numColumns ? filled : takeColumns(filled, kept);
    },
  };
}
