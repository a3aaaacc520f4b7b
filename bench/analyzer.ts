import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ComputeContext } from "#core/compute/index.ts";
import type { JobName, JobSpecs } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { ANALYZER_WORKLOADS, analyzerData, type AnalyzerWorkload } from "./analyzer-data.ts";
import { formatTable } from "./table.ts";

/* Every extension of an analyzer by itself, then all of them at once, on the reference's workloads; see analyzer-data.ts. */

/** Where jobs run: the program's own pool of workers. */
export interface JobHost {
  /** for work in this thread */
  readonly ctx: ComputeContext;
  run<K extends JobName>(name: K, args: JobSpecs[K]["args"]): Promise<JobSpecs[K]["result"]>;
}

export interface AnalyzerBenchOptions {
  readonly host: JobHost;
  readonly workload: AnalyzerWorkload;
  /** how many the host has, for the report */
  readonly threads: number;
  /** keeps and reuses the generated recordings there; default a temporary folder */
  readonly dataFolder?: string;
  /** only these extensions (with what they need); default all */
  readonly only?: readonly string[];
  readonly onProgress?: (name: string) => void;
}

/** Seconds by step: extensions one after the other, and the whole set at once. */
export interface AnalyzerBenchReport {
  readonly workload: AnalyzerWorkload;
  readonly threads: number;
  readonly seconds: Readonly<Record<string, number>>;
}

/** In an order in which each finds what it needs; parameters as the reference was timed with. */
const STEPS: readonly (readonly [name: string, params: JsonObject])[] = [
  ["random_spikes", { seed: 0 }],
  ["waveforms", {}],
  ["templates", {}],
  ["noise_levels", {}],
  ["unit_locations", {}],
  ["spike_amplitudes", {}],
  ["spike_locations", {}],
  ["correlograms", {}],
  ["isi_histograms", {}],
  ["acgs_3d", {}],
  ["template_similarity", {}],
  ["template_metrics", {}],
  ["principal_components", {}],
  ["amplitude_scalings", {}],
  ["quality_metrics", {}],
];

/** Steps that others stand on, computed even when they are not asked for. */
const ALWAYS = new Set(["random_spikes", "waveforms", "templates", "noise_levels"]);

/** Times the analyzer on one workload: create, each extension, the whole set. */
export async function runAnalyzerBench(
  options: AnalyzerBenchOptions,
): Promise<AnalyzerBenchReport> {
  const { workload, threads, only, onProgress, host } = options;
  const scratch = mkdtempSync(join(tmpdir(), "spikedesk-bench-"));
  try {
    const dataFolder = resolve(options.dataFolder ?? scratch);
    mkdirSync(dataFolder, { recursive: true });
    onProgress?.(`data ${workload}`);
    const { recording, sorting } = await analyzerData(workload, dataFolder, host.ctx);
    const seconds: Record<string, number> = {};
    const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      onProgress?.(name);
      const start = performance.now();
      await work();
      seconds[name] = (performance.now() - start) / 1000;
    };
    const input = { recording: recording.dict, steps: [], sorting: sorting.dict, sparse: true };
    const analyze = (
      folder: string,
      extensions: typeof STEPS,
      windows: "reference" | "shared" = "reference",
    ): Promise<unknown> =>
      host.run("analyze", {
        ...input,
        format: "binary_folder",
        place: { folder: join(scratch, folder), partialFolder: join(scratch, `${folder}.tmp`) },
        extensions,
        windows,
      });
    await analyze("warm-up", []); // threads, caches
    await timed("create analyzer", () => analyze("apart", []));
    for (const [name, params] of STEPS) {
      if (only !== undefined && !only.includes(name) && !ALWAYS.has(name)) continue;
      await timed(name, () =>
        host.run("compute_extensions", {
          analyzer: join(scratch, "apart"),
          extensions: [[name, params]],
          windows: "reference",
        }),
      );
    }
    if (only === undefined) {
      await timed("everything at once", () => analyze("together", STEPS, "shared"));
    }
    return { workload, threads, seconds };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The report as text. */
export function analyzerBenchText({ workload, threads, seconds }: AnalyzerBenchReport): string {
  const { channels, seconds: length, units } = ANALYZER_WORKLOADS[workload];
  const rows = Object.entries(seconds).map(([name, spent]) => [name, spent.toFixed(2)]);
  return (
    `workload ${workload}: ${String(channels)} channels, ${String(length)} s, ${String(units)} units, ` +
    `${String(threads)} workers; seconds\n${formatTable(["step", "seconds"], rows)}`
  );
}
