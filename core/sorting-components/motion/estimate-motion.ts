import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { MOTION_DIRECTIONS, type Motion } from "#core/motion/index.ts";
import { channelLocations, sampleIndexToTime, type Recording } from "#core/recording/index.ts";
import { resolveMethod, type MethodChoice } from "#core/sorting-components/method-choice.ts";
import { numPeaks, type PeakLocations, type Peaks } from "#core/sorting-components/peaks.ts";
import { MOTION_METHODS } from "./methods/catalog.ts";
import type { MotionDefinition, MotionInput } from "./methods/define.ts";

/** Parameters of every method: direction and windows; SpikeInterface's names and defaults. */
export const motionWindowParams = z.strictObject({
  direction: z
    .enum(MOTION_DIRECTIONS)
    .default("y")
    .describe("Axis of the probe along which the tissue moves.")
    .meta({ label: "Direction" }),
  rigid: z
    .boolean()
    .default(false)
    .describe("The whole probe moves as one; windows are not looked at.")
    .meta({ label: "Rigid" }),
  win_shape: z
    .enum(["gaussian", "rect", "triangle"])
    .default("gaussian")
    .describe("How peaks count by their distance from a depth window's centre.")
    .meta({ label: "Window shape" }),
  win_step_um: z
    .number()
    .positive()
    .default(200)
    .describe("Distance between the centres of depth windows.")
    .meta({ label: "Window step", unit: "um" }),
  win_scale_um: z
    .number()
    .positive()
    .default(300)
    .describe("Reach of a depth window: a deviation (gaussian) or its width.")
    .meta({ label: "Window reach", unit: "um" }),
  win_margin_um: z
    .number()
    .nullable()
    .default(null)
    .describe("How far outer windows lie beyond the contacts; empty: half a reach inside.")
    .meta({ label: "Window margin", unit: "um" }),
});

/** Contacts and times of a recording of one segment. */
export interface MotionGround {
  /** [channel × 2], um */
  readonly contacts: Float64Array;
  readonly numSamples: number;
  timeOf(sampleIndex: number): number;
}

/** @throws Unsupported for several segments, MissingProbe */
export function motionGround(recording: Recording): MotionGround {
  const [numSamples, ...others] = recording.numSamples;
  if (numSamples === undefined || others.length > 0) {
    throw new EphysError(
      "Unsupported",
      `motion is estimated of one segment; the recording has ${String(recording.numSamples.length)}: concatenate or select one`,
      { segments: recording.numSamples.length },
    );
  }
  return {
    contacts: channelLocations(recording),
    numSamples,
    timeOf: (sample) => sampleIndexToTime(recording, 0, sample),
  };
}

/**
 * SpikeInterface's estimate_motion. `choice.params` holds the method's parameters and those of the windows.
 * @throws UnknownName, InvalidParameter, InvalidValue without peaks
 */
export function estimateMotion(
  ground: MotionGround,
  peaks: Peaks,
  locations: PeakLocations,
  choice: MethodChoice,
): Motion {
  if (numPeaks(peaks) === 0) {
    throw new EphysError(
      "InvalidValue",
      "there are no peaks to see motion by; lower the threshold",
      { peaks: 0 },
    );
  }
  if (locations.y.length !== numPeaks(peaks)) {
    throw new EphysError("InvalidValue", "there must be one location for each peak");
  }
  const shared = Object.keys(motionWindowParams.shape);
  const given = Object.entries(choice.params ?? {});
  const windowsChoice = motionWindowParams.parse(
    Object.fromEntries(given.filter(([key]) => shared.includes(key))),
  );
  const own = Object.fromEntries(given.filter(([key]) => !shared.includes(key)));
  const methods: readonly MotionDefinition[] = MOTION_METHODS;
  const { definition, params } = resolveMethod(
    methods,
    { method: choice.method, params: own },
    "motion estimation",
  );
  const input: MotionInput = {
    contacts: ground.contacts,
    firstTimeS: ground.timeOf(0),
    lastTimeS: ground.timeOf(ground.numSamples - 1),
    peakTimesS: peaks.sampleIndex.map((sample) => ground.timeOf(sample)),
    peaks,
    locations,
    direction: windowsChoice.direction,
    windows: {
      rigid: windowsChoice.rigid,
      shape: windowsChoice.win_shape,
      stepUm: windowsChoice.win_step_um,
      scaleUm: windowsChoice.win_scale_um,
      marginUm: windowsChoice.win_margin_um ?? undefined,
    },
  };
  const { displacement, timesS, depthsUm } = definition.estimate(params, input);
  return {
    displacement: [displacement],
    temporalBinsS: [timesS],
    spatialBinsUm: depthsUm,
    direction: windowsChoice.direction,
    interpolationMethod: "linear",
  };
}
