import type { QueuedUnit } from "#contract/index.ts";
import { formatNumber } from "../../app/index.ts";
import type { Column } from "../../tables/index.ts";

/** The unit, how much is open about it, and every number that says so. */
export const QUEUE_COLUMNS: readonly Column<QueuedUnit>[] = [
  { key: "unit", label: "unit", sticky: true, width: 70, value: ({ unitId }) => unitId },
  {
    key: "doubt",
    label: "doubt",
    help: "0 = its numbers agree that it is good or that it is not; 1 = nobody can say from them",
    numeric: true,
    width: 56,
    value: ({ doubt }) => doubt,
    format: (value) => (typeof value === "number" ? value.toFixed(2) : "–"),
  },
  { key: "why", label: "why", width: 240, grow: true, value: whyText },
];

/** Reasons with their numbers and what these are held against. */
export function whyText({ reasons }: QueuedUnit): string {
  return reasons
    .map(({ text, value, limit }) =>
      value === null ? text : `${text} (${formatNumber(value)}; limit ${formatNumber(limit)})`,
    )
    .join(" · ");
}

/** The next unit without a label after this one, around the end; undefined when all have one. */
export function nextOpen(
  queue: readonly QueuedUnit[],
  from: QueuedUnit["unitId"] | undefined,
): QueuedUnit | undefined {
  const at = queue.findIndex(({ unitId }) => unitId === from);
  return [...queue.slice(at + 1), ...queue.slice(0, at + 1)].find(({ labelled }) => !labelled);
}

/** How far one has come, for the panel's head. */
export function progressText(queue: readonly QueuedUnit[]): string {
  const done = queue.filter(({ labelled }) => labelled).length;
  return `${String(done)} of ${String(queue.length)} labelled`;
}
