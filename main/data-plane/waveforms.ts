import { encodeFrame, type FrameData } from "#contract/index.ts";
import { extensionArray, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import type { ViewQuery } from "./query.ts";

const MAX_WAVEFORMS = 1000;

/** Mean, spread and some waveforms of a unit, on the channels that it is looked at on. */
export async function waveformsFrame(
  ctx: ServiceContext,
  query: ViewQuery,
): Promise<Uint8Array<ArrayBuffer>> {
  const analyzer = await ctx.session().analyzers.get(query.count("analyzer", 1));
  const numUnits = analyzer.sorting.unitIds.length;
  const unit = query.indices("unit", numUnits)?.[0] ?? 0;
  const numDrawn = Math.min(MAX_WAVEFORMS, query.count("spikes", 0, 100));
  const channels =
    analyzer.sparsity?.channels[unit] ?? Int32Array.from(analyzer.attributes.channelIds.keys());
  const templates = extensionArray(analyzer, "templates", "average");
  const [, numSamples = 0, numChannels = 0] = templates.shape;
  const pick = (name: string): Float32Array =>
    pickTemplate(extensionArray(analyzer, "templates", name).data as Float32Array, {
      unit,
      numSamples,
      numChannels,
      channels,
    });
  const hasStd = analyzer.extensions.get("templates")?.data.has("std") === true;
  const drawn = drawnWaveforms(analyzer, unit, numDrawn, numSamples, channels.length);
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
      array("mean", pick("average"), shape),
      array("std", hasStd ? pick("std") : new Float32Array(numSamples * channels.length), shape),
      { name: "channels", shape: [channels.length], unit: null, data: channels },
      array("waveforms", drawn, [drawn.length / (numSamples * channels.length || 1), ...shape]),
    ],
    {
      nbefore: nbeforeOf(analyzer),
      samplingFrequency: analyzer.attributes.samplingFrequency,
      numSpikes: countSpikesOf(analyzer, unit),
      hasStd,
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

/** Up to `max` stored waveforms of a unit, spread evenly over those that there are. */
function drawnWaveforms(
  analyzer: SortingAnalyzer,
  unit: number,
  max: number,
  numSamples: number,
  numChannels: number,
): Float32Array {
  if (max === 0 || !analyzer.extensions.has("waveforms")) return new Float32Array(0);
  const { shape, data } = extensionArray(analyzer, "waveforms", "waveforms");
  const width = shape[2] ?? 0; // sparse rows are as wide as the unit with most channels
  const stored = data as Float32Array; // waveforms are stored as float32 (or the recording's integers)
  const chosen = extensionArray(analyzer, "random_spikes", "random_spikes_indices")
    .data as ArrayLike<number>; // rows of the spike vector
  const rows: number[] = [];
  for (let i = 0; i < chosen.length; i++) {
    if (analyzer.sorting.spikes.unitIndex[chosen[i] ?? -1] === unit) rows.push(i);
  }
  const every = Math.max(1, Math.ceil(rows.length / max));
  const shown = rows.filter((_, i) => i % every === 0);
  const out = new Float32Array(shown.length * numSamples * numChannels);
  let at = 0;
  for (const row of shown) {
    for (let s = 0; s < numSamples; s++) {
      const from = (row * numSamples + s) * width;
      for (let c = 0; c < numChannels; c++) out[at++] = stored[from + c] ?? NaN;
    }
  }
  return out;
}

function nbeforeOf(analyzer: SortingAnalyzer): number {
  const ms = analyzer.extensions.get("templates")?.params["ms_before"];
  const { samplingFrequency } = analyzer.attributes;
  return typeof ms === "number" ? Math.trunc((ms * samplingFrequency) / 1000) : 0;
}

function countSpikesOf(analyzer: SortingAnalyzer, unit: number): number {
  let count = 0;
  for (const index of analyzer.sorting.spikes.unitIndex) if (index === unit) count++;
  return count;
}
