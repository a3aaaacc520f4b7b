import { z } from "zod";
import { driftMotion } from "../drift-recipe.ts";
import { generateDriftingRecording } from "../drifting.ts";
import { defineSimulation } from "./define.ts";
import {
  driftFields,
  driftModeField,
  inMicrovolts,
  noiseFields,
  probeKwargs,
  seedField,
  shapeFields,
  shapeOf,
  unitFields,
  valueOrRange,
} from "./fields.ts";

/** SpikeInterface's generate_drifting_recording: the moving one of its two. */
export const driftingSimulation = defineSimulation({
  name: "drifting",
  label: "Units on a moving probe",
  summary:
    "As above, but the probe moves against the tissue: for motion correction and drift metrics.",
  needsRecording: false,
  params: z.strictObject({
    ...shapeFields,
    drift_mode: driftModeField,
    ...driftFields,
    ...unitFields({ units: 20, rates: [2, 8] }),
    ...noiseFields({ levels: [6, 8], reachUm: 25 }),
    seed: seedField,
  }),
  shape: shapeOf,
  async make(p, ctx) {
    const half = p.drift_range_um / 2;
    const made = await generateDriftingRecording(
      {
        num_units: p.num_units,
        duration: p.duration_s,
        sampling_frequency: p.sampling_frequency,
        generate_probe_kwargs: probeKwargs(p),
        generate_displacement_vector_kwargs: {
          drift_start_um: [0, half],
          drift_stop_um: [0, -half],
          motion_list: [
            driftMotion({
              mode: p.drift_mode,
              durationS: p.duration_s,
              periodS: p.drift_period_s,
              // one unit has no share of its own
              leastMoved: p.num_units === 1 ? 1 : p.least_moved,
            }),
          ],
        },
        generate_templates_kwargs: {
          ms_before: 1.5,
          ms_after: 3,
          unit_params: { alpha: { $tuple: [p.amplitude_min, p.amplitude_max] } },
        },
        generate_sorting_kwargs: {
          firing_rates: valueOrRange(p.firing_rate_min, p.firing_rate_max),
          refractory_period_ms: p.refractory_period_ms,
        },
        generate_noise_kwargs: {
          noise_levels: valueOrRange(p.noise_min, p.noise_max),
          spatial_decay: p.noise_reach_um > 0 ? p.noise_reach_um : null,
        },
        seed: p.seed,
      },
      ctx,
    );
    return { recording: inMicrovolts(made.driftingRecording), sorting: made.sorting };
  },
});
