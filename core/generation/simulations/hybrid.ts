import { z } from "zod";
import { defaultRng } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { DRIFT_MODES, tissueMotion } from "../drift-recipe.ts";
import { pickTemplates, relocateTemplates, type DenseTemplates } from "../dense-templates.ts";
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
    relocation_min_um: z
      .number()
      .min(0)
      .default(50)
      .describe("Units from an analyzer are moved, so that they do not lie on themselves.")
      .meta({ label: "Moved at least", unit: "µm" }),
    relocation_max_um: z
      .number()
      .min(0)
      .default(200)
      .describe("Towards the nearer end of the probe, where there is room.")
      .meta({ label: "Moved at most", unit: "µm" }),
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
  make(p, _ctx, material) {
    const recording = needed(material.recording);
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
        templates: material.templates ? movedUnits(material.templates, p) : null,
        seed: p.seed,
      }),
    );
  },
});

/** As many of the units as are asked for, drawn, and moved along the probe. */
function movedUnits(
  templates: DenseTemplates,
  p: {
    readonly num_units: number;
    readonly relocation_min_um: number;
    readonly relocation_max_um: number;
    readonly seed: number;
  },
): DenseTemplates {
  const available = templates.unitIds.length;
  const count = Math.min(p.num_units, available);
  const drawn = defaultRng(p.seed).choice(available, count, { replace: false }).sort();
  return relocateTemplates(pickTemplates(templates, [...drawn]), {
    minDisplacement: Math.min(p.relocation_min_um, p.relocation_max_um),
    maxDisplacement: p.relocation_max_um,
    seed: p.seed,
  });
}

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
