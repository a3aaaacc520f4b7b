import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import { windowChannels, type StreamTraces } from "../session/index.ts";
import type { NixSignal } from "./signals.ts";

/** Samples of channels that lie in an array each; `segments[s][channel]`. */
export class NixTraces implements StreamTraces {
  readonly #file: Hdf5File;
  readonly #segments: readonly (readonly NixSignal[])[];

  constructor(file: Hdf5File, segments: readonly (readonly NixSignal[])[]) {
    this.#file = file;
    this.#segments = segments;
  }

  async read(range: TraceRange, out: SampleArray): Promise<void> {
    const { segmentIndex, startFrame, endFrame, channelIndices } = range;
    const signals = this.#segments[segmentIndex];
    const channels = windowChannels(channelIndices, signals.length);
    for (let c = 0; c < channels.length; c++) {
      const { dataset } = signals[channels[c]];
      const value = await this.#file.read(dataset, [[startFrame, endFrame]]);
      if (value.kind !== "array" || Array.isArray(value.array.data)) {
        throw new EphysError("CorruptFile", `${this.#file.path}: ${dataset} holds no samples`, {
          path: this.#file.path,
        });
      }
      const samples = value.array.data as SampleArray; // checked when the recording was opened
      const width = channels.length;
      for (let i = 0; i < samples.length; i++) out[i * width + c] = samples[i];
    }
  }
}
