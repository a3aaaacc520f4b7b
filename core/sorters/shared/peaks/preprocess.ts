import type { ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { bandPassed } from "../prepare.ts";
import type { PreprocessingParams } from "./params.ts";

/** The recording to sort: as it is, or band-passed and referenced. */
export async function prepareRecording(
  recording: Recording,
  { apply_preprocessing, filtering: { freq_min, freq_max } }: PreprocessingParams,
  ctx: ComputeContext,
): Promise<Recording> {
  if (apply_preprocessing) return bandPassed(recording, { freq_min, freq_max }, ctx);
  if (recording.annotations["is_filtered"] !== true) {
    ctx.log("the recording is not marked as filtered; spikes are sought in it as it is");
  }
  return recording;
}
