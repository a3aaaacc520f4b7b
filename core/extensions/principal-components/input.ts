import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import { randomSpikeRows } from "../pick-rows.ts";

/** Waveforms and whose they are; plain data that any worker can read. */
export interface PcaInput {
  /** [waveform × sample × column] */
  readonly waveforms: SampleArray;
  readonly numSamples: number;
  readonly width: number;
  /** rows of waveforms, [unit] */
  readonly rows: readonly Int32Array[];
  /** channel of every column, [unit] */
  readonly channels: readonly Int32Array[];
  readonly numChannels: number;
}

/** The random spikes' waveforms. @throws MissingExtension */
export function pcaInput(analyzer: SortingAnalyzer): PcaInput {
  const array = extensionArray(analyzer, "waveforms", "waveforms");
  const [, numSamples = 0, width = 0] = array.shape;
  const { unitIndex } = analyzer.sorting.spikes;
  const units = Int32Array.from(randomSpikeRows(analyzer), (row) => unitIndex[row]);
  return {
    waveforms: array.data as SampleArray, // samples of some number type
    numSamples,
    width,
    ...unitsOf(units, analyzer),
  };
}

/** Rows by unit and channels by unit of some spikes. @param units [row] */
export function unitsOf(
  units: ArrayLike<number>,
  { sorting, sparsity, attributes }: SortingAnalyzer,
): Pick<PcaInput, "rows" | "channels" | "numChannels"> {
  const rows = sorting.unitIds.map((): number[] => []);
  for (let i = 0; i < units.length; i++) rows[units[i]].push(i);
  const all = Int32Array.from(attributes.channelIds, (_, c) => c);
  return {
    rows: rows.map((list) => Int32Array.from(list)),
    channels: sparsity?.channels ?? rows.map(() => all),
    numChannels: all.length,
  };
}

/** Waveforms on some columns, one after the other: [waveform · column × sample]. */
export function columnsOf(
  { waveforms, numSamples, width }: PcaInput,
  rows: Int32Array,
  columns: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(rows.length * columns.length * numSamples);
  let to = 0;
  for (const row of rows) {
    for (let c = 0; c < columns.length; c++) {
      let from = row * numSamples * width + columns[c];
      for (let s = 0; s < numSamples; s++, from += width) out[to++] = waveforms[from];
    }
  }
  return out;
}
