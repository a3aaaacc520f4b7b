import { z } from "zod";
import {
  extensionArray,
  extremumChannels,
  templatesOf,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { noiseLevels } from "#core/recording/index.ts";
import { findDuplicatedSpikes, spikeRows } from "#core/sorting/index.ts";
import { defineMetric } from "../../define.ts";
import { std } from "../shared/numeric.ts";
import { perUnit, roundHalfEven, totalSamplesOf } from "../shared/inputs.ts";
import { templateVariance } from "./template-variance.ts";

/** How much more amplitudes scatter than the noise alone explains. */
export const sdRatio = defineMetric({
  name: "sd_ratio",
  label: "SD ratio",
  columns: [
    {
      name: "sd_ratio",
      label: "SD ratio",
      unit: "",
      description:
        "Scatter of the amplitudes over that of the noise on the same channel; much above 1 points to several neurons.",
      formula:
        "std(difference of following amplitudes) / √2 / std of the channel's samples without the unit's own template",
      dtype: "float",
    },
  ],
  citation: "Pouzat, Mazor & Laurent, J. Neurosci. Methods 2002",
  requires: ["templates", "spike_amplitudes"],
  params: z.strictObject({
    censored_period_ms: z
      .number()
      .nonnegative()
      .default(4)
      .describe("Spikes that follow another one so soon are left out: bursts change amplitudes.")
      .meta({ unit: "ms" }),
    correct_for_drift: z
      .boolean()
      .default(true)
      .describe("Compare each amplitude with the one before rather than with the mean of all."),
    correct_for_template_itself: z
      .boolean()
      .default(true)
      .describe("Take the unit's own spikes out of the noise."),
  }),
  async compute({ analyzer, params, ctx, seed, wants }) {
    const { recording, sorting, attributes, returnInUv } = analyzer;
    if (recording === undefined) {
      ctx.log("sd_ratio needs the recording, which this analyzer does not have: it is left empty");
      return { sd_ratio: perUnit(analyzer, () => NaN) };
    }
    const noise = await noiseLevels(
      recording,
      { return_in_uV: returnInUv, method: "std", random_slices_kwargs: { seed } },
      ctx,
    );
    const templates = templatesOf(analyzer);
    const channels = extremumChannels(templates, "neg");
    const amplitudes = toFloat64(extensionArray(analyzer, "spike_amplitudes", "amplitudes"));
    const censored = roundHalfEven(params.censored_period_ms * 1e-3 * attributes.samplingFrequency);
    const total = totalSamplesOf(analyzer);
    const ratioOf = (unit: number): number => {
      const kept = uncensored(analyzer, amplitudes, unit, censored);
      if (kept.length === 0) return NaN;
      if (kept.length === 1) return 0;
      const spread = params.correct_for_drift
        ? std(kept.subarray(1).map((value, i) => value - kept[i])) / Math.SQRT2
        : std(kept);
      const ofChannel = noise[channels[unit]];
      const ofTemplate = params.correct_for_template_itself
        ? templateVariance(templates, unit, channels[unit], countOf(analyzer, unit) / total)
        : 0;
      return spread / Math.sqrt(ofChannel ** 2 - ofTemplate);
    };
    return {
      sd_ratio: Float64Array.from(sorting.unitIds, (_, unit) =>
        wants(unit) ? ratioOf(unit) : NaN,
      ),
    };
  },
});

function countOf({ sorting }: SortingAnalyzer, unit: number): number {
  let count = 0;
  for (let s = 0; s < sorting.numSegments; s++) count += spikeRows(sorting, unit, s).length;
  return count;
}

/** Amplitudes of a unit's spikes but those right after another one; per segment, one after the other. */
function uncensored(
  { sorting }: SortingAnalyzer,
  amplitudes: Float64Array,
  unit: number,
  censoredFrames: number,
): Float64Array {
  const kept: number[] = [];
  for (let segment = 0; segment < sorting.numSegments; segment++) {
    const rows = spikeRows(sorting, unit, segment);
    const train = Float64Array.from(rows, (row) => sorting.spikes.sampleIndex[row]);
    const gone = new Set(findDuplicatedSpikes(train, censoredFrames, "keep_first_iterative"));
    for (let i = 0; i < rows.length; i++) if (!gone.has(i)) kept.push(amplitudes[rows[i]]);
  }
  return Float64Array.from(kept);
}
