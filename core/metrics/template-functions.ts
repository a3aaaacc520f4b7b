import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import {
  countPeaks,
  halfWidth,
  recoverySlope,
  repolarizationSlope,
  troughAndPeak,
} from "./template-shape.ts";

/* SpikeInterface's postprocessing.template_metrics of single channels by their dotted names; further keywords are let
   pass, as there. */

const PREFIX = "spikeinterface.postprocessing.template_metrics";

const index = z.int().nonnegative().nullable().default(null);
const single = { template_single: array(), sampling_frequency: z.number().positive() };
const both = { ...single, trough_idx: index, peak_idx: index };

function samplesOf(template: NdArray): Float64Array {
  if (template.shape.length !== 1 || template.shape[0] === 0) {
    throw new EphysError("InvalidParameter", "a template of one channel has one dimension");
  }
  return toFloat64(template);
}

/** The given indices; one alone is ignored and both are looked for. */
function landmarks(
  template: Float64Array,
  trough: number | null,
  peak: number | null,
): { readonly trough: number; readonly peak: number } {
  if (trough === null || peak === null) return troughAndPeak(template);
  if (trough >= template.length || peak >= template.length) {
    throw new EphysError("InvalidParameter", "trough_idx and peak_idx must lie in the template");
  }
  return { trough, peak };
}

const troughAndPeakIdx = defineFunction({
  name: `${PREFIX}.get_trough_and_peak_idx`,
  params: z.looseObject({ template: array() }),
  run({ template }) {
    const { trough, peak } = troughAndPeak(samplesOf(template));
    return [trough, peak];
  },
});

const peakToValley = defineFunction({
  name: `${PREFIX}.get_peak_to_valley`,
  params: z.looseObject(both),
  run({ template_single, sampling_frequency, trough_idx, peak_idx }) {
    const { trough, peak } = landmarks(samplesOf(template_single), trough_idx, peak_idx);
    return (peak - trough) / sampling_frequency;
  },
});

const peakTroughRatio = defineFunction({
  name: `${PREFIX}.get_peak_trough_ratio`,
  params: z.looseObject({
    ...both,
    sampling_frequency: z.number().nullable().default(null),
  }),
  run({ template_single, trough_idx, peak_idx }) {
    const template = samplesOf(template_single);
    const { trough, peak } = landmarks(template, trough_idx, peak_idx);
    return template[peak] / template[trough];
  },
});

const halfWidthOf = defineFunction({
  name: `${PREFIX}.get_half_width`,
  params: z.looseObject(both),
  run({ template_single, sampling_frequency, trough_idx, peak_idx }) {
    const template = samplesOf(template_single);
    const { trough, peak } = landmarks(template, trough_idx, peak_idx);
    return halfWidth(template, sampling_frequency, trough, peak);
  },
});

const repolarization = defineFunction({
  name: `${PREFIX}.get_repolarization_slope`,
  params: z.looseObject({ ...single, trough_idx: index }),
  run({ template_single, sampling_frequency, trough_idx }) {
    const template = samplesOf(template_single);
    const trough = trough_idx ?? troughAndPeak(template).trough;
    return repolarizationSlope(template, sampling_frequency, trough);
  },
});

const recovery = defineFunction({
  name: `${PREFIX}.get_recovery_slope`,
  params: z.looseObject({ ...single, peak_idx: index, recovery_window_ms: z.number() }),
  run({ template_single, sampling_frequency, peak_idx, recovery_window_ms }) {
    const template = samplesOf(template_single);
    const peak = peak_idx ?? troughAndPeak(template).peak;
    return recoverySlope(template, sampling_frequency, peak, recovery_window_ms);
  },
});

const peaks = { ...single, peak_relative_threshold: z.number(), peak_width_ms: z.number() };

const positivePeaks = defineFunction({
  name: `${PREFIX}.get_num_positive_peaks`,
  params: z.looseObject(peaks),
  run: ({ template_single, sampling_frequency, peak_relative_threshold, peak_width_ms }) =>
    countPeaks(
      samplesOf(template_single),
      peak_relative_threshold,
      Math.trunc((peak_width_ms / 1000) * sampling_frequency),
    ),
});

const negativePeaks = defineFunction({
  name: `${PREFIX}.get_num_negative_peaks`,
  params: z.looseObject(peaks),
  run: ({ template_single, sampling_frequency, peak_relative_threshold, peak_width_ms }) =>
    countPeaks(
      samplesOf(template_single).map((value) => -value),
      peak_relative_threshold,
      Math.trunc((peak_width_ms / 1000) * sampling_frequency),
    ),
});

/** Functions of template shapes. */
export const TEMPLATE_FUNCTIONS = [
  troughAndPeakIdx,
  peakToValley,
  peakTroughRatio,
  halfWidthOf,
  repolarization,
  recovery,
  positivePeaks,
  negativePeaks,
] as const;
