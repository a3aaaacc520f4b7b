import { z } from "zod";
import { ndArray, toFloat64 } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { PCA_FUNCTIONS } from "./pca-functions.ts";
import { TEMPLATE_FUNCTIONS } from "./template-functions.ts";
import { MULTI_CHANNEL_FUNCTIONS } from "./template/functions.ts";
import { amplitudeCutoff } from "./quality/amplitude-cutoff/cutoff.ts";
import { isiViolations } from "./quality/isi-violation/violations.ts";
import { presenceRatio } from "./quality/presence-ratio/ratio.ts";
import { histogram } from "./quality/shared/numeric.ts";
import { slidingRpViolations } from "./quality/sliding-rp-violation/sliding.ts";

/* SpikeInterface's qualitymetrics.misc_metrics by their dotted names. */

const PREFIX = "spikeinterface.qualitymetrics.misc_metrics";

const cutoff = defineFunction({
  name: `${PREFIX}.amplitude_cutoff`,
  params: z.object({
    amplitudes: array(),
    num_histogram_bins: z.int().positive().default(500),
    histogram_smoothing_value: z.number().positive().default(3),
    amplitudes_bins_min_ratio: z.number().default(5),
  }),
  run: ({ amplitudes, num_histogram_bins, histogram_smoothing_value, amplitudes_bins_min_ratio }) =>
    amplitudeCutoff(
      amplitudes.data instanceof Float32Array ? amplitudes.data : toFloat64(amplitudes),
      num_histogram_bins,
      histogram_smoothing_value,
      amplitudes_bins_min_ratio,
    ),
});

const isi = defineFunction({
  name: `${PREFIX}.isi_violations`,
  params: z.object({
    spike_trains: z.array(numbers()),
    total_duration_s: z.number(),
    isi_threshold_s: z.number().default(0.0015),
    min_isi_s: z.number().default(0),
  }),
  run({ spike_trains, total_duration_s, isi_threshold_s, min_isi_s }) {
    const { ratio, rateHz, count } = isiViolations(
      spike_trains,
      total_duration_s,
      isi_threshold_s,
      min_isi_s,
    );
    return [ratio, rateHz, count];
  },
});

const presence = defineFunction({
  name: `${PREFIX}.presence_ratio`,
  params: z.object({
    spike_train: numbers(),
    total_length: z.number(),
    bin_edges: numbers().nullable().default(null),
    num_bin_edges: z.int().positive().nullable().default(null),
    bin_n_spikes_thres: z.number().nonnegative().default(0),
  }),
  run({ spike_train, bin_edges, num_bin_edges, bin_n_spikes_thres }) {
    if (bin_edges !== null) {
      return presenceRatio(spike_train, bin_edges, bin_edges.length - 1, bin_n_spikes_thres);
    }
    if (num_bin_edges === null) {
      throw new EphysError("InvalidParameter", "give bin_edges or num_bin_edges");
    }
    // so many bins over the spikes' own range, over one less: the reference's rule, which can exceed 1
    const { counts } = histogram(spike_train, num_bin_edges);
    const active = counts.reduce((n, count) => n + (count > bin_n_spikes_thres ? 1 : 0), 0);
    return active / (num_bin_edges - 1);
  },
});

const sliding = defineFunction({
  name: `${PREFIX}.slidingRP_violations`,
  params: z.object({
    spike_samples: z.union([z.array(numbers()), array()]),
    sample_rate: z.number().positive(),
    duration: z.number(),
    bin_size_ms: z.number().positive().default(0.25),
    window_size_s: z.number().positive().default(1),
    exclude_ref_period_below_ms: z.number().default(0.5),
    max_ref_period_ms: z.number().positive().default(10),
    contamination_values: numbers().nullable().default(null),
    return_conf_matrix: z.boolean().default(false),
  }),
  run(args) {
    const trains = trainsOf(args.spike_samples);
    if (trains.some((train) => train.length === 0)) {
      throw new EphysError(
        "InvalidValue",
        "a spike train without spikes has no violations to test",
      );
    }
    const { contamination, confidence, numPeriods } = slidingRpViolations(trains, {
      samplingFrequency: args.sample_rate,
      durationS: args.duration,
      binSizeMs: args.bin_size_ms,
      windowSizeS: args.window_size_s,
      excludeBelowMs: args.exclude_ref_period_below_ms,
      maxPeriodMs: args.max_ref_period_ms,
      contaminations: args.contamination_values ?? undefined,
    });
    if (!args.return_conf_matrix) return contamination;
    return [
      contamination,
      ndArray("float64", [confidence.length / numPeriods, numPeriods], confidence),
    ];
  },
});

/** Trains per segment: a list of them, or the rows of a table. */
function trainsOf(
  given: readonly Float64Array[] | z.output<ReturnType<typeof array>>,
): Float64Array[] {
  if (Array.isArray(given)) return [...(given as readonly Float64Array[])];
  const table = given as z.output<ReturnType<typeof array>>; // the other member of the union
  const [rows = 0, width] = table.shape;
  if (width === undefined) {
    throw new EphysError(
      "InvalidParameter",
      "spike_samples must be a list of trains, one per segment, not one flat train",
    );
  }
  const values = toFloat64(table);
  return Array.from({ length: rows }, (_, row) => values.subarray(row * width, (row + 1) * width));
}

/** Functions of the metrics family. */
export const FUNCTIONS = [
  cutoff,
  isi,
  presence,
  sliding,
  ...PCA_FUNCTIONS,
  ...TEMPLATE_FUNCTIONS,
  ...MULTI_CHANNEL_FUNCTIONS,
] as const;
