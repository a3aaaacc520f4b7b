import { encodeFrame, type FrameData } from "#contract/index.ts";
import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";
import { chosenSpikes, unitSpikes } from "./unit-spikes.ts";

const MAX_WAVEFORMS = 1000;

/** Mean, spread and some waveforms of a unit, on the channels that it is looked at on. */
export async function waveformsFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.early(query.count("analyzer", 1));
  const numUnits = analyzer.sorting.unitIds.length;
  const unit = query.indices("unit", numUnits)?.[0] ?? 0;
  const numDrawn = Math.min(MAX_WAVEFORMS, query.count("spikes", 0, 100));
  const channels = unitChannels(analyzer, unit);
  const has = (name: string): boolean =>
    analyzer.extensions.get("templates")?.data.has(name) === true;
  const kind = query.oneOf(
    "template",
    ["average", "median"],
    has("average") ? "average" : "median",
  );
  const templates = extensionArray(analyzer, "templates", kind);
  const [, numSamples = 0, numChannels = 0] = templates.shape;
  const pick = (name: string): Float32Array =>
    pickTemplate(extensionArray(analyzer, "templates", name).data as Float32Array, {
      unit,
      numSamples,
      numChannels,
      channels,
    });
  const hasStd = has("std");
  const stored = storedWaveforms(analyzer, unit, channels);
  const drawn = stored ? drawnWaveforms(stored, numDrawn, numSamples) : new Float32Array(0);
  const epochs = stored && query.has("thirds") ? thirds(stored, numSamples) : new Float32Array(0);
  const unitName = analyzer.returnInUv ? "µV" : "raw";
  const shape = [numSamples, channels.length];
  const array = (name: string, data: FrameData, of: number[]) => ({
    name,
    shape: of,
    unit: unitName,
    data,
  });
  return encodeFrame(
    [
      array("mean", pick(kind), shape),
      array("std", hasStd ? pick("std") : new Float32Array(numSamples * channels.length), shape),
      { name: "channels", shape: [channels.length], unit: null, data: channels },
      array("waveforms", drawn, [drawn.length / (numSamples * channels.length || 1), ...shape]),
      array("thirds", epochs, [epochs.length === 0 ? 0 : 3, ...shape]),
    ],
    {
      nbefore: nbeforeOf(analyzer),
      samplingFrequency: analyzer.attributes.samplingFrequency,
      numSpikes: unitSpikes(analyzer, unit).rows.length,
      numStored: stored?.places.length ?? 0,
      hasStd,
      templates: ["average", "median"].filter(has),
    },
  );
}

interface TemplatePick {
  readonly unit: number;
  readonly numSamples: number;
  readonly numChannels: number;
  readonly channels: Int32Array;
}

function pickTemplate(
  templates: Float32Array,
  { unit, numSamples, numChannels, channels }: TemplatePick,
): Float32Array {
  const out = new Float32Array(numSamples * channels.length);
  const start = unit * numSamples * numChannels;
  let at = 0;
  for (let s = 0; s < numSamples; s++) {
    for (const c of channels) out[at++] = templates[start + s * numChannels + c] ?? NaN;
  }
  return out;
}

/** Where the stored waveforms of a unit lie. */
interface StoredWaveforms {
  /** (or the recording's integers) */
  readonly data: Float32Array;
  /** columns of a row: sparse rows are as wide as the unit with most channels */
  readonly width: number;
  readonly places: Int32Array;
  /** which columns of a row are the unit's channels */
  readonly columns: Int32Array;
}

function storedWaveforms(
  analyzer: SortingAnalyzer,
  unit: number,
  channels: Int32Array,
): StoredWaveforms | undefined {
  if (!analyzer.extensions.has("waveforms")) return undefined;
  const { shape, data } = extensionArray(analyzer, "waveforms", "waveforms");
  const width = shape[2] ?? 0;
  return {
    data: data as Float32Array,
    width,
    places: chosenSpikes(analyzer)[unit]?.places ?? new Int32Array(),
    // a sparse analyzer's rows begin with the unit's channels, a dense one's have all
    columns: channels.map((_, at) => at),
  };
}

/** Up to `max` of them, spread evenly over those that there are: [spike × sample × channel]. */
function drawnWaveforms(
  { data, width, places, columns }: StoredWaveforms,
  max: number,
  numSamples: number,
): Float32Array {
  if (max === 0) return new Float32Array(0);
  const every = Math.max(1, Math.ceil(places.length / max));
  const shown = places.filter((_, i) => i % every === 0);
  const out = new Float32Array(shown.length * numSamples * columns.length);
  let at = 0;
  for (const row of shown) {
    for (let s = 0; s < numSamples; s++) {
      const from = (row * numSamples + s) * width;
      for (const column of columns) out[at++] = data[from + column] ?? NaN;
    }
  }
  return out;
}

/** Means of the first, middle and last third of the stored waveforms in time: [third × sample × channel]. */
function thirds(stored: StoredWaveforms, numSamples: number): Float32Array {
  const { data, width, places, columns } = stored;
  const size = numSamples * columns.length;
  const out = new Float32Array(3 * size);
  for (let third = 0; third < 3; third++) {
    const own = places.subarray(
      Math.floor((places.length * third) / 3),
      Math.floor((places.length * (third + 1)) / 3),
    );
    for (const row of own) {
      let at = third * size;
      for (let s = 0; s < numSamples; s++) {
        const from = (row * numSamples + s) * width;
        for (const column of columns)
          out[at] = (out[at++] ?? 0) + (data[from + column] ?? 0) / own.length;
      }
    }
    if (own.length === 0) out.fill(NaN, third * size, (third + 1) * size);
  }
  return out;
}

/** How often the stored waveforms pass each voltage: [channel × bin × sample] and the range of the bins. */
export async function waveformDensityFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.early(query.count("analyzer", 1));
  const unit = query.indices("unit", analyzer.sorting.unitIds.length)?.[0] ?? 0;
  const numBins = Math.min(512, query.count("bins", 2, 120));
  const channels = unitChannels(analyzer, unit);
  const stored = storedWaveforms(analyzer, unit, channels);
  if (!stored) {
    throw new EphysError("MissingExtension", "the density needs the extension waveforms", {
      name: "waveforms",
    });
  }
  const numSamples = extensionArray(analyzer, "waveforms", "waveforms").shape[1] ?? 0;
  const waves = drawnWaveforms(stored, stored.places.length, numSamples);
  const best = largestColumns(waves, numSamples, channels.length, query.count("channels", 1, 3));
  const { low, high } = rangeOf(waves, numSamples, channels.length, best);
  const step = (high - low) / numBins || 1;
  const counts = new Float32Array(best.length * numBins * numSamples);
  const numSpikes = waves.length / (numSamples * channels.length || 1);
  for (const [at, column] of best.entries()) {
    for (let spike = 0; spike < numSpikes; spike++) {
      for (let s = 0; s < numSamples; s++) {
        const value = waves[(spike * numSamples + s) * channels.length + column] ?? NaN;
        const bin = Math.floor((value - low) / step);
        if (!(bin >= 0 && bin < numBins)) continue;
        const cell = (at * numBins + bin) * numSamples + s;
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
    }
  }
  return encodeFrame(
    [
      { name: "counts", shape: [best.length, numBins, numSamples], unit: null, data: counts },
      {
        name: "channels",
        shape: [best.length],
        unit: null,
        data: Int32Array.from(best, (column) => channels[column] ?? -1),
      },
    ],
    {
      low,
      high,
      numSpikes,
      nbefore: nbeforeOf(analyzer),
      samplingFrequency: analyzer.attributes.samplingFrequency,
    },
  );
}

/** Columns in which the mean of the waveforms reaches farthest. */
function largestColumns(
  waves: Float32Array,
  numSamples: number,
  numChannels: number,
  count: number,
): number[] {
  const mean = new Float64Array(numSamples * numChannels);
  for (let i = 0; i < waves.length; i++)
    mean[i % mean.length] = (mean[i % mean.length] ?? 0) + (waves[i] ?? 0);
  const size = new Float64Array(numChannels);
  for (let i = 0; i < mean.length; i++) {
    const column = i % numChannels;
    size[column] = Math.max(size[column] ?? 0, Math.abs(mean[i] ?? 0));
  }
  return Array.from(size.keys())
    .sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0))
    .slice(0, count);
}

/** Between the thousandths of what the columns hold, widened a little. */
function rangeOf(
  waves: Float32Array,
  numSamples: number,
  numChannels: number,
  columns: readonly number[],
): { readonly low: number; readonly high: number } {
  const rows = waves.length / (numChannels || 1);
  const values = new Float32Array(rows * columns.length);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (const column of columns) values[at++] = waves[row * numChannels + column] ?? 0;
  }
  values.sort();
  const low = values[Math.floor(values.length * 0.001)] ?? -1;
  const high = values[Math.max(0, Math.ceil(values.length * 0.999) - 1)] ?? 1;
  const pad = 0.08 * (high - low || 1);
  return { low: low - pad, high: high + pad };
}

const unitChannels = (analyzer: SortingAnalyzer, unit: number): Int32Array =>
  analyzer.sparsity?.channels[unit] ?? Int32Array.from(analyzer.attributes.channelIds.keys());

function nbeforeOf(analyzer: SortingAnalyzer): number {
  const ms = analyzer.extensions.get("templates")?.params["ms_before"];
  const { samplingFrequency } = analyzer.attributes;
  return typeof ms === "number" ? Math.trunc((ms * samplingFrequency) / 1000) : 0;
}
