import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { selectRandomSpikes } from "#core/analyzer/index.ts";
import { arrayData, defineExtension, done } from "../define.ts";
import { randomSpikeRows, spikeRowsOfUnits } from "../pick-rows.ts";

/** A sample of spikes of each unit, from which waveforms and templates are made. */
export const randomSpikes = defineExtension({
  name: "random_spikes",
  label: "Random spikes",
  summary: "A sample of spikes of each unit, from which waveforms and templates are made.",
  siClass: "spikeinterface.core.analyzer_extension_core.ComputeRandomSpikes",
  siModule: "spikeinterface",
  dependsOn: [],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: z.strictObject({
    method: z
      .enum(["uniform", "all"])
      .default("uniform")
      .describe("A random sample, or every spike."),
    max_spikes_per_unit: z
      .int()
      .positive()
      .default(500)
      .describe("Most spikes of a unit that are taken.")
      .meta({ label: "Spikes per unit" }),
    margin_size: z
      .int()
      .nonnegative()
      .nullable()
      .default(null)
      .describe("Frames at both ends of a segment from which no spike is taken.")
      .meta({ unit: "frames" }),
    seed: z.int().nonnegative().nullable().default(null).describe("Seed of the sample."),
  }),
  start({ analyzer, params, ctx }) {
    const rows = selectRandomSpikes(
      analyzer.sorting,
      analyzer.attributes.numSamples,
      {
        method: params.method,
        maxSpikesPerUnit: params.max_spikes_per_unit,
        marginSize: params.margin_size,
        seed: params.seed,
      },
      ctx.kernels,
    );
    return done({ random_spikes_indices: ndArray("int64", [rows.length], rows) });
  },
  selectUnits(_extension, analyzer, unitIndices) {
    const chosen = new Set(randomSpikeRows(analyzer));
    const rows: number[] = [];
    for (const [at, row] of spikeRowsOfUnits(analyzer, unitIndices).entries()) {
      if (chosen.has(row)) rows.push(at);
    }
    return arrayData({
      random_spikes_indices: ndArray("int64", [rows.length], Float64Array.from(rows)),
    });
  },
  regroupUnits({ extension, before, kept }) {
    if (kept === undefined) return extension.data;
    const rows: number[] = [];
    let at = 0;
    let from = 0;
    for (const row of randomSpikeRows(before)) {
      for (; from < row; from++) at += kept[from];
      if (kept[row] !== 0) rows.push(at);
    }
    return arrayData({
      random_spikes_indices: ndArray("int64", [rows.length], Float64Array.from(rows)),
    });
  },
});
