import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  detectAndLocalizePeaks,
  detectPeaks,
  type DetectionChoice,
  type LocalizationChoice,
} from "#core/sorting-components/index.ts";
import type { JobSpecs, MethodAndParams } from "../specs.ts";
import { openPrepared } from "./prepared.ts";

type Spec = JobSpecs["find_peaks"];

export async function findPeaksJob(
  args: Spec["args"],
  ctx: ComputeContext,
): Promise<Spec["result"]> {
  const recording = await openPrepared(args, ctx);
  const detection = detectionChoice(args.detection);
  if (args.localization === null) {
    return { peaks: await detectPeaks(recording, detection, ctx), locations: undefined };
  }
  const localization = localizationChoice(args.localization);
  return detectAndLocalizePeaks(recording, detection, localization, ctx);
}

/** SpikeInterface gives `noise_levels` among a method's parameters. */
function detectionChoice({ method, params }: MethodAndParams): DetectionChoice {
  const { noise_levels: levels, ...rest } = params;
  if (levels === undefined || levels === null) return { method, params: rest };
  if (!Array.isArray(levels) || levels.some((level) => typeof level !== "number")) {
    throw new EphysError("InvalidParameter", `${method}: noise_levels must be a list of numbers`, {
      method,
      field: "noise_levels",
    });
  }
  return { method, params: rest, noiseLevels: Float32Array.from(levels as readonly number[]) };
}

/** SpikeInterface gives the waveform window among a method's parameters. */
function localizationChoice({ method, params }: MethodAndParams): LocalizationChoice {
  const { ms_before: before, ms_after: after, ...rest } = params;
  return {
    method,
    params: rest,
    ...(typeof before === "number" ? { msBefore: before } : {}),
    ...(typeof after === "number" ? { msAfter: after } : {}),
  };
}
