import type { ChannelLists, DetectionPlan } from "#core/sorting-components/index.ts";
import { sharedFloat32, sharedInt32 } from "../memory.ts";

/** The plan on shared memory; channels without noise never cross the threshold. */
export function sharedPlan(plan: DetectionPlan, noise: Float32Array): DetectionPlan {
  const { neighbours } = plan;
  return {
    ...plan,
    thresholds: sharedFloat32(plan.thresholds.map((value, c) => (noise[c] > 0 ? value : Infinity))),
    neighbours: neighbours && sharedLists(neighbours),
  };
}

export function sharedLists({ starts, indices }: ChannelLists): ChannelLists {
  return { starts: sharedInt32(starts), indices: sharedInt32(indices) };
}
