import { z } from "zod";

/** SpikeInterface's WobbleParameters: names and defaults. */
export const wobbleParameters = z.strictObject({
  amplitude_variance: z
    .number()
    .positive()
    .default(1)
    .describe("Variance of a spike's size around its template.")
    .meta({ label: "Amplitude variance" }),
  max_iter: z
    .int()
    .positive()
    .default(1000)
    .describe("Most rounds per chunk.")
    .meta({ label: "Rounds" }),
  jitter_factor: z
    .int()
    .positive()
    .default(8)
    .describe("Steps of a sample by which templates are moved.")
    .meta({ label: "Jitter steps" }),
  threshold: z
    .number()
    .default(50)
    .describe("Least gain of a spike, in squared units of the traces.")
    .meta({ label: "Threshold" }),
  approx_rank: z
    .int()
    .positive()
    .default(5)
    .describe("Components by which a template is compressed.")
    .meta({ label: "Rank" }),
  visibility_threshold: z
    .number()
    .default(1)
    .describe(
      "Peak-to-peak amplitude above which a dense template has a channel, in units of the traces.",
    )
    .meta({ label: "Visible from" }),
  verbose: z
    .boolean()
    .default(false)
    .describe("The reference's choice of messages; not used here."),
  template_indices2unit_indices: z
    .array(z.int().nonnegative())
    .nullable()
    .default(null)
    .describe("The unit of each template, where units have several.")
    .meta({ label: "Units of templates" }),
  refractory_period_frames: z
    .int()
    .nonnegative()
    .default(10)
    .describe("Samples around a spike in which its unit cannot fire again.")
    .meta({ label: "Refractory time", unit: "samples" }),
  scale_min: z
    .number()
    .nonnegative()
    .default(0)
    .describe("Smallest scaling.")
    .meta({ label: "Smallest" }),
  scale_max: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Largest scaling; null: no limit.")
    .meta({ label: "Largest" }),
  scale_amplitudes: z
    .boolean()
    .default(false)
    .describe("Follows from amplitude_variance, as in the reference: spikes are scaled."),
  engine: z.string().default("numpy").describe("The reference's library; not used here."),
  torch_device: z.string().default("cpu").describe("The reference's device; not used here."),
  shared_memory: z.boolean().default(true).describe("Tables are always shared here."),
});

export type WobbleParams = z.output<typeof wobbleParameters>;
