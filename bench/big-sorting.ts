import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saveAnalyzer, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { JobHost } from "./analyzer.ts";
import { memorySorting } from "./sortings.ts";
import { timed, type Spent } from "./spent.ts";
import { formatTable } from "./table.ts";

/* What needs no samples, on the units of a long recording: 600 units and 20 million spikes of two hours at 30 kHz. */

const SIZE = { numUnits: 600, numSpikes: 20_000_000, seed: 1 };
const FRAMES = 2 * 3600 * 30_000;

/** The project's aim for the correlograms, on two cores. */
const CORRELOGRAMS_LIMIT_S = 20;

/** What each extension takes, as a job: with the opening of the analyzer and the saving. */
export async function timeBigSorting(
  host: JobHost,
  onProgress: (name: string) => void,
): Promise<Record<string, Spent>> {
  onProgress("20 million spikes");
  const sorting = memorySorting(SIZE);
  const analyzer: SortingAnalyzer = {
    sorting,
    recording: undefined,
    attributes: {
      channelIds: [0],
      samplingFrequency: sorting.samplingFrequency,
      numSamples: [FRAMES],
      isFiltered: true,
      dtype: "int16",
      properties: new Map(),
    },
    probeGroup: undefined,
    sparsity: undefined,
    returnInUv: true,
    format: "memory",
    folder: undefined,
    extensions: new Map(),
  };
  const scratch = mkdtempSync(join(tmpdir(), "spikedesk-bench-"));
  try {
    const folder = join(scratch, "analyzer");
    await saveAnalyzer(analyzer, folder, host.ctx);
    const steps: Record<string, Spent> = {};
    for (const name of ["correlograms", "isi_histograms", "quality_metrics"]) {
      onProgress(`${name} of 20 million spikes`);
      const { spent } = await timed(() =>
        host.run("compute_extensions", {
          analyzer: folder,
          extensions: [[name, {}]],
          windows: "reference",
        }),
      );
      steps[name] = spent;
    }
    return steps;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The report as text. */
export function bigSortingText(steps: Readonly<Record<string, Spent>>): string {
  const rows = Object.entries(steps).map(([name, { seconds, cpuSeconds }]) => {
    const limit = name === "correlograms" ? CORRELOGRAMS_LIMIT_S : undefined;
    const verdict = limit === undefined ? "" : seconds <= limit ? "met" : "missed";
    return [name, seconds.toFixed(2), cpuSeconds.toFixed(2), limit?.toFixed(0), verdict];
  });
  return formatTable(["20 million spikes", "seconds", "CPU seconds", "limit", "verdict"], rows);
}
