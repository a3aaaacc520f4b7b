import type { ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { numPeaks, type Peaks } from "./peaks.ts";

/** Of each chunk at most so many peaks are shown, if nothing else is said. */
const SHOWN_PER_CHUNK = 1000;

/**
 * Shows peaks of chunk after chunk as topic "peaks": `timesS` (segments joined), `channel`, `amplitude`; of a chunk with
 * many every nth. The first call takes the place of what was shown before. `meta.found`: peaks so far.
 */
export function createPeakShow(
  { numSamples, samplingFrequency }: Recording,
  ctx: Pick<ComputeContext, "show">,
  limit = SHOWN_PER_CHUNK,
): (peaks: Peaks) => void {
  const { show } = ctx;
  if (show === undefined) return () => undefined;
  const startS = [0];
  for (const frames of numSamples) startS.push((startS.at(-1) ?? 0) + frames / samplingFrequency);
  let found = 0;
  let isFirst = true;
  return (peaks) => {
    const total = numPeaks(peaks);
    found += total;
    const stride = Math.max(1, Math.ceil(total / limit));
    const shown = Math.ceil(total / stride);
    const timesS = new Float32Array(shown);
    const channel = new Int32Array(shown);
    const amplitude = new Float32Array(shown);
    for (let i = 0; i < shown; i++) {
      const row = i * stride;
      const start = startS[peaks.segmentIndex[row]] ?? 0;
      timesS[i] = start + peaks.sampleIndex[row] / samplingFrequency;
      channel[i] = peaks.channelIndex[row];
      amplitude[i] = peaks.amplitude[row];
    }
    show({
      topic: "peaks",
      mode: isFirst ? "replace" : "append",
      arrays: { timesS, channel, amplitude },
      meta: { found, durationS: startS.at(-1) ?? 0 },
    });
    isFirst = false;
  };
}
