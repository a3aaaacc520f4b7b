import { readingOf } from "../app/index.ts";
import type { CurationPreview, MetricColumn, UnitPreview } from "#contract/index.ts";

/** One line of the comparison: a metric of every unit that comes and goes. */
export interface MetricLine {
  readonly name: string;
  /** "" for ratios and counts */
  readonly unit: string;
  readonly parents: readonly (number | null)[];
  readonly made: readonly (number | null)[];
}

/** Metrics that say most about a merge or split; others follow. */
const FIRST = [
  "num_spikes",
  "firing_rate",
  "snr",
  "rp_contamination",
  "isi_violations_ratio",
  "sliding_rp_violation",
  "presence_ratio",
  "amplitude_cutoff",
  "amplitude_median",
  "drift_ptp",
];

/** Metrics of all units of a preview, the telling ones first, without those that nobody has. */
export function metricLines(
  { parents, made, metricNames }: CurationPreview,
  columns: readonly Pick<MetricColumn, "name" | "unit">[],
): MetricLine[] {
  const units = new Map(columns.map(({ name, unit }) => [name, unit]));
  const order = [
    ...FIRST.filter((name) => metricNames.includes(name)),
    ...metricNames.filter((name) => !FIRST.includes(name)),
  ];
  const value = (unit: UnitPreview, name: string): number | null => unit.metrics[name] ?? null;
  return order
    .map((name) => {
      const all = [...parents, ...made].map((unit) => value(unit, name));
      const { unit, factor } = readingOf(units.get(name) ?? "", all);
      const read = all.map((one) => (one === null ? null : one * factor));
      return {
        name,
        unit,
        parents: read.slice(0, parents.length),
        made: read.slice(parents.length),
      };
    })
    .filter((line) => [...line.parents, ...line.made].some((one) => one !== null));
}

/** The range of all templates, so that units can be compared by eye. */
export function templateRange({ parents, made }: CurationPreview): readonly [number, number] {
  let low = 0;
  let high = 0;
  for (const unit of [...parents, ...made]) {
    for (const value of unit.template?.waveforms.flat() ?? []) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low < high ? [low, high] : [-1, 1];
}

/** The range of values over time of all units. */
export function timeRange(
  { parents, made }: CurationPreview,
  of: (unit: UnitPreview) => readonly (number | null)[] | null,
): readonly [number, number] {
  const all = [...parents, ...made].flatMap((unit) => of(unit) ?? []).filter((one) => one !== null);
  const low = Math.min(...all);
  const high = Math.max(...all);
  return low < high ? [low, high] : [low - 1, low + 1];
}
