import type { SampleArray } from "#core/model/index.ts";
import {
  RecordingBase,
  type RecordingFacts,
  type RecordingSource,
  type TraceRange,
} from "#core/recording/index.ts";
import type { Hdf5Traces } from "./traces.ts";

/** A recording whose samples lie in HDF5 datasets. */
export class Hdf5Recording extends RecordingBase {
  readonly #traces: Hdf5Traces;

  constructor(facts: RecordingFacts, source: RecordingSource, traces: Hdf5Traces) {
    super({ ...facts, exactWindows: true }, source);
    this.#traces = traces;
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    return this.#traces.read(range, out);
  }
}
