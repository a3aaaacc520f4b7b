import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { noiseLevels } from "#core/recording/index.ts";
import {
  detectPeaks,
  localizePeaks,
  numPeaks,
  selectPeakRows,
} from "#core/sorting-components/index.ts";
import { analyzerData, type AnalyzerWorkload } from "./analyzer-data.ts";
import type { JobHost } from "./analyzer.ts";
import { limitSeconds, unitSeconds } from "./reference.ts";
import { fasterOf, timed, type Spent } from "./spent.ts";
import { formatTable } from "./table.ts";

/*
 * Detection of peaks and their localisation on the reference's workloads, on the lazily band-passed and referenced
 * recording, as the reference was timed: noise levels are known, all workers, not the first run.
 */

/** Peaks that monopolar triangulation is timed on; the reference's. */
const MONOPOLAR_PEAKS = 4000;
/** The first run is not counted: of the others the fastest is. */
const RUNS = 3;
/** Of the reference's time: detection, monopolar localisation; the other methods stand beside. */
const DETECTION = "detect locally_exclusive";
const METHODS = ["center_of_mass", "grid_convolution", "monopolar_triangulation"] as const;

export interface SortingBenchOptions {
  readonly host: JobHost;
  readonly workload: AnalyzerWorkload;
  /** also times SciPy's unit and gives the limits */
  readonly peers: boolean;
  /** keeps and reuses the generated recordings there; default a temporary folder */
  readonly dataFolder?: string;
  readonly onProgress?: (name: string) => void;
}

export interface SortingBenchReport {
  readonly workload: AnalyzerWorkload;
  readonly numPeaks: number;
  /** seconds of the reference's unit, measured in this run; undefined without peers */
  readonly unitSeconds: number | undefined;
  readonly steps: Readonly<Record<string, Spent>>;
}

/** Times detection and the methods of localisation. */
export async function runSortingBench(options: SortingBenchOptions): Promise<SortingBenchReport> {
  const { host, workload, onProgress } = options;
  const scratch = mkdtempSync(join(tmpdir(), "spikedesk-bench-"));
  try {
    const folder = resolve(options.dataFolder ?? scratch);
    mkdirSync(folder, { recursive: true });
    onProgress?.(`data ${workload}`);
    const { recording } = await analyzerData(workload, folder, host.ctx);
    const ctx = host.conduct();
    const noise = await noiseLevels(recording, { return_in_uV: false }, ctx);
    const steps: Record<string, Spent> = {};
    if (options.peers) onProgress?.("the reference's unit");
    const unit = options.peers ? unitSeconds(workload) : undefined;
    const time = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      onProgress?.(name);
      let { result } = await timed(work);
      for (let run = 1; run < RUNS; run++) {
        const again = await timed(work);
        steps[name] = fasterOf(steps[name], again.spent);
        ({ result } = again);
      }
      return result;
    };
    const detection = { method: "locally_exclusive", params: {}, noiseLevels: noise };
    const peaks = await time(DETECTION, () => detectPeaks(recording, detection, ctx));
    const rows = Math.min(MONOPOLAR_PEAKS, numPeaks(peaks));
    const some = selectPeakRows(
      peaks,
      Int32Array.from({ length: rows }, (_, i) => i),
    );
    for (const method of METHODS) {
      const chosen = method === "monopolar_triangulation" ? some : peaks;
      const choice = { method, params: {} };
      await time(`localize ${method}`, () => localizePeaks(recording, chosen, choice, ctx));
    }
    return { workload, numPeaks: numPeaks(peaks), unitSeconds: unit, steps };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The report as text. */
export function sortingBenchText({
  workload,
  numPeaks,
  unitSeconds: unit,
  steps,
}: SortingBenchReport): string {
  const rows = Object.entries(steps).map(([name, { seconds, cpuSeconds }]) => [
    name,
    seconds.toFixed(3),
    cpuSeconds.toFixed(3),
    unit === undefined ? "" : (seconds / unit).toFixed(3),
    unit === undefined ? "" : (limitSeconds(name, workload, unit)?.toFixed(3) ?? ""),
  ]);
  const head = `workload ${workload}: ${String(numPeaks)} peaks, ${String(MONOPOLAR_PEAKS)} of them for monopolar_triangulation; seconds`;
  return `${head}\n${formatTable(["step", "clock", "processor", "units", "limit"], rows)}`;
}
