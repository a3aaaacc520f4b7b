import type { ExtractorDict, JsonObject, UnitId } from "#core/model/index.ts";
import type { Properties } from "#core/recording/index.ts";

/** All spikes, ordered by (segment, sample); columns of equal length. */
export interface SpikeVector {
  /** frames from the segment's start */
  readonly sampleIndex: Float64Array;
  /** positions in `unitIds` */
  readonly unitIndex: Int32Array;
  readonly segmentIndex: Int32Array;
}

/** Units and their spikes. Spikes are held in memory; rows keep the order of the file they came from. */
export interface Sorting {
  readonly unitIds: readonly UnitId[];
  readonly samplingFrequency: number;
  readonly numSegments: number;
  readonly spikes: SpikeVector;
  readonly properties: Properties;
  readonly annotations: JsonObject;
  readonly dict: ExtractorDict;
}
