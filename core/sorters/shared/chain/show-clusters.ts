import { runSweep, type ComputeContext } from "#core/compute/index.ts";
import { findChannelLocations } from "#core/recording/index.ts";
import {
  numPeaks,
  planPeakLocations,
  selectPeakRows,
  type Peaks,
} from "#core/sorting-components/index.ts";
import { spreadChunks } from "./spread-chunks.ts";
import type { Ground } from "./unit-templates.ts";

/** Chunks, of 1 s each, whose peaks are located to be looked at, and how many of them at most. */
const SHOWN_CHUNKS = 20;
const SHOWN_PEAKS = 8000;

/**
 * Shows clusters as topic "clusters": of some peaks spread over the recording, `xUm`, `yUm` (centre of mass), `amplitude`
 * in noise levels, `timesS` (within the segment) and `label`. Nothing is done where nobody looks.
 */
export async function showClusters(
  { recording, contacts, noise }: Ground,
  { peaks, labels }: { readonly peaks: Peaks; readonly labels: Int32Array },
  ctx: ComputeContext,
): Promise<void> {
  const { show } = ctx;
  if (show === undefined) return;
  const chunks = spreadChunks(recording, SHOWN_CHUNKS, 0);
  const rows: number[] = [];
  for (let row = 0; row < numPeaks(peaks); row++) {
    const [segment, frame] = [peaks.segmentIndex[row], peaks.sampleIndex[row]];
    const isIn = chunks.some(
      ({ segmentIndex, startFrame, endFrame }) =>
        segment === segmentIndex && frame >= startFrame && frame < endFrame,
    );
    if (isIn) rows.push(row);
  }
  const stride = Math.max(1, Math.ceil(rows.length / SHOWN_PEAKS));
  const chosen = Int32Array.from(rows.filter((_, i) => i % stride === 0));
  const some = selectPeakRows(peaks, chosen);
  let x: Float64Array = Float64Array.from(some.channelIndex, (c) => contacts[2 * c]);
  let y: Float64Array = Float64Array.from(some.channelIndex, (c) => contacts[2 * c + 1]);
  if (findChannelLocations(recording) !== undefined) {
    const quiet: ComputeContext = { ...ctx, report: () => undefined };
    const { request, finish } = await planPeakLocations(
      recording,
      some,
      { method: "center_of_mass", params: {} },
      quiet,
    );
    await runSweep(recording, [request], quiet, { step: "locate peaks to show", chunks });
    ({ x, y } = finish());
  }
  show({
    topic: "clusters",
    mode: "replace",
    arrays: {
      xUm: Float32Array.from(x),
      yUm: Float32Array.from(y),
      amplitude: Float32Array.from(
        some.amplitude,
        (value, i) => Math.abs(value) / noise[some.channelIndex[i]],
      ),
      timesS: Float32Array.from(some.sampleIndex, (frame) => frame / recording.samplingFrequency),
      label: Int32Array.from(chosen, (row) => labels[row]),
    },
    meta: {
      total: numPeaks(peaks),
      numClusters: new Set(labels.filter((label) => label >= 0)).size,
      unclustered: labels.filter((label) => label < 0).length,
    },
  });
}
