import { z } from "zod";
import type { Kernels } from "#core/kernels/index.ts";
import {
  absoluteThresholds,
  sweepSamples,
  thresholdParams,
} from "#core/sorting-components/detection/define.ts";
import { channelsWithin } from "#core/sorting-components/neighbours.ts";
import type { FoundSpikes, Matcher, MatchingInput } from "../define.ts";
import { createScanner, neededLevels, neededLocations } from "./detect.ts";

/** Parameters of both nearest-template methods; SpikeInterface's names and defaults. */
export const nearestParams = {
  ...thresholdParams,
  radius_um: z
    .number()
    .nonnegative()
    .default(100)
    .describe("Channels within this distance compete for a peak.")
    .meta({ label: "Radius", unit: "um" }),
} as const;

/** Which template is nearest to the waveform around a frame. */
export type NearestTemplate = (traces: Float32Array, frame: number, channel: number) => number;

/** Finds peaks as locally_exclusive does and gives each the template that is nearest. */
export function createNearestMatcher(
  name: string,
  params: z.output<z.ZodObject<typeof nearestParams>>,
  { samplingFrequency, locations, templates, noiseLevels }: MatchingInput,
  nearest: NearestTemplate,
  kernels: Kernels,
): Matcher {
  const { numChannels, numSamples, nbefore } = templates;
  const sweep = sweepSamples(params.exclude_sweep_ms, samplingFrequency);
  const margin = Math.max(nbefore, numSamples - nbefore);
  const scan = createScanner(
    {
      numChannels,
      thresholds: absoluteThresholds(neededLevels(noiseLevels, name), params.detect_threshold),
      sign: params.peak_sign,
      sweep,
      neighbours: channelsWithin(neededLocations(locations, name), params.radius_um),
    },
    kernels,
  );
  return {
    margin,
    match(traces, numFrames): FoundSpikes {
      // the reference scans the chunk without its margin, so the sweep's ends are not looked at
      const inner = traces.subarray(margin * numChannels, (numFrames - margin) * numChannels);
      const innerFrames = numFrames - 2 * margin;
      const peaks = scan(inner, Math.min(sweep, innerFrames), Math.max(0, innerFrames - sweep));
      const frame = peaks.frames.map((f) => f + margin);
      const channel = peaks.channels.slice();
      const cluster = frame.map((f, i) => nearest(traces, f, channel[i]));
      return { frame, channel, cluster, amplitude: new Float64Array(frame.length).fill(1) };
    },
  };
}
