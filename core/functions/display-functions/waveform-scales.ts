import { z } from "zod";
import { ndArray, toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { defineFunction } from "../define.ts";
import { array } from "../params.ts";

/**
 * SpikeInterface's get_waveforms_scales: where to draw waveforms on a probe's layout. The distance between neighbours
 * is a mean over channel pairs, near pairs and pairs along the axis counting most.
 * Result: x positions [sample × channel] with NaN in the last row, scale of y, offset of y [1 × channel], x interval.
 */
export const getWaveformsScales = defineFunction({
  name: "spikeinterface.widgets.unit_waveforms.get_waveforms_scales",
  params: z.object({
    templates: array(),
    channel_locations: array(),
    nbefore: z.number(),
    x_offset_units: z.boolean().default(false),
    widen_narrow_scale: z.number().default(1),
  }),
  run({ templates, channel_locations, nbefore, x_offset_units, widen_narrow_scale }) {
    const stride = channel_locations.shape[1] ?? 2;
    const locations = toFloat64(channel_locations);
    const numChannels = locations.length / stride;
    const [numUnits = 0, numSamples = 0] = templates.shape;
    const dx = intervalAlong(locations, stride, 0);
    const dy = intervalAlong(locations, stride, 1);
    if (numUnits * numSamples * numChannels === 0) {
      throw new EphysError("InvalidParameter", "there are no templates to scale");
    }
    const largest = toFloat64(templates).reduce(
      (max, x) => (Number.isNaN(x) ? x : Math.max(max, Math.abs(x))),
      0,
    );
    const x = new Float64Array(numSamples * numChannels).fill(NaN);
    for (let s = 0; s < numSamples - 1; s++) {
      const offset = ((dx * widen_narrow_scale * (s - nbefore)) / numSamples) * 0.7;
      for (let c = 0; c < numChannels; c++) {
        x[s * numChannels + c] = locations[c * stride] * (x_offset_units ? numUnits : 1) + offset;
      }
    }
    const y = Float64Array.from({ length: numChannels }, (_, c) => locations[c * stride + 1]);
    return [
      ndArray("float64", [numSamples, numChannels], x),
      (dy / largest) * 0.7,
      ndArray("float64", [1, numChannels], y),
      dx,
    ];
  },
});

/** The usual distance between channels along an axis, µm; 10 where all lie at one place of it. */
function intervalAlong(locations: Float64Array, stride: number, axis: number): number {
  const numChannels = locations.length / stride;
  if (numChannels === 1) return NaN; // a single channel has no neighbour, and the reference no answer
  const distance = (a: number, b: number): number => {
    let sum = 0;
    for (let k = 0; k < stride; k++)
      sum += (locations[a * stride + k] - locations[b * stride + k]) ** 2;
    return Math.sqrt(sum);
  };
  let nearest = Infinity;
  for (let a = 0; a < numChannels; a++) {
    for (let b = 0; b < a; b++) nearest = Math.min(nearest, distance(a, b));
  }
  let weights = 0;
  let weighted = 0;
  for (let a = 0; a < numChannels; a++) {
    for (let b = 0; b < numChannels; b++) {
      if (a === b) continue;
      const apart = distance(a, b);
      const along = Math.abs(locations[a * stride + axis] - locations[b * stride + axis]);
      const weight = (along / apart) * Math.exp(-0.5 * (apart / nearest) ** 2);
      weights += weight;
      weighted += along * weight;
    }
  }
  return weights === 0 ? 10 : weighted / weights;
}
