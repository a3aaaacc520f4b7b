import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { metricsOf } from "../labelling/metric-table.ts";

export interface MetricCondition {
  readonly metric: string;
  readonly op: "<" | "<=" | ">" | ">=";
  readonly value: number;
}

/** Units that meet every condition get the label. */
export interface MetricRule {
  readonly label: string;
  readonly conditions: readonly MetricCondition[];
}

/** Rules with a name; the first that fits a unit decides. */
export interface RuleSet {
  readonly name: string;
  readonly summary: string;
  readonly citation: string | null;
  readonly category: string;
  readonly rules: readonly MetricRule[];
}

export interface RuleOutcome {
  /** [unit] position of the rule that fits; −1 = none */
  readonly ruleOf: Int32Array;
  /** metrics that the analyzer lacks: a rule that asks for one fits nothing */
  readonly missing: readonly string[];
}

/** The rule that fits each unit. A missing value meets no condition. @throws MissingExtension without any metrics */
export function applyRulesTo(analyzer: SortingAnalyzer, rules: readonly MetricRule[]): RuleOutcome {
  const { index, columns } = metricsOf(analyzer);
  const rows = new Map(index.map((id, row) => [id, row]));
  const byName = new Map(columns.map((column) => [column.name, column.values]));
  const asked = [...new Set(rules.flatMap(({ conditions }) => conditions.map(({ metric }) => metric)))]; // prettier-ignore
  const meets = (row: number, { metric, op, value }: MetricCondition): boolean => {
    const found = byName.get(metric)?.[row];
    return typeof found === "number" && compare(found, op, value);
  };
  return {
    ruleOf: Int32Array.from(analyzer.sorting.unitIds, (id) => {
      const row = rows.get(id);
      if (row === undefined) return -1;
      return rules.findIndex(({ conditions }) => conditions.every((one) => meets(row, one)));
    }),
    missing: asked.filter((name) => !(byName.get(name) instanceof Float64Array)),
  };
}

function compare(a: number, op: MetricCondition["op"], b: number): boolean {
  switch (op) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return op satisfies never;
  }
}

/** Rules that labs use. Limits are the papers' or tools' own; they are a start, not the truth about a recording. */
export const RULE_SETS: readonly RuleSet[] = [
  {
    name: "Allen Institute",
    summary: "Few refractory violations, a complete amplitude distribution, present throughout.",
    citation: "Siegle et al. 2021, Nature 592",
    category: "quality",
    rules: [
      {
        label: "good",
        conditions: [
          { metric: "isi_violations_ratio", op: "<", value: 0.5 },
          { metric: "amplitude_cutoff", op: "<", value: 0.1 },
          { metric: "presence_ratio", op: ">", value: 0.9 },
        ],
      },
    ],
  },
  {
    name: "International Brain Laboratory",
    summary: "Refractory period held, no noise cut-off, amplitude above 50 µV.",
    citation: "Banga et al. 2022, IBL white paper on spike sorting",
    category: "quality",
    rules: [
      {
        label: "good",
        conditions: [
          { metric: "sliding_rp_violation", op: "<=", value: 0.1 },
          { metric: "noise_cutoff", op: "<", value: 5 },
          { metric: "amplitude_median", op: "<", value: -50 },
        ],
      },
    ],
  },
  {
    name: "Signal first",
    summary: "Noise has hardly any signal or spikes; good units stand out and keep their refractory period; the rest is multi-unit.", // prettier-ignore
    citation: null,
    category: "quality",
    rules: [
      { label: "noise", conditions: [{ metric: "snr", op: "<", value: 1.5 }] },
      { label: "noise", conditions: [{ metric: "num_spikes", op: "<", value: 50 }] },
      {
        label: "good",
        conditions: [
          { metric: "snr", op: ">=", value: 5 },
          { metric: "rp_contamination", op: "<=", value: 0.1 },
          { metric: "presence_ratio", op: ">=", value: 0.7 },
        ],
      },
      { label: "MUA", conditions: [{ metric: "snr", op: ">=", value: 1.5 }] },
    ],
  },
];
