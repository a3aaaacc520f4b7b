import type { AnalyzerExtension, SortingAnalyzer } from "#core/analyzer/index.ts";
import {
  adoptSpikesByUnit,
  sortingFromSpikes,
  spikesByUnit,
  type Sorting,
  type SpikesByUnit,
} from "#core/sorting/index.ts";

/*
 * An analyzer on its way to another thread: everything but its recording, which each thread opens for itself. Large arrays
 * lie in memory that threads share, so that neither way costs a copy.
 */

export interface SharedAnalyzer extends Omit<SortingAnalyzer, "sorting" | "recording"> {
  readonly sorting: Omit<Sorting, "dict">;
  readonly recording: undefined;
  /** of its spikes, which would take longest to make again */
  readonly index: SpikesByUnit;
}

/** @param moved large arrays are moved into shared memory first: for what was made in this thread */
export function toShared(analyzer: SortingAnalyzer, moved: boolean): SharedAnalyzer {
  const { sorting } = analyzer;
  const { unitIds, samplingFrequency, numSegments, spikes, properties, annotations } = sorting;
  const wire: SharedAnalyzer = {
    ...analyzer,
    recording: undefined,
    sorting: { unitIds, samplingFrequency, numSegments, spikes, properties, annotations },
    index: spikesByUnit(sorting),
  };
  return moved ? (share(wire) as SharedAnalyzer) : wire; // the same with its arrays elsewhere
}

/** The extension with its large results in shared memory; what lies there stays where it is. */
export function shareExtension(extension: AnalyzerExtension): AnalyzerExtension {
  return share(extension) as AnalyzerExtension; // the same with its arrays elsewhere
}

export function fromShared({ sorting, index, ...rest }: SharedAnalyzer): SortingAnalyzer {
  adoptSpikesByUnit(sorting.spikes, index);
  return {
    ...rest,
    sorting: sortingFromSpikes({ ...sorting, keepOrder: true, isChecked: true }),
  };
}

/** Smaller ones are copied as fast. */
const LARGE_BYTES = 1 << 18;

/** A copy whose large typed arrays lie in shared memory; what lies there stays where it is. */
function share(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return shareArray(value);
  if (value instanceof Map) return new Map([...value].map(([key, own]) => [key, share(own)]));
  if (Array.isArray(value)) return value.some((one) => typeof one === "object") ? value.map(share) : value; // prettier-ignore
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, share(own)]));
}

function shareArray(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength < LARGE_BYTES || !(view.buffer instanceof ArrayBuffer)) return view;
  const memory = new SharedArrayBuffer(view.byteLength);
  new Uint8Array(memory).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const Typed = view.constructor as new (memory: SharedArrayBuffer) => ArrayBufferView; // of typed arrays only
  return new Typed(memory);
}
