import { defaultRng } from "#core/array/index.ts";
import { unitWaveforms, type UnitWaveforms } from "../../components/unit-waveforms.ts";
import { isolationInCommon } from "../../components/waveform-isolation.ts";
import { defineMetric, type MetricInput } from "../../define.ts";
import { nnParams, type NnParams } from "../shared/nn-params.ts";

/** Share of a unit's channels that another one must have to be compared with it. */
const LEAST_OVERLAP = 0.5;

/** How well a unit's waveforms are apart from those of the unit most like it. */
export const nnIsolation = defineMetric({
  name: "nn_isolation",
  label: "Neighbour isolation",
  columns: [
    {
      name: "nn_isolation",
      label: "NN isolation",
      unit: "",
      description:
        "Share of nearest neighbours on the right side between the unit and the unit most like it.",
      formula:
        "smallest over other units of: neighbours of the same unit among the n_neighbors nearest waveforms / all of those",
      dtype: "float",
    },
    {
      name: "nn_unit_id",
      label: "Nearest unit",
      unit: "",
      description: "The unit that is most like this one, where ids are numbers.",
      formula: "id of the unit with the smallest isolation",
      dtype: "float",
    },
  ],
  citation: "Chung et al., Neuron 2017",
  requires: ["principal_components", "waveforms", "templates"],
  ofComponents: true,
  optIn: true,
  params: nnParams,
  compute(input) {
    const { unitIds } = input.analyzer.sorting;
    const units = unitWaveforms(input, input.params);
    const nearest = new Float64Array(unitIds.length).fill(NaN);
    const isolation = Float64Array.from(unitIds, (_, unit) => {
      if (!input.wants(unit) || !units.isEnough(unit)) return NaN;
      const found = nearestUnit(input, units, unit);
      if (found.unit !== undefined) nearest[unit] = Number(unitIds[found.unit]);
      return found.isolation;
    });
    return { nn_isolation: isolation, nn_unit_id: nearest };
  },
});

interface NearestUnit {
  readonly isolation: number;
  readonly unit?: number;
}

/** The unit with the smallest isolation; alone, a unit is isolated perfectly. */
function nearestUnit(
  { analyzer, params, seed, ctx }: MetricInput<NnParams>,
  units: UnitWaveforms,
  unit: number,
): NearestUnit {
  const rng = defaultRng(seed ?? 0);
  const others = units.sortedById.filter(
    (other) =>
      other !== unit &&
      units.isEnough(other) &&
      units.shared(unit, other).length >= units.channels(unit).length * LEAST_OVERLAP,
  );
  if (others.length === 0) return { isolation: 1 };
  const scores = others.map((other) => {
    const count = Math.min(units.count(unit), units.count(other), params.max_spikes);
    const own = rng.choice(units.count(unit), count, { replace: false });
    const foreign = rng.choice(units.count(other), count, { replace: false });
    const common = units.shared(unit, other);
    return isolationInCommon(
      units.pick(unit, own, common),
      units.pick(other, foreign, common),
      count,
      params,
      ctx.kernels,
    );
  });
  // one pair that cannot be compared leaves the unit without a value
  if (scores.some((score) => score === undefined)) return { isolation: NaN };
  const comparesIds = params.corrected === true || typeof analyzer.sorting.unitIds[0] === "number";
  const values = scores.map((score) => (comparesIds ? (score ?? NaN) : 0));
  const best = values.indexOf(Math.min(...values));
  return { isolation: values[best], unit: others[best] };
}
