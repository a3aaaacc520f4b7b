import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { sweepSamples, thresholdParams } from "#core/sorting-components/detection/define.ts";
import { createMatchedFilter } from "#core/sorting-components/matched-filter.ts";
import { defineMatching } from "../define.ts";
import { neededLocations } from "../shared/detect.ts";
import { peelerModel } from "./model.ts";
import { Peeler } from "./peeler.ts";
import { templatePrototype } from "./prototype.ts";

const radius = (value: number, text: string, label: string): z.ZodDefault<z.ZodNumber> =>
  z.number().positive().default(value).describe(text).meta({ label, unit: "um" });
const time = (value: number, text: string, label: string): z.ZodDefault<z.ZodNumber> =>
  z.number().nonnegative().default(value).describe(text).meta({ label, unit: "ms" });

/** Largest peaks first: the nearest template, fitted with its neighbours, is subtracted; then the residual again. */
export const tdcPeeler = defineMatching({
  name: "tdc-peeler",
  label: "Tridesclous peeler",
  summary:
    "Peaks, largest first, are fitted by the nearest template and subtracted, again and again.",
  params: z.strictObject({
    peak_sign: thresholdParams.peak_sign,
    exclude_sweep_ms: time(
      0.5,
      "Time on each side in which a peak must be the largest.",
      "Exclusion time",
    ),
    peak_shift_ms: time(
      0.2,
      "The reference's parameter; it has no effect there or here.",
      "Peak shift",
    ),
    detect_threshold: thresholdParams.detect_threshold,
    motion_aware: z
      .literal(false)
      .default(false)
      .describe("Templates that move are not built; correct the recording for motion instead."),
    use_fine_detector: z
      .boolean()
      .default(true)
      .describe("Look at the residual once more through a matched filter.")
      .meta({ label: "Fine detector" }),
    detection_radius_um: radius(
      80,
      "Channels within this distance compete for a peak.",
      "Detection radius",
    ),
    cluster_radius_um: radius(
      150,
      "Templates within this distance are tried for a peak.",
      "Template radius",
    ),
    amplitude_fitting_radius_um: radius(
      150,
      "Spikes within this distance are fitted together.",
      "Fitting radius",
    ),
    sample_shift: z
      .int()
      .nonnegative()
      .default(2)
      .describe("Samples by which a template may be moved from the peak.")
      .meta({ label: "Largest shift", unit: "samples" }),
    ms_before: time(
      0.5,
      "Part of the template before its peak that is compared.",
      "Compared before",
    ),
    ms_after: time(0.8, "Part of the template after its peak that is compared.", "Compared after"),
    max_peeler_loop: z.int().positive().default(2).describe("Rounds.").meta({ label: "Rounds" }),
    amplitude_limits: z
      .tuple([z.number().nonnegative(), z.number().positive()])
      .default([0.7, 1.4])
      .describe("Smallest and largest size of a spike relative to its template.")
      .meta({ label: "Amplitudes" }),
  }),
  needsNoiseLevels: true,
  async prepare(params, { templates, locations, samplingFrequency }, recording, ctx) {
    if (!params.use_fine_detector) return undefined;
    const places = neededLocations(locations, "tdc-peeler");
    const prototype = templatePrototype(templates, params.peak_sign);
    if (prototype === undefined) return undefined;
    const options = {
      prototype,
      nbefore: templates.nbefore,
      sign: params.peak_sign,
      detectThreshold: params.detect_threshold,
      sweep: sweepSamples(params.exclude_sweep_ms, samplingFrequency),
      radiusUm: params.detection_radius_um,
      weights: { mode: "exponential_3d" as const, zListUm: [50], sigma3d: 2.5 },
    };
    return createMatchedFilter(recording, places, options, {}, ctx.kernels);
  },
  createMatcher(params, input, filter, kernels) {
    const { templates, samplingFrequency } = input;
    const before = Math.trunc((params.ms_before * samplingFrequency) / 1000);
    const after = Math.trunc((params.ms_after * samplingFrequency) / 1000);
    const nafter = templates.numSamples - templates.nbefore;
    if (before > templates.nbefore || after > nafter) {
      throw new EphysError(
        "InvalidParameter",
        `ms_before and ms_after ask for ${String(before)} + ${String(after)} samples; templates have ` +
          `${String(templates.nbefore)} + ${String(nafter)}`,
        { ms_before: params.ms_before, ms_after: params.ms_after },
      );
    }
    return new Peeler(peelerModel(params, input, before, after), filter, kernels);
  },
});
