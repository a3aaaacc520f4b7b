/*
 * Peaks, round after round: what a round finds is taken out of the traces, with its waveforms smoothed, before the next looks
 * at them. Reference: SpikeInterface 0.103.2 peak_detection/iterative.py (IterativePeakDetector, a class that is given its
 * parts; here they are parameters). There thresholds of later rounds are set under a name that nobody reads; here they act.
 */
import { z } from "zod";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { waveformSpan } from "#core/sorting-components/localization/locate.ts";
import { resolveMethod } from "#core/sorting-components/method-choice.ts";
import { channelsWithin } from "#core/sorting-components/neighbours.ts";
import { byChannel } from "../by-channel/index.ts";
import { defineRoundsDetection, type DetectionDefinition } from "../define.ts";
import { locallyExclusive } from "../locally-exclusive/index.ts";

/** Peaks of what is left when larger ones are taken out. */
export const iterative = defineRoundsDetection({
  name: "iterative",
  label: "Iterative",
  summary: "Peaks of a round are taken out of the signal before the next looks at it.",
  params: z.strictObject({
    method: z
      .enum(["locally_exclusive", "by_channel"])
      .default("locally_exclusive")
      .describe("How a round finds peaks.")
      .meta({ label: "Method" }),
    method_kwargs: z
      .record(z.string(), z.json())
      .default({})
      .describe("Parameters of that method.")
      .meta({ label: "Its parameters" }),
    num_iterations: z
      .int()
      .positive()
      .max(127)
      .default(2)
      .describe("Most rounds; a round without peaks is the last.")
      .meta({ label: "Rounds" }),
    thresholds: z
      .array(z.number().positive())
      .nullable()
      .default(null)
      .describe("Threshold of every round in multiples of the noise; null: the method's for all.")
      .meta({ label: "Thresholds", unit: "MAD" }),
    ms_before: z
      .number()
      .positive()
      .default(1)
      .describe("Waveform time before the peak that is taken out.")
      .meta({ label: "Before the peak", unit: "ms" }),
    ms_after: z
      .number()
      .positive()
      .default(1)
      .describe("Waveform time after the peak that is taken out.")
      .meta({ label: "After the peak", unit: "ms" }),
    radius_um: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe("Channels on which a waveform is taken out; null: all.")
      .meta({ label: "Radius", unit: "um" }),
    denoising: z
      .array(
        z.strictObject({
          method: z.string().describe("Change of waveforms."),
          params: z.record(z.string(), z.json()).default({}).describe("Its parameters."),
        }),
      )
      .default([{ method: "savgol_denoiser", params: {} }])
      .describe("What is done to waveforms before they are taken out.")
      .meta({ label: "Denoising" }),
  }),
  planRounds(params, input) {
    const { thresholds, num_iterations: rounds, radius_um } = params;
    if (thresholds !== null && thresholds.length !== rounds) {
      throw new EphysError(
        "InvalidParameter",
        `thresholds: ${String(thresholds.length)} for num_iterations ${String(rounds)}; give one for each round`,
        { parameter: "thresholds" },
      );
    }
    const { locations, samplingFrequency } = input;
    if (locations === undefined) {
      throw new EphysError(
        "MissingProbe",
        "iterative needs channel locations; attach a probe or use by_channel",
      );
    }
    const methods: readonly DetectionDefinition[] = [locallyExclusive, byChannel];
    const plans = Array.from({ length: thresholds?.length ?? 1 }, (_, round) => {
      const given = params.method_kwargs as JsonObject; // the schema takes JSON only
      const own = thresholds ? { ...given, detect_threshold: thresholds[round] } : given;
      const choice = { method: params.method, params: own };
      const found = resolveMethod(methods, choice, "peak detection");
      return found.definition.plan(found.params, input);
    });
    return {
      rounds,
      plans,
      ...waveformSpan(params.ms_before, params.ms_after, samplingFrequency),
      around: channelsWithin(locations, radius_um ?? Infinity),
      steps: params.denoising,
      samplingFrequency,
      noiseLevels: input.noiseLevels,
    };
  },
});
