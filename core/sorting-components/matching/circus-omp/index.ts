import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { defineMatching } from "../define.ts";
import { createTemplateProducts } from "../shared/low-rank.ts";
import { Pursuit } from "./pursuit.ts";
import { automaticMinima, ompTables } from "./tables.ts";

const text = {
  amplitudes:
    "Smallest and largest amplitude of a spike (null: no limit); null: from how alike templates are.",
  stop: "What ends the search of a chunk.",
  failures: "Rounds without another valid spike after which the search ends.",
  sps: "Share of a template's norm that products must exceed for the search to go on.",
  error: "Relative change of the residual below which the search ends.",
  rank: "Components by which a template is compressed.",
  ignore: "Templates that are not looked for.",
  vicinity: "Template lengths within which amplitudes are solved together.",
} as const;

/** Orthogonal matching pursuit, from Spyking Circus (doi:10.7554/eLife.34518). */
export const circusOmp = defineMatching({
  name: "circus-omp",
  label: "Orthogonal matching pursuit",
  summary: "Takes the largest products with templates and solves overlapping amplitudes together.",
  params: z.strictObject({
    amplitudes: z
      .tuple([z.number().nonnegative(), z.number().positive().nullable()])
      .nullable()
      .default([0.6, null])
      .describe(text.amplitudes)
      .meta({ label: "Amplitudes" }),
    stop_criteria: z
      .enum(["max_failures", "omp_min_sps", "relative_error"])
      .default("max_failures")
      .describe(text.stop)
      .meta({ label: "Stop" }),
    max_failures: z.int().positive().default(5).describe(text.failures).meta({ label: "Failures" }),
    omp_min_sps: z
      .number()
      .positive()
      .default(0.1)
      .describe(text.sps)
      .meta({ label: "Smallest product" }),
    relative_error: z
      .number()
      .positive()
      .default(5e-5)
      .describe(text.error)
      .meta({ label: "Change" }),
    rank: z.int().positive().default(5).describe(text.rank).meta({ label: "Rank" }),
    ignore_inds: z
      .array(z.int().nonnegative())
      .default([])
      .describe(text.ignore)
      .meta({ label: "Ignored templates" }),
    vicinity: z.int().positive().default(2).describe(text.vicinity).meta({ label: "Vicinity" }),
    engine: z
      .enum(["numpy", "torch", "auto"])
      .default("numpy")
      .describe("The reference's libraries; all are computed alike here.")
      .meta({ label: "Engine" }),
    torch_device: z
      .enum(["cpu", "cuda"])
      .nullable()
      .default("cpu")
      .describe("The reference's device; not used here.")
      .meta({ label: "Device" }),
    shared_memory: z
      .boolean()
      .default(true)
      .describe("The reference's choice of memory; tables are always shared here.")
      .meta({ label: "Shared memory" }),
  }),
  needsNoiseLevels: false,
  prepare(params, { templates }) {
    const wrong = params.ignore_inds.find((unit) => unit >= templates.numUnits);
    if (wrong !== undefined) {
      throw new EphysError(
        "InvalidParameter",
        `ignore_inds: there is no template ${String(wrong)} among ${String(templates.numUnits)}`,
      );
    }
    return ompTables(templates, params.rank);
  },
  createMatcher(params, { templates }, tables, kernels) {
    const { numUnits, numSamples, nbefore } = templates;
    const products = createTemplateProducts(tables.parts, kernels);
    const limits = params.amplitudes;
    const options = {
      minima: limits ? new Float64Array(numUnits).fill(limits[0]) : automaticMinima(tables),
      maxima: new Float64Array(numUnits).fill(limits?.[1] ?? Infinity),
      stop: params.stop_criteria,
      maxFailures: params.max_failures,
      ompMinSps: params.omp_min_sps,
      relativeError: params.relative_error,
      vicinity: params.vicinity * numSamples,
      ignored: new Set(params.ignore_inds),
    };
    return {
      margin: 2 * numSamples,
      match(traces, numFrames) {
        const values = new Float32Array((numFrames - numSamples + 1) * numUnits);
        products(traces, numFrames, values);
        const spikes = new Pursuit(values, tables, options).run();
        return {
          frame: spikes.map(({ start }) => start + nbefore),
          channel: new Int32Array(spikes.length),
          cluster: spikes.map(({ unit }) => unit),
          amplitude: spikes.map(({ amplitude }) => amplitude),
        };
      },
    };
  },
});
