import { EphysError } from "#core/model/index.ts";
import { float32Array, float64Array } from "../arrays.ts";
import { numberOf, numbersOf } from "../attributes.ts";
import type { SkObject, SkState, Transform } from "../estimator.ts";
import { columnOf, checkColumns, type Table } from "../table.ts";
import { median, percentile } from "./statistics.ts";

/** SpikeInterface's names of scalers. */
export const SCALING_TECHNIQUES = ["standard_scaler", "min_max_scaler", "robust_scaler"] as const;
export type ScalingTechnique = (typeof SCALING_TECHNIQUES)[number];

const PREFIX = "sklearn.preprocessing._data";
const FLOAT32_EPSILON = 2 ** -23;

/** Learns a scaler on a table of single-precision values without missing ones. */
export function fitScaler(technique: ScalingTechnique, table: Table): SkObject {
  const common = { n_features_in_: table.numColumns };
  switch (technique) {
    case "standard_scaler":
      return {
        kind: "object",
        type: `${PREFIX}.StandardScaler`,
        state: standardState(table, common),
      };
    case "min_max_scaler":
      return { kind: "object", type: `${PREFIX}.MinMaxScaler`, state: minMaxState(table, common) };
    case "robust_scaler":
      return { kind: "object", type: `${PREFIX}.RobustScaler`, state: robustState(table, common) };
    default:
      throw new EphysError(
        "UnknownName",
        `no scaling is called "${String(technique)}"; there are ${SCALING_TECHNIQUES.join(", ")}`,
      );
  }
}

function standardState(table: Table, common: SkState): SkState {
  const { numRows, numColumns } = table;
  const [means, variances, scales] = [0, 1, 2].map(() => new Float64Array(numColumns));
  for (let j = 0; j < numColumns; j++) {
    const column = columnOf(table, j);
    const mean = column.reduce((sum, x) => sum + x, 0) / numRows;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numRows;
    // a column whose spread is rounding only is constant
    const noise = numRows * Number.EPSILON * variance + (numRows * mean * Number.EPSILON) ** 2;
    means[j] = mean;
    variances[j] = variance;
    scales[j] = variance <= noise ? 1 : Math.sqrt(variance);
  }
  return {
    with_mean: true,
    with_std: true,
    copy: true,
    ...common,
    n_samples_seen_: { kind: "scalar", dtype: "int64", value: numRows },
    mean_: float64Array(means),
    var_: float64Array(variances),
    scale_: float64Array(scales),
  };
}

function minMaxState(table: Table, common: SkState): SkState {
  const columns = Array.from({ length: table.numColumns }, (_, j) => columnOf(table, j));
  const low = columns.map((column) => column.reduce((a, x) => Math.min(a, x), Infinity));
  const high = columns.map((column) => column.reduce((a, x) => Math.max(a, x), -Infinity));
  const range = low.map((value, j) => Math.fround(high[j] - value));
  const scale = range.map((value) => Math.fround(1 / (value < 10 * FLOAT32_EPSILON ? 1 : value)));
  const min = scale.map((value, j) => Math.fround(-Math.fround(low[j] * value)));
  return {
    feature_range: { kind: "tuple", items: [0, 1] },
    copy: true,
    clip: false,
    ...common,
    n_samples_seen_: table.numRows,
    scale_: float32Array(scale),
    min_: float32Array(min),
    data_min_: float32Array(low),
    data_max_: float32Array(high),
    data_range_: float32Array(range),
  };
}

function robustState(table: Table, common: SkState): SkState {
  const columns = Array.from({ length: table.numColumns }, (_, j) => columnOf(table, j));
  const scale = columns.map((column) => {
    const spread = Math.fround(percentile(column, 75)) - Math.fround(percentile(column, 25));
    return spread < 10 * Number.EPSILON ? 1 : spread;
  });
  return {
    with_centering: true,
    with_scaling: true,
    quantile_range: { kind: "tuple", items: [25, 75] },
    unit_variance: false,
    copy: true,
    ...common,
    center_: float32Array(columns.map(median)),
    scale_: float64Array(scale),
  };
}

/** x → x·factor + shift, or (x − centre) / scale, column by column. */
function perColumn(object: SkObject, step: (value: number, column: number) => number): Transform {
  const expected = numberOf(object, "n_features_in_");
  return {
    apply(table) {
      checkColumns(table, expected, object.type);
      const { numColumns } = table;
      const values = table.values.map((value, i) => step(value, i % numColumns));
      return { ...table, values };
    },
  };
}

/** How a fitted scaler changes a table. Rounding follows single precision where it was fitted on it. */
export const SCALERS: Readonly<Record<string, (object: SkObject) => Transform>> = {
  [`${PREFIX}.StandardScaler`]: (object) =>
    centredAndScaled(
      object,
      object.state["with_mean"] === false ? undefined : "mean_",
      object.state["with_std"] === false ? undefined : "scale_",
    ),
  [`${PREFIX}.RobustScaler`]: (object) =>
    centredAndScaled(
      object,
      object.state["with_centering"] === false ? undefined : "center_",
      object.state["with_scaling"] === false ? undefined : "scale_",
    ),
  [`${PREFIX}.MaxAbsScaler`]: (object) => centredAndScaled(object, undefined, "scale_"),
  [`${PREFIX}.MinMaxScaler`](object) {
    const scale = numbersOf(object, "scale_");
    const shift = numbersOf(object, "min_");
    if (object.state["clip"] !== true) return perColumn(object, (x, j) => x * scale[j] + shift[j]);
    const range = object.state["feature_range"];
    const [low, high] =
      typeof range === "object" && range !== null && "kind" in range && range.kind === "tuple"
        ? range.items.map(Number)
        : [0, 1];
    return perColumn(object, (x, j) => Math.min(high, Math.max(low, x * scale[j] + shift[j])));
  },
};

function centredAndScaled(object: SkObject, centreName?: string, scaleName?: string): Transform {
  const centre = centreName === undefined ? undefined : numbersOf(object, centreName);
  const scale = scaleName === undefined ? undefined : numbersOf(object, scaleName);
  return perColumn(object, (x, j) => (x - (centre?.[j] ?? 0)) / (scale?.[j] ?? 1));
}
