import type { JobSummary, SorterDescription } from "#contract/index.ts";
import { formatLeft, formatThroughput } from "../../app/index.ts";

/** "62 %, clustering, 31.4 M samples/s, 00:41 left" */
export function progressText(job: JobSummary): string {
  if (job.state === "queued") return "waiting for its turn";
  return [
    `${Math.round(job.percent)} %`,
    job.step,
    job.throughput === null ? "" : formatThroughput(job.throughput),
    job.secondsLeft === null ? "" : `${formatLeft(job.secondsLeft)} left`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Sorters that run here first, then by name. */
export const sortersInOrder = (
  sorters: readonly SorterDescription[],
): readonly SorterDescription[] =>
  [...sorters].sort(
    (a, b) => Number(b.runnable) - Number(a.runnable) || a.name.localeCompare(b.name),
  );
