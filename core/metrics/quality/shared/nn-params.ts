import { z } from "zod";

/** Parameters of the metrics that compare waveforms of a unit with others; names and defaults are SpikeInterface's. */
export const nnParams = z.strictObject({
  max_spikes: z.int().positive().default(10_000).describe("Most waveforms of each side."),
  min_spikes: z.int().nonnegative().default(10).describe("Units with fewer spikes get no value."),
  min_fr: z
    .number()
    .nonnegative()
    .default(0)
    .describe("Units that fire less get no value.")
    .meta({ unit: "Hz" }),
  n_neighbors: z.int().positive().default(4).describe("Neighbours that are looked at."),
  n_components: z
    .int()
    .positive()
    .default(10)
    .describe("Principal components in which waveforms are compared."),
  radius_um: z
    .number()
    .nonnegative()
    .default(100)
    .describe("Around the extremum channel, for an analyzer without sparsity.")
    .meta({ unit: "um" }),
  peak_sign: z
    .enum(["neg", "pos", "both"])
    .default("neg")
    .describe("Sign of the peak that decides the extremum channel."),
  corrected: z
    .boolean()
    .optional()
    .describe(
      "Compute what is meant; SpikeInterface 0.103 (and the default) answers 0 for units whose ids are text, and mistakes channels of sparse waveforms and snippets of several segments.",
    ),
});

export type NnParams = z.output<typeof nnParams>;
