import { displacementGrid, motionAxis, type Motion } from "#core/motion/index.ts";
import type { Locations } from "../kriging.ts";
import { invalid } from "./invalid.ts";

/** Channels that stay within the probe's extent along the motion in every time bin of every segment. */
export function channelsInside(motion: Motion, { points, ndim }: Locations): Int32Array {
  const axis = motionAxis(motion);
  const n = points.length / ndim;
  const depths = Float64Array.from({ length: n }, (_, c) => points[c * ndim + axis]);
  const low = depths.reduce((min, v) => Math.min(min, v), Infinity);
  const high = depths.reduce((max, v) => Math.max(max, v), -Infinity);
  const inside = new Array<boolean>(n).fill(true);
  for (const [segment, times] of motion.temporalBinsS.entries()) {
    const moved = displacementGrid(motion, times, depths, segment);
    for (let i = 0; i < moved.length; i++) {
      const c = Math.floor(i / times.length);
      const depth = depths[c] + moved[i];
      if (!(depth >= low && depth <= high)) inside[c] = false;
    }
  }
  const kept = Int32Array.from(depths.keys()).filter((c) => inside[c] ?? false);
  if (kept.length > 0) return kept;
  throw invalid(
    "border_mode",
    "remove_channels leaves no channel: the motion is larger than the probe; choose force_extrapolate or force_zeros",
  );
}
