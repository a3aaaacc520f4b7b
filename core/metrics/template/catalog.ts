import { z } from "zod";
import {
  countPeaks,
  halfWidth,
  recoverySlope,
  repolarizationSlope,
  type Landmarks,
} from "../template-shape.ts";
import { expDecay } from "./exp-decay.ts";
import { spread } from "./spread.ts";
import type { TemplateGrid } from "./template-grid.ts";
import { velocity } from "./velocity.ts";

/** Parameters that every template metric is given; names and defaults are SpikeInterface's. */
export const templateMetricParams = z.strictObject({
  recovery_window_ms: z.number().default(0.7),
  peak_relative_threshold: z.number().default(0.2),
  peak_width_ms: z.number().default(0.1),
  depth_direction: z.enum(["x", "y", "z"]).default("y"),
  min_channels_for_velocity: z.number().default(5),
  min_r2_velocity: z.number().default(0.5),
  exp_peak_function: z.enum(["ptp", "min"]).default("ptp"),
  min_r2_exp_decay: z.number().default(0.5),
  spread_threshold: z.number().default(0.2),
  spread_smooth_um: z.number().nullable().default(20),
  column_range: z.number().nullable().default(null),
});

export type TemplateMetricParams = z.output<typeof templateMetricParams>;

interface Described {
  /** SpikeInterface's name, also of its column */
  readonly name: string;
  readonly label: string;
  /** "" for ratios and counts */
  readonly unit: string;
  /** one sentence for people */
  readonly description: string;
  /** how it is computed, in plain text; names of parameters as they are called */
  readonly formula: string;
  /** the paper behind it; "" where there is none */
  readonly citation: string;
}

/** A metric of the shape on one channel. */
export interface SingleChannelMetric extends Described {
  readonly kind: "single";
  compute(
    template: Float64Array,
    samplingFrequency: number,
    landmarks: Landmarks,
    params: TemplateMetricParams,
  ): number;
}

/** A metric of the shape over many channels. */
export interface MultiChannelMetric extends Described {
  readonly kind: "multi";
  compute(template: TemplateGrid, samplingFrequency: number, params: TemplateMetricParams): number;
}

export type TemplateMetric = SingleChannelMetric | MultiChannelMetric;

const widthSamples = ({ peak_width_ms }: TemplateMetricParams, fs: number): number =>
  Math.trunc((peak_width_ms / 1000) * fs);

/** Every template metric, in the order of its columns: one channel first. */
export const TEMPLATE_METRICS: readonly TemplateMetric[] = [
  {
    kind: "single",
    name: "peak_to_valley",
    label: "Trough to peak",
    unit: "s",
    description: "Time from the trough to the peak after it; short in fast-spiking cells.",
    formula:
      "(sample of the peak − sample of the trough) / rate; trough = smallest sample, peak = largest after it",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (_template, fs, { trough, peak }) => (peak - trough) / fs,
  },
  {
    kind: "single",
    name: "peak_trough_ratio",
    label: "Peak / trough",
    unit: "",
    description: "Height of the peak after the trough over that of the trough.",
    formula: "template at the peak / template at the trough",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (template, _fs, { trough, peak }) => template[peak] / template[trough],
  },
  {
    kind: "single",
    name: "half_width",
    label: "Half width",
    unit: "s",
    description: "Width of the trough at half its depth.",
    formula: "time between the crossings of half the trough's depth",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (template, fs, { trough, peak }) => halfWidth(template, fs, trough, peak),
  },
  {
    kind: "single",
    name: "repolarization_slope",
    label: "Repolarisation slope",
    unit: "µV/s",
    description: "Slope from the trough back to zero.",
    formula: "slope of the regression line from the trough to the first sample ≥ 0",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (template, fs, { trough }) => repolarizationSlope(template, fs, trough),
  },
  {
    kind: "single",
    name: "recovery_slope",
    label: "Recovery slope",
    unit: "µV/s",
    description: "Slope after the peak.",
    formula: "slope of the regression line over recovery_window_ms after the peak",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (template, fs, { peak }, { recovery_window_ms }) =>
      recoverySlope(template, fs, peak, recovery_window_ms),
  },
  {
    kind: "single",
    name: "num_positive_peaks",
    label: "Positive peaks",
    unit: "",
    description: "Peaks above a share of the largest amplitude; many point to noise.",
    formula:
      "peaks higher than peak_relative_threshold · largest |sample| and wider than peak_width_ms",
    citation: "",
    compute: (template, fs, _landmarks, params) =>
      countPeaks(template, params.peak_relative_threshold, widthSamples(params, fs)),
  },
  {
    kind: "single",
    name: "num_negative_peaks",
    label: "Negative peaks",
    unit: "",
    description: "Troughs beyond a share of the largest amplitude; many point to noise.",
    formula: "the same of the template turned over",
    citation: "",
    compute: (template, fs, _landmarks, params) =>
      countPeaks(
        template.map((value) => -value),
        params.peak_relative_threshold,
        widthSamples(params, fs),
      ),
  },
  {
    kind: "multi",
    name: "velocity_above",
    label: "Velocity above",
    unit: "µm/ms",
    description: "How fast the spike travels up the probe.",
    formula:
      "slope of distance over time of the troughs above the largest channel (Theil-Sen); empty below min_r2_velocity",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (template, fs, params) => velocity("above", template, fs, params),
  },
  {
    kind: "multi",
    name: "velocity_below",
    label: "Velocity below",
    unit: "µm/ms",
    description: "How fast the spike travels down the probe.",
    formula:
      "slope of distance over time of the troughs below the largest channel (Theil-Sen); empty below min_r2_velocity",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (template, fs, params) => velocity("below", template, fs, params),
  },
  {
    kind: "multi",
    name: "exp_decay",
    label: "Decay",
    unit: "1/µm",
    description: "How fast the amplitude falls with distance from the largest channel.",
    formula:
      "b of a · exp(−b · distance) + c fitted to the channels' amplitudes; empty below min_r2_exp_decay",
    citation: "",
    compute: (template, _fs, params) => expDecay(template, params),
  },
  {
    kind: "multi",
    name: "spread",
    label: "Spread",
    unit: "µm",
    description: "Range of depths on which the spike is seen.",
    formula: "range of depths whose smoothed amplitude exceeds spread_threshold · the largest",
    citation: "Jia et al., J. Neurophysiol. 2019",
    compute: (template, _fs, params) => spread(template, params),
  },
];
