import { z } from "zod";
import { withProbe } from "#core/recording/index.ts";
import { probeNoise } from "../noise-model.ts";
import { defineSimulation } from "./define.ts";
import {
  inMicrovolts,
  noiseFields,
  probeOf,
  seedField,
  shapeFields,
  shapeOf,
  valueOrRange,
} from "./fields.ts";

/** SpikeInterface's generate_noise. */
export const noiseSimulation = defineSimulation({
  name: "noise",
  label: "Noise alone",
  summary: "No unit at all: what a sorter finds here is false.",
  needsRecording: false,
  params: z.strictObject({
    ...shapeFields,
    ...noiseFields({ levels: [5, 5], reachUm: 0 }),
    seed: seedField,
  }),
  shape: shapeOf,
  make(p, { kernels }) {
    const probe = probeOf(p);
    const noise = probeNoise(
      probe,
      {
        sampling_frequency: p.sampling_frequency,
        durations: [p.duration_s],
        noise_levels: valueOrRange(p.noise_min, p.noise_max),
        spatial_decay: p.noise_reach_um > 0 ? p.noise_reach_um : null,
        seed: p.seed,
      },
      kernels,
    );
    const recording = inMicrovolts(withProbe(noise, { probes: [probe] }), "NoiseRecording");
    return Promise.resolve({ recording, sorting: undefined });
  },
});
