import type {
  CurationState,
  MergePair,
  MergePreset,
  MergeProposals,
  MergeReason,
} from "#contract/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { formatNumber } from "../../app/index.ts";
import type { Column } from "../../tables/index.ts";

export interface PairRow extends MergePair {
  readonly key: string;
  readonly verdict: "open" | "merged" | "reject" | "skip";
}

export const pairKey = (a: UnitId, b: UnitId): string => JSON.stringify([a, b]);

/** Pairs with what became of them: units that are gone since the search went into a merge. */
export function pairRows(
  proposals: MergeProposals,
  state: {
    readonly unitIds: readonly UnitId[];
    readonly judged: CurationState["judged"];
  },
): readonly PairRow[] {
  const there = new Set(state.unitIds);
  const verdicts = new Map(state.judged.flatMap(({ unitIds: [a, b], verdict }) => [[pairKey(a, b), verdict] as const, [pairKey(b, a), verdict] as const])); // prettier-ignore
  return proposals.pairs.map((pair) => {
    const [a, b] = pair.unitIds;
    const key = pairKey(a, b);
    const isThere = there.has(a) && there.has(b);
    return { ...pair, key, verdict: isThere ? (verdicts.get(key) ?? "open") : "merged" };
  });
}

/** Short heads for steps whose names are longer than their numbers. */
const SHORT: Readonly<Record<string, string>> = {
  num_spikes: "spikes",
  remove_contaminated: "contam.",
  unit_locations: "distance",
  template_similarity: "template diff.",
  correlogram: "CCG diff.",
  presence_distance: "presence dist.",
  cross_contamination: "p value",
  knn: "neighbours",
  quality_score: "score gain",
  slay_score: "SLAy score",
};

/** The pair, what became of it, and one number per step. */
export function pairColumns(
  proposals: MergeProposals,
  preset: MergePreset | undefined,
): readonly Column<PairRow>[] {
  return [
    {
      key: "pair",
      label: "units",
      sticky: true,
      width: 86,
      value: ({ unitIds }) => unitIds.join(" + "),
    },
    {
      key: "verdict",
      label: "",
      help: "what you decided; else proposed (every step passed) or the step that failed",
      sticky: true,
      width: 120,
      value: verdictText,
    },
    ...inSight(proposals.steps).map((step): Column<PairRow> => {
      const unit = reasonsOf(proposals, step)?.unit ?? "";
      const label = SHORT[step] ?? step;
      return {
        key: step,
        label,
        ...(unit === "" ? {} : { unit }),
        help: preset?.steps.find(({ name }) => name === step)?.summary ?? step,
        numeric: true,
        width: Math.max(60, 14 + 6.4 * `${label} ${unit}`.length),
        value: (row) => reasonOf(row, step)?.value ?? null,
        whyEmpty: "not looked at: an earlier step failed",
      };
    }),
  ];
}

/** Steps that look at units one by one say least about a pair: their numbers stand last. */
const OF_UNITS: ReadonlySet<string> = new Set(["num_spikes", "snr", "remove_contaminated"]);

const inSight = (steps: readonly string[]): readonly string[] => [
  ...steps.filter((step) => !OF_UNITS.has(step)),
  ...steps.filter((step) => OF_UNITS.has(step)),
];

export const reasonOf = ({ reasons }: MergePair, step: string): MergeReason | undefined =>
  reasons.find((reason) => reason.step === step);

function reasonsOf({ pairs }: MergeProposals, step: string): MergeReason | undefined {
  for (const pair of pairs) {
    const found = reasonOf(pair, step);
    if (found) return found;
  }
  return undefined;
}

/** What became of a pair, in a word or two. */
export function verdictText({ verdict, proposed, reasons }: PairRow): string {
  if (verdict !== "open") return { merged: "✓ merged", reject: "✗ rejected", skip: "skipped" }[verdict]; // prettier-ignore
  const failed = reasons.at(-1);
  return proposed || !failed ? "proposed" : `✗ ${SHORT[failed.step] ?? failed.label}`;
}

const withUnit = (text: string, { unit }: MergeReason): string =>
  unit === "" ? text : `${text} ${unit}`;

/** What a step measured, with its unit. */
export const measuredText = (reason: MergeReason): string =>
  reason.value === null ? "not measurable" : withUnit(formatNumber(reason.value), reason);

/** What the number is held against. */
export const limitText = (reason: MergeReason): string =>
  `${reason.passes === "above" ? "≥" : "≤"} ${withUnit(formatNumber(reason.limit), reason)}`;

const DETAIL_NAMES: Readonly<Record<string, string>> = {
  merged: "together",
  merged_contamination: "contamination together",
  cross_contamination: "cross-contamination",
  window_ms: "window (ms)",
  refractory_violation: "refractory violation",
};

/** The numbers behind a judgement; of two units, which has which. */
export function detailText({ details }: MergeReason, [a, b]: MergePair["unitIds"]): string {
  const nameOf = (name: string): string => {
    if (name === "first") return `unit ${String(a)}`;
    if (name === "second") return `unit ${String(b)}`;
    return DETAIL_NAMES[name] ?? name;
  };
  return Object.entries(details)
    .map(([name, value]) => `${nameOf(name)} ${formatNumber(value)}`)
    .join(" · ");
}

/** How many pairs are proposed and accepted, for the panel's head. */
export function summary(rows: readonly PairRow[]): string {
  const proposed = rows.filter((row) => row.proposed).length;
  const others = rows.length - proposed;
  const near = others > 0 ? `, ${String(others)} nearest misses` : "";
  return `${String(proposed)} proposed${near}`;
}
