import type { JsonObject } from "#core/model/index.ts";
import { openRecording, readParams, readPipeline, type ReadOptions } from "./inputs.ts";
import { outputPlace } from "./places.ts";
import type { Workbench } from "./workbench.ts";

export interface MotionCommandOptions extends ReadOptions {
  readonly preset: string;
  readonly pipeline?: string;
  /** JSON file with detect_kwargs, localize_peaks_kwargs, estimate_motion_kwargs, interpolate_motion_kwargs */
  readonly params?: string;
  readonly out: string;
  /** folder for the corrected recording */
  readonly corrected?: string;
}

export interface MotionMade {
  readonly path: string;
  readonly corrected: string | null;
  readonly num_peaks: number;
  readonly time_bins: number;
  readonly depth_bins: number;
  readonly range_um: readonly [number, number];
}

/** Estimates motion on the pool into SpikeInterface's motion folder; writes the corrected recording when asked. */
export async function estimateMotionTo(
  path: string,
  options: MotionCommandOptions,
  bench: Workbench,
): Promise<MotionMade> {
  const steps = await readPipeline(options.pipeline);
  const params: JsonObject = await readParams(options.params);
  const recording = await openRecording(path, options, bench);
  const place = outputPlace(options.out);
  const corrected = options.corrected === undefined ? null : outputPlace(options.corrected);
  const made = await bench.run("estimate_motion", {
    recording: recording.dict,
    steps,
    options: { preset: options.preset, ...params }, // its parts are checked by the methods
    place,
    corrected,
  });
  return {
    path: place.folder,
    corrected: corrected?.folder ?? null,
    num_peaks: made.numPeaks,
    time_bins: made.numTimeBins,
    depth_bins: made.numDepthBins,
    range_um: made.rangeUm,
  };
}
