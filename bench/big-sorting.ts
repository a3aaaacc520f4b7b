import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saveAnalyzer, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { JobHost } from "./analyzer.ts";
import { memorySorting } from "./sortings.ts";

/* What needs no samples, on the units of a long recording: 600 units and 20 million spikes of two hours at 30 kHz. */

const SIZE = { numUnits: 600, numSpikes: 20_000_000, seed: 1 };
const FRAMES = 2 * 3600 * 30_000;

/** Seconds by extension, each with the opening of the analyzer. */
export async function timeBigSorting(
  host: JobHost,
  onProgress: (name: string) => void,
): Promise<Record<string, number>> {
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
    const seconds: Record<string, number> = {};
    for (const name of ["correlograms", "isi_histograms", "quality_metrics"]) {
      onProgress(`${name} of 20 million spikes`);
      const start = performance.now();
      await host.run("compute_extensions", {
        analyzer: folder,
        extensions: [[name, {}]],
        windows: "reference",
      });
      seconds[name] = (performance.now() - start) / 1000;
    }
    return seconds;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
