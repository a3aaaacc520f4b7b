import { ndArray, type NdArray } from "#core/array/index.ts";
import type { JsonObject, JsonValue, SampleArray, SampleDType } from "#core/model/index.ts";
import {
  describeExtractor,
  factsOf,
  RecordingBase,
  type Properties,
  type Recording,
  type RecordingFacts,
  type TakeTile,
  type TraceRange,
} from "#core/recording/index.ts";
import { runStages, runStagesInTiles, type FrameStage, type FrameStep } from "./framewise.ts";

/** What a step makes of its parent; everything not given stays the parent's. */
interface NodeOptions {
  /** dotted path of SpikeInterface's class */
  readonly siClass: string;
  /** resolved parameters as they go to disk, without the parent */
  readonly kwargs: JsonObject;
  /** how the class calls its parent; default "recording" */
  readonly parentKey?: "recording" | "parent_recording";
  readonly dtype?: SampleDType;
  /** other facts that change: channels, rate, length */
  readonly facts?: Partial<RecordingFacts>;
  /** set on top of the parent's */
  readonly properties?: Properties;
  /** set on top of the parent's */
  readonly annotations?: JsonObject;
}

/** A step that fills a window as it likes. */
interface WindowOptions extends NodeOptions {
  /** each frame depends on the same frame of the parent only; default false */
  readonly framewise?: boolean;
  /** Fills `out`; the window lies in its segment and is not empty. */
  read(range: TraceRange, out: SampleArray): Promise<void>;
}

/** A step that makes each frame from the parent's, and so runs together with its neighbours of the same kind. */
interface FrameOptions extends NodeOptions {
  readonly frames: FrameStep;
}

/** A step changes the noise, so SpikeInterface does not hand these on. */
const NOT_INHERITED = /^noise_level_(std|mad|rms)_(raw|scaled)$/;

/** A lazy recording that computes its samples from `parent` and carries its metadata over, as SpikeInterface's BasePreprocessor does. */
export function derivedRecording(
  parent: Recording,
  options: WindowOptions | FrameOptions,
): Recording {
  return new DerivedRecording(parent, options);
}

class DerivedRecording extends RecordingBase {
  readonly #read: WindowOptions["read"];
  /** what runs together, and on what; none for a step that fills windows itself */
  readonly #stages: readonly FrameStage[];
  readonly #source: Recording;

  constructor(parent: Recording, options: WindowOptions | FrameOptions) {
    const facts = { ...factsOf(parent), ...options.facts };
    const inherited = [...facts.properties].filter(([name]) => !NOT_INHERITED.test(name));
    super(
      {
        ...facts,
        dtype: options.dtype ?? facts.dtype,
        exactWindows: ("frames" in options || options.framewise === true) && parent.exactWindows,
        properties: new Map([...inherited, ...(options.properties ?? [])]),
        annotations: { ...facts.annotations, ...options.annotations },
      },
      // when first asked for: a parent in memory has a large dictionary
      () =>
        describeExtractor({
          siClass: options.siClass,
          kwargs: { [options.parentKey ?? "recording"]: parent.dict, ...options.kwargs },
          annotations: this.annotations,
          properties: this.properties,
        }),
    );
    if (!("frames" in options)) {
      this.#stages = [];
      this.#source = parent;
      this.#read = options.read.bind(options);
      return;
    }
    const own = { step: options.frames, dtype: this.dtype, numChannels: this.channelIds.length };
    const before = parent instanceof DerivedRecording ? parent.#stages : [];
    this.#stages = [...before, own];
    this.#source =
      before.length > 0 && parent instanceof DerivedRecording ? parent.#source : parent;
    this.#read = (range, out) => runStages(this.#source, this.#stages, range, out);
  }

  protected readWindow(range: TraceRange, out: SampleArray): Promise<void> {
    return this.#read(range, out);
  }

  protected override readWindowInTiles(range: TraceRange, take: TakeTile): Promise<void> {
    return this.#stages.length === 0
      ? super.readWindowInTiles(range, take)
      : runStagesInTiles(this.#source, this.#stages, range, take);
  }
}

/** The same value for every channel. */
export function constantProperty(
  parent: Recording,
  value: number,
  dtype: "float32" | "float64" = "float64",
): NdArray {
  const length = parent.channelIds.length;
  const data = dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
  return ndArray(dtype, [length], data.fill(value));
}

/** Row-major values as a list of rows. */
export function rowsOf(values: ArrayLike<number>, columns: number): JsonValue[] {
  const rows: JsonValue[] = [];
  for (let from = 0; from < values.length; from += columns) {
    rows.push(Array.from({ length: columns }, (_, i) => values[from + i]));
  }
  return rows;
}
