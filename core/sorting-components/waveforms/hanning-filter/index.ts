import { z } from "zod";
import { defineWaveformStep } from "../define.ts";

/** Fades waveforms out towards both ends. Reference: SpikeInterface 0.103.2 waveforms/hanning_filter.py. */
export const hanningFilter = defineWaveformStep({
  name: "hanning_filter",
  label: "Hanning",
  summary: "Fades waveforms out towards both ends, so that their borders do not count.",
  params: z.strictObject({}),
  create(_params, { nbefore, nafter }) {
    const rise = hanning(2 * nbefore).subarray(0, nbefore);
    const fall = hanning(2 * nafter).subarray(nafter);
    const window = Float64Array.of(...rise, ...fall);
    return (batch) => {
      const { width, data } = batch;
      for (let i = 0; i < data.length; i++) {
        data[i] *= window[Math.floor(i / width) % window.length];
      }
      return batch;
    };
  },
});

/** NumPy's hanning: 0 at both ends. */
function hanning(length: number): Float64Array {
  if (length === 1) return Float64Array.of(1);
  return Float64Array.from({ length }, (_, i) => {
    return 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (length - 1));
  });
}
