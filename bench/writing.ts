import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { applyPipeline } from "#core/preprocessing/index.ts";
import type { Steps } from "#core/jobs/index.ts";
import { ANALYZER_WORKLOADS, analyzerData, type AnalyzerWorkload } from "./analyzer-data.ts";
import type { JobHost } from "./analyzer.ts";
import { unitSeconds } from "./reference.ts";
import { formatTable } from "./table.ts";

/* Whole preprocessed recordings written by a job of the program's pool, on the reference's workloads. */

const WHITEN = ["whiten", { mode: "local", dtype: "float32" }] as const;

/** Chains as the reference was timed with them. */
const CHAINS: Readonly<Record<string, Steps>> = {
  "no step": [],
  bandpass: [["bandpass_filter", {}]],
  "bandpass + reference": [
    ["bandpass_filter", {}],
    ["common_reference", {}],
  ],
  "bandpass + reference + local whitening": [
    ["bandpass_filter", {}],
    ["common_reference", {}],
    WHITEN,
  ],
};

export interface WritingBenchOptions {
  readonly host: JobHost;
  readonly workload: AnalyzerWorkload;
  /** keeps and reuses the generated recordings there; default a temporary folder */
  readonly dataFolder?: string;
  /** times SciPy too and gives units */
  readonly peers: boolean;
  /** runs of each chain, of which the median counts */
  readonly repeats: number;
  readonly onProgress?: (name: string) => void;
}

export interface WrittenChain {
  /** building the chain: what is estimated from the signal, s */
  readonly estimate: number;
  /** the job that writes it: median and all runs, s */
  readonly write: number;
  readonly runs: readonly number[];
  /** `write` / SciPy's time for its band-pass on as much signal */
  readonly units: number | undefined;
}

/** By chain. */
export type WritingBenchReport = Readonly<Record<string, WrittenChain>>;

/** Times the writing of each chain by the pool, which is warm and has opened the recording before. */
export async function runWritingBench(options: WritingBenchOptions): Promise<WritingBenchReport> {
  const { host, workload, repeats, peers, onProgress } = options;
  const scratch = mkdtempSync(join(tmpdir(), "spikedesk-bench-"));
  try {
    const dataFolder = resolve(options.dataFolder ?? scratch);
    mkdirSync(dataFolder, { recursive: true });
    onProgress?.(`data ${workload}`);
    const { raw } = await analyzerData(workload, dataFolder, host.ctx);
    if (peers) onProgress?.("the reference's unit");
    const unit = peers ? unitSeconds(workload) : undefined;
    const report: Record<string, Omit<WrittenChain, "units">> = {};
    for (const [name, steps] of Object.entries(CHAINS)) {
      onProgress?.(name);
      const start = performance.now();
      const chain = await applyPipeline(raw, steps, host.ctx);
      const estimate = secondsSince(start);
      const runs: number[] = [];
      for (let i = 0; i <= repeats; i++) {
        const place = { folder: join(scratch, "out"), partialFolder: join(scratch, "out.tmp") };
        const began = performance.now();
        await host.run("write_recording", {
          recording: chain.dict,
          steps: [],
          format: "binary",
          place,
        });
        if (i > 0) runs.push(secondsSince(began)); // the first one warms the threads
        rmSync(place.folder, { recursive: true });
      }
      const write = runs.toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? NaN;
      report[name] = { estimate, write, runs };
    }
    return Object.fromEntries(
      Object.entries(report).map(([name, chain]) => {
        return [name, { ...chain, units: unit && chain.write / unit }];
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

/** The report as text. */
export function writingBenchText(workload: AnalyzerWorkload, report: WritingBenchReport): string {
  const { channels, seconds } = ANALYZER_WORKLOADS[workload];
  const rows = Object.entries(report).map(([name, { estimate, write, runs, units }]) => [
    name,
    estimate.toFixed(2),
    write.toFixed(2),
    Math.min(...runs).toFixed(2),
    units?.toFixed(3) ?? "",
  ]);
  return (
    `workload ${workload}: ${String(channels)} channels, ${String(seconds)} s; seconds, and units of SciPy's band-pass\n` +
    formatTable(["chain", "estimate", "write", "fastest", "units"], rows)
  );
}
