import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createAnalyzer, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import type { JobName, JobSpecs } from "#core/jobs/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { analyzerData, type AnalyzerWorkload } from "./analyzer-data.ts";
import { unitSeconds } from "./reference.ts";
import { fasterOf, timed, type Spent } from "./spent.ts";

/*
 * Every extension of an analyzer by itself, then all of them at once, on the reference's workloads; see analyzer-data.ts.
 * By itself each is computed as the reference was timed: on an analyzer in memory, in its second run. All at once is the
 * program's own job, the creation and the saving to a folder included.
 */

/** Where work runs: the program's own pool of workers. */
export interface JobHost {
  /** for work in this thread */
  readonly ctx: ComputeContext;
  /** for work that this thread conducts, with chunks on the workers */
  conduct(): ComputeContext;
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

export interface AnalyzerBenchReport {
  readonly workload: AnalyzerWorkload;
  readonly threads: number;
  /** seconds of the reference's unit, measured in this run; undefined without a Python that has SciPy */
  readonly unitSeconds: number | undefined;
  /** extensions one after the other, and the whole set at once */
  readonly steps: Readonly<Record<string, Spent>>;
  readonly peakMegabytes: number;
}

export const CREATE = "create analyzer";
export const EVERYTHING = "everything at once";

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

/** The first run is not counted: of the others the fastest is. */
const RUNS = 3;
/** Steps shorter than this (s) are taken again and again: the reference's were compiled whole before they were timed. */
const SHORT = 0.01;
const AGAIN = 10;

/** The benchmark is of use without its limits. */
function unitIfAny(workload: AnalyzerWorkload): number | undefined {
  try {
    return unitSeconds(workload);
  } catch {
    return undefined;
  }
}

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
    onProgress?.("the reference's unit");
    const unit = unitIfAny(workload);
    const steps: Record<string, Spent> = {};
    const take = async <T>(name: string, run: number, work: () => Promise<T>): Promise<T> => {
      onProgress?.(`run ${String(run + 1)}: ${name}`);
      let { spent, result } = await timed(work);
      for (let again = 0; run > 0 && spent.seconds < SHORT && again < AGAIN; again++) {
        const { spent: next, result: last } = await timed(work);
        [spent, result] = [fasterOf(spent, next), last];
      }
      if (run > 0) steps[name] = fasterOf(steps[name], spent);
      return result;
    };
    const wanted = STEPS.filter(
      ([name]) => only === undefined || only.includes(name) || ALWAYS.has(name),
    );
    const ctx = host.conduct();
    for (let run = 0; run < RUNS; run++) {
      const analyzer: SortingAnalyzer = await take(CREATE, run, () =>
        createAnalyzer({ recording, sorting, sparse: true }, ctx),
      );
      for (const [name, params] of wanted) {
        await take(name, run, () => computeExtensions(analyzer, new Map([[name, params]]), ctx));
      }
      if (only !== undefined) continue;
      const folder = join(scratch, `run-${String(run)}`);
      await take(EVERYTHING, run, () =>
        host.run("analyze", {
          recording: recording.dict,
          steps: [],
          sorting: sorting.dict,
          sparsity: {},
          format: "binary_folder",
          place: { folder, partialFolder: `${folder}.tmp` },
          extensions: STEPS,
          windows: "shared",
        }),
      );
      rmSync(folder, { recursive: true, force: true });
    }
    const peakMegabytes = process.resourceUsage().maxRSS / 1024;
    return { workload, threads, unitSeconds: unit, steps, peakMegabytes };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
