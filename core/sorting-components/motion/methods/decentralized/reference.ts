import { binOf } from "../histogram.ts";

/** Subtracts what counts as no displacement, in place. `displacement` is [time × window], um. */
export function referTo(
  displacement: Float64Array,
  numWindows: number,
  timeEdges: Float64Array,
  params: {
    readonly reference_displacement: "mean" | "median" | "time" | "mode_search";
    readonly reference_displacement_time_s: number;
    readonly force_spatial_median_continuity: boolean;
    readonly spatial_prior: boolean;
  },
): void {
  if (params.force_spatial_median_continuity && !params.spatial_prior) {
    continueWindows(displacement, numWindows);
  }
  if (params.reference_displacement === "time") {
    const bin = Math.max(0, binOf(timeEdges, params.reference_displacement_time_s));
    const row = displacement.slice(bin * numWindows, (bin + 1) * numWindows);
    for (let i = 0; i < displacement.length; i++) displacement[i] -= row[i % numWindows];
    return;
  }
  const offset = offsetOf(displacement, params.reference_displacement);
  for (let i = 0; i < displacement.length; i++) displacement[i] -= offset;
}

function offsetOf(values: Float64Array, how: "mean" | "median" | "mode_search"): number {
  if (how === "mean") return values.reduce((a, b) => a + b, 0) / values.length;
  const start = median(values);
  if (how === "median") return start;
  const zeros = (offset: number): number =>
    values.reduce((count, value) => count + Number(Math.abs(value - offset) <= 0.5), 0);
  let best = start;
  let most = zeros(start);
  const low = Math.floor(values.reduce((a, b) => Math.min(a, b), Infinity));
  const high = Math.ceil(values.reduce((a, b) => Math.max(a, b), -Infinity));
  for (let offset = low; offset < high; offset += 0.1) {
    const count = zeros(offset);
    if (count > most) {
      most = count;
      best = offset;
    }
  }
  return best;
}

/** Every window is offset so that its median step to the one before is 0. */
function continueWindows(displacement: Float64Array, numWindows: number): void {
  for (let w = 0; w + 1 < numWindows; w++) {
    const steps = new Float64Array(displacement.length / numWindows);
    for (let t = 0; t < steps.length; t++) {
      steps[t] = displacement[t * numWindows + w + 1] - displacement[t * numWindows + w];
    }
    const step = median(steps);
    for (let t = 0; t < steps.length; t++) displacement[t * numWindows + w + 1] -= step;
  }
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
