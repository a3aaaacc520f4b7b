import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { DRIFT_MODES, tissueMotion } from "../drift-recipe.ts";
import { generateHybridRecording } from "../hybrid.ts";
import { defineSimulation } from "./define.ts";
import { driftFields, seedField, unitFields, valueOrRange } from "./fields.ts";

/** SpikeInterface's generate_hybrid_recording with generated units. */
export const hybridSimulation = defineSimulation({
  name: "hybrid",
  label: "Units in a real recording",
  summary:
    "Spikes of known units added to real traces: how well does a sorter find them in your own noise?",
  needsRecording: true,
  params: z.strictObject({
    ...unitFields({ units: 10, rates: [15, 15] }),
    amplitude_std: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe("How much the spikes of a unit vary: standard deviation around 1.")
      .meta({ label: "Variation of amplitudes" }),
    drift_mode: z
      .enum(["none", ...DRIFT_MODES])
      .default("none")
      .describe("How the added units move. They do not follow the recording's own drift.")
      .meta({ label: "Motion" }),
    ...driftFields,
    seed: seedField,
  }),
  shape: (_params, recording) => {
    const { channelIds, numSamples, samplingFrequency, dtype } = needed(recording);
    return {
      numChannels: channelIds.length,
      ...{ numSamples, samplingFrequency },
      itemBytes: ITEM_BYTES[dtype],
    };
  },
  make(p, _ctx, given) {
    const recording = needed(given);
    const motion =
      p.drift_mode === "none"
        ? null
        : tissueMotion(recording, {
            mode: p.drift_mode,
            periodS: p.drift_period_s,
            leastMoved: p.least_moved,
            rangeUm: p.drift_range_um,
            seed: p.seed,
          });
    return Promise.resolve(
      generateHybridRecording(recording, {
        motion,
        generate_sorting_kwargs: {
          num_units: p.num_units,
          firing_rates: valueOrRange(p.firing_rate_min, p.firing_rate_max),
          refractory_period_ms: p.refractory_period_ms,
        },
        generate_templates_kwargs: {
          unit_params: { alpha: { $tuple: [p.amplitude_min, p.amplitude_max] } },
        },
        amplitude_std: p.amplitude_std,
        seed: p.seed,
      }),
    );
  },
});

const ITEM_BYTES = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
} as const;

function needed(recording: Recording | undefined): Recording {
  if (recording) return recording;
  throw new EphysError(
    "InvalidParameter",
    "a hybrid recording needs a recording to put the spikes into",
    { parameter: "recording" },
  );
}
