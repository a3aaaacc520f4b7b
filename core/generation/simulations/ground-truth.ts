import { z } from "zod";
import { generateGroundTruthRecording } from "../ground-truth.ts";
import { noiseLevelsOf, spatialCovariance } from "../noise-model.ts";
import { defineSimulation } from "./define.ts";
import {
  noiseFields,
  numChannelsOf,
  probeKwargs,
  probeOf,
  seedField,
  shapeFields,
  shapeOf,
  unitFields,
  valueOrRange,
} from "./fields.ts";

/** SpikeInterface's generate_ground_truth_recording with its defaults at 30 kHz. */
export const groundTruthSimulation = defineSimulation({
  name: "ground_truth",
  label: "Units on a still probe",
  summary:
    "Noise with the spikes of known units. Sort it, then see under Compare how much was found.",
  needsRecording: false,
  params: z.strictObject({
    ...shapeFields,
    ...unitFields({ units: 20, rates: [15, 15] }),
    distribution: z
      .enum(["uniform", "multimodal"])
      .default("uniform")
      .describe("Units everywhere along the probe, or in two layers.")
      .meta({ label: "Places of units" }),
    ...noiseFields({ levels: [5, 5], reachUm: 0 }),
    seed: seedField,
  }),
  shape: shapeOf,
  async make(p, ctx) {
    const numChannels = numChannelsOf(p);
    const levels = noiseLevelsOf(valueOrRange(p.noise_min, p.noise_max), numChannels, p.seed);
    return generateGroundTruthRecording(
      {
        durations: [p.duration_s],
        sampling_frequency: p.sampling_frequency,
        num_channels: numChannels,
        num_units: p.num_units,
        generate_probe_kwargs: probeKwargs(p),
        generate_sorting_kwargs: {
          firing_rates: valueOrRange(p.firing_rate_min, p.firing_rate_max),
          refractory_period_ms: p.refractory_period_ms,
        },
        generate_unit_locations_kwargs: {
          margin_um: 10,
          minimum_z: 5,
          maximum_z: 50,
          minimum_distance: 20,
          distribution: p.distribution,
        },
        generate_templates_kwargs: {
          unit_params: { alpha: { $tuple: [p.amplitude_min, p.amplitude_max] } },
        },
        noise_kwargs: {
          noise_levels: levels,
          strategy: "on_the_fly",
          ...(p.noise_reach_um > 0 && {
            cov_matrix: spatialCovariance(probeOf(p), p.noise_reach_um),
          }),
        },
        seed: p.seed,
      },
      ctx,
    );
  },
});
