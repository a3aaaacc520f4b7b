import { ANALYZER_WORKLOADS } from "./analyzer-data.ts";
import type { AnalyzerBenchReport } from "./analyzer.ts";
import { limitSeconds } from "./reference.ts";
import { formatTable } from "./table.ts";

/** The report as text: what each step took, what it may take, and whether it keeps to that. */
export function analyzerBenchText(report: AnalyzerBenchReport): string {
  const { workload, threads, unitSeconds, steps, peakMegabytes } = report;
  const { channels, seconds: length, units } = ANALYZER_WORKLOADS[workload];
  const rows = Object.entries(steps).map(([name, { seconds, cpuSeconds }]) => {
    const limit = unitSeconds === undefined ? undefined : limitSeconds(name, workload, unitSeconds);
    const verdict = limit === undefined ? "" : seconds <= limit ? "met" : "missed";
    return [name, digits(seconds), digits(cpuSeconds), digits(limit), verdict];
  });
  const unit =
    unitSeconds === undefined
      ? "no limits: python3 with SciPy is missing"
      : `1 unit = ${unitSeconds.toFixed(2)} s here`;
  return (
    `workload ${workload}: ${String(channels)} channels, ${String(length)} s, ${String(units)} units, ` +
    `${String(threads)} workers; ${unit}; ${peakMegabytes.toFixed(0)} MB at most\n` +
    formatTable(["step", "seconds", "CPU seconds", "limit", "verdict"], rows)
  );
}

function digits(seconds: number | undefined): string | undefined {
  return seconds?.toFixed(seconds < 0.1 ? 4 : 2);
}
