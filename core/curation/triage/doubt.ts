import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { metricsOf } from "../labelling/metric-table.ts";

/** A number that says something about whether a unit is one neuron. */
interface Witness {
  readonly metric: string;
  readonly label: string;
  /** units are good on this side */
  readonly good: "above" | "below";
  readonly limit: number;
  /** how far from the limit an opinion is half firm, in the metric's own unit */
  readonly scale: number;
}

/** Limits that are in use (Hill 2011, Siegle 2021, Banga 2022); each is one voice among several. */
const WITNESSES: readonly Witness[] = [
  { metric: "snr", label: "signal to noise", good: "above", limit: 4, scale: 1 },
  { metric: "rp_contamination", label: "contamination", good: "below", limit: 0.1, scale: 0.05 },
  { metric: "isi_violations_ratio", label: "refractory violations", good: "below", limit: 0.5, scale: 0.25 }, // prettier-ignore
  { metric: "sliding_rp_violation", label: "sliding refractory period", good: "below", limit: 0.1, scale: 0.05 }, // prettier-ignore
  { metric: "amplitude_cutoff", label: "spikes missed", good: "below", limit: 0.1, scale: 0.05 },
  { metric: "presence_ratio", label: "presence", good: "above", limit: 0.9, scale: 0.03 },
  { metric: "drift_ptp", label: "drift", good: "below", limit: 40, scale: 20 },
];

/** A number that speaks neither clearly for nor against, or against the others. */
export interface DoubtReason {
  readonly text: string;
  readonly metric: string;
  readonly value: number;
  readonly limit: number;
}

export interface DoubtfulUnit {
  readonly unitId: UnitId;
  /** 0 = all numbers agree and are far from their limits … 1 = they cancel out */
  readonly doubt: number;
  readonly reasons: readonly DoubtReason[];
}

/**
 * Units by how much their numbers leave open, the most doubtful first. Each number gives an opinion between 0 (no neuron) and
 * 1 (one neuron), 0.5 at its limit; the doubt is that of their mean.
 * @throws MissingExtension without any metrics
 */
export function unitsByDoubt(analyzer: SortingAnalyzer): DoubtfulUnit[] {
  const { index, columns } = metricsOf(analyzer);
  const known = WITNESSES.flatMap((witness) => {
    const values = columns.find(({ name }) => name === witness.metric)?.values;
    return values instanceof Float64Array ? [{ witness, values }] : [];
  });
  return index
    .map((unitId, row) =>
      doubtOf(
        unitId,
        known.map(({ witness, values }) => ({ witness, value: values[row] })),
      ),
    ) // prettier-ignore
    .sort((a, b) => b.doubt - a.doubt);
}

function doubtOf(
  unitId: UnitId,
  numbers: readonly { readonly witness: Witness; readonly value: number }[],
): DoubtfulUnit {
  const votes = numbers
    .filter(({ value }) => Number.isFinite(value))
    .map(({ witness, value }) => ({ witness, value, vote: voteOf(witness, value) }));
  if (votes.length === 0) return { unitId, doubt: 1, reasons: [] };
  const mean = votes.reduce((sum, { vote }) => sum + vote, 0) / votes.length;
  const reasons = votes
    .filter(({ vote }) => (vote > 0.2 && vote < 0.8) || vote > 0.5 !== mean > 0.5)
    .map(({ witness: { metric, label, good, limit }, value, vote }) => ({
      text:
        vote > 0.2 && vote < 0.8
          ? `${label} is near its limit`
          : `${label} speaks ${vote > 0.5 ? "for" : "against"} the unit (good is ${good} ${String(limit)})`,
      metric,
      value,
      limit,
    }));
  return { unitId, doubt: 4 * mean * (1 - mean), reasons };
}

function voteOf({ good, limit, scale }: Witness, value: number): number {
  const distance = (good === "above" ? value - limit : limit - value) / scale;
  return 1 / (1 + Math.exp(-distance));
}
