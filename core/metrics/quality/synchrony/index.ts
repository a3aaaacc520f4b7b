import { z } from "zod";
import { countSpikes, segmentSlices } from "#core/sorting/index.ts";
import { defineMetric } from "../../define.ts";
import { perUnit } from "../shared/inputs.ts";
import { synchronyCounts } from "./counts.ts";

const SIZES = [2, 4, 8] as const;

/** Share of spikes that coincide with spikes of others. */
export const synchrony = defineMetric({
  name: "synchrony",
  label: "Synchrony",
  columns: SIZES.map((size) => ({
    name: `sync_spike_${String(size)}`,
    label: `Synchrony of ${String(size)}`,
    unit: "",
    description: `Share of spikes in the same sample as at least ${String(size - 1)} others.`,
    formula: `spikes in a sample that has ${String(size)} spikes or more / num_spikes`,
    dtype: "float" as const,
  })),
  citation: "Grün et al., 2007",
  requires: [],
  ofOthers: true,
  params: z.strictObject({}),
  compute({ analyzer }) {
    const { spikes, unitIds } = analyzer.sorting;
    const totals = countSpikes(analyzer.sorting);
    const counts = synchronyCounts(
      spikes.sampleIndex,
      spikes.unitIndex,
      segmentSlices(analyzer.sorting),
      { sizes: SIZES, numUnits: unitIds.length },
    );
    return Object.fromEntries(
      SIZES.map((size, k) => [
        `sync_spike_${String(size)}`,
        perUnit(analyzer, (u) =>
          totals[u] === 0 ? 0 : counts[k * unitIds.length + u] / totals[u],
        ),
      ]),
    );
  },
});
