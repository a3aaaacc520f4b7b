import type { DroppedUnit } from "#contract/index.ts";
import { formatCount } from "../../app/index.ts";
import type { Column } from "../../tables/index.ts";

export interface DroppedRow extends DroppedUnit {
  readonly key: number;
}

/** How many each stage left out, "make templates 3, clean units 1". */
export function droppedSummary(rows: readonly DroppedUnit[]): string {
  const counts = new Map<string, number>();
  for (const { stage } of rows) counts.set(stage, (counts.get(stage) ?? 0) + 1);
  return [...counts].map(([stage, count]) => `${stage} ${count}`).join(", ");
}

export const DROPPED_COLUMNS: readonly Column<DroppedRow>[] = [
  { key: "stage", label: "Stage", width: 130, value: ({ stage }) => stage },
  { key: "unit", label: "Candidate", width: 160, value: ({ unit }) => unit },
  {
    key: "channel",
    label: "Channel",
    width: 70,
    value: ({ channel }) => channel,
    format: (value) => (value === null ? "–" : String(value)),
  },
  {
    key: "spikes",
    label: "Peaks",
    help: "peaks or spikes that it stands for",
    numeric: true,
    width: 70,
    value: ({ spikes }) => spikes,
    format: (value) => formatCount(Number(value)),
  },
  {
    key: "reason",
    label: "Why it is not a unit",
    width: 260,
    grow: true,
    value: ({ reason }) => reason,
  },
];
