import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ComputeContext } from "#core/compute/index.ts";
import { writeBinaryFolder, writeNumpyFolder } from "#core/formats/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import { openRecordingPath, openSortingPath } from "#core/open/index.ts";
import { applyPipeline } from "#core/preprocessing/index.ts";
import { floatProperty, withMetadata, type Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

/** The reference's workloads: 30 kHz, int16, gain 0.195, seed 0. */
export const ANALYZER_WORKLOADS = {
  A: { channels: 64, seconds: 60, units: 32 },
  B: { channels: 384, seconds: 20, units: 150 },
} as const;

export type AnalyzerWorkload = keyof typeof ANALYZER_WORKLOADS;

const GAIN = 0.195;

/** A generated recording as a file, as it is and band-passed and referenced lazily, with its true spikes; made where it is not there yet. */
export async function analyzerData(
  name: AnalyzerWorkload,
  folder: string,
  ctx: ComputeContext,
): Promise<{ readonly raw: Recording; readonly recording: Recording; readonly sorting: Sorting }> {
  const { channels, seconds, units } = ANALYZER_WORKLOADS[name];
  const paths = {
    recording: join(folder, `recording-${name}`),
    sorting: join(folder, `sorting-${name}`),
  };
  if (!existsSync(paths.recording) || !existsSync(paths.sorting)) {
    const made = await generateGroundTruthRecording(
      {
        durations: [seconds],
        sampling_frequency: 30_000,
        num_channels: channels,
        num_units: units,
        seed: 0,
      },
      ctx,
    );
    const scaled = await applyPipeline(
      made.recording,
      [["scale", { gain: 1 / GAIN, dtype: "int16" }]],
      ctx,
    );
    const gains = floatProperty(new Float64Array(channels).fill(GAIN));
    const properties = new Map([["gain_to_uV", gains]]);
    await writeBinaryFolder(withMetadata(scaled, { properties }), paths.recording, ctx);
    await writeNumpyFolder(made.sorting, paths.sorting, ctx);
  }
  const raw = await openRecordingPath(paths.recording, {}, ctx);
  const recording = await applyPipeline(
    raw,
    [
      ["bandpass_filter", {}],
      ["common_reference", {}],
    ],
    ctx,
  );
  return { raw, recording, sorting: await openSortingPath(paths.sorting, {}, ctx) };
}
