import type { SampleArray, SampleDType } from "#core/model/index.ts";
import { RecordingBase, type RecordingFacts, type TraceRange } from "#core/recording/index.ts";

/** Zeros: what templates are added to when there is no recording. It has no dictionary of its own. */
export class SilentRecording extends RecordingBase {
  constructor(facts: RecordingFacts & { readonly dtype: SampleDType }) {
    super(facts, { siClass: "spikedesk.generation.Silence", kwargs: {} });
  }

  protected readWindow(_range: TraceRange, out: SampleArray): Promise<void> {
    out.fill(0);
    return Promise.resolve();
  }
}
