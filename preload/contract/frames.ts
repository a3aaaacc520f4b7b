/**
 * Binary frames of the data plane (`ephys://app/data/<view>?…` in Electron, `/data/<view>?…` over HTTP):
 *
 *   uint32 little-endian: length H of the header · H bytes of JSON (padded with spaces so that 4 + H is a multiple
 *   of 8) · the arrays in the header's order, each little-endian and padded to a multiple of 8 bytes.
 *
 * Views and their queries:
 *
 *   traces       recording, segment, start, stop (frames, may be fractional bounds of the window), bins (pixels across),
 *                channels ("all" or comma-separated indices), source ("raw" | "preprocessed" |
 *                "difference": raw − preprocessed of the channels that both have; frames and channels are those of the source)
 *                → `minmax` float32 [bin × channel × 2] µV when more than 2 samples fall on a bin,
 *                  else `samples` float32 [frame × channel] µV; meta: {kind, firstFrame, numFrames, scaled, unit,
 *                source (a window too large to filter comes raw), complete, and for bins framesPerBin of binFrames: a
 *                window too large to read whole shows the extremes of the first framesPerBin frames of each bin}
 *   waveforms    analyzer, unit, spikes (max number drawn), template ("average" | "median"), thirds (1: with the means of
 *                the first, middle and last third of the stored spikes)
 *                → `mean`, `std` float32 [sample × channel of `channels`], `channels` int32, `waveforms` float32
 *                  [spike × sample × channel], `thirds` float32 [third × sample × channel] (empty unless asked for);
 *                  meta: {nbefore, samplingFrequency, numSpikes, numStored, hasStd, templates}
 *   waveform_density analyzer, unit, bins, channels (how many, the largest)
 *                → `counts` float32 [channel × bin × sample], `channels` int32; meta: {low, high (µV), numSpikes, nbefore,
 *                  samplingFrequency}
 *   correlograms analyzer, units (comma-separated unit indices), bin_ms (1), window_ms (whole window, 50); of every spike
 *                → `ccgs` int32 [unit × unit × bin], `bins` float64 [bin + 1] ms, `numSpikes` float64 [unit]; meta: {durationS}
 *   isi          analyzer, units, bin_ms, max_ms, refractory_ms (1.5)
 *                → `counts` int32 [unit × bin], `bins` float64 [bin + 1] ms, `violations`, `beyond` (max_ms) int32 [unit]
 *   rate         analyzer, units, bins → `rates` float32 [unit × bin] Hz, `edges` float64 [bin + 1] s; meta: {durationS}
 *   cloud        analyzer, units, value ("amplitude" | "scaling" | "x" | "y" | "z"), max (points per unit), background (points)
 *                → `timesS`, `values` float32, `starts` int32 [unit + 1] (spikes of each unit in both), `backgroundTimesS`,
 *                  `backgroundValues` float32 (of units on the same channels), `edges` float64 [bin + 1], `counts` int32
 *                  [unit × bin] of every spike; meta: {total, shown, durationS, segmentStartsS}
 *   lasso        analyzer, unit, value (as cloud), polygon (time, value, time, value …)
 *                → `positions` int32: all spikes of the unit inside, as positions in its train; meta: {total}
 *   features     analyzer, units, channels (default: the num_channels (4) largest)
 *                → `points` float32 [spike × (channel × component)], `timesS` float32, `positions` int32 (in the unit's train),
 *                  `starts` int32 [unit + 1], `background` float32 [spike × (channel × component)], `channels` int32 (−1: all
 *                  together); meta: {numComponents, total (spikes, also those without components)}
 *   drift        analyzer, width, height, start, stop (s), bottom, top (µm); of every spike
 *                → `counts` float32 [height × width], `amplitudes` float32 (mean of each pixel; empty without); meta:
 *                  {start, stop, bottom, top, shown, total, durationS, depths}
 *   raster       analyzer, start, stop (s, segments joined), width
 *                → `timesS` float64, `unitIndex` int32 [spike], or `counts` float32 [unit × width] where they are too many;
 *                  meta: {kind: "spikes" | "counts", total, durationS}
 *   aligned      analyzer, units, events (s, joined), before, after (s)
 *                → `offsetsS` float32, `trials` int32 [spike], `starts` int32 [unit + 1]; meta: {numTrials}
 *   spike_list   analyzer, units, offset, count → `sampleIndex` float64, `segmentIndex`, `unitIndex` int32, `amplitude`, `y`
 *                  float32 (empty where not computed); meta: {total, offset}
 *   rate_correlogram analyzer, unit → `acg` float32 [rate × bin], `rates` float64 Hz, `lags` float64 ms
 *   similarity   analyzer → `similarity` float32 [unit × unit]
 *   spikes       analyzer, segment, start, stop, units (all), nearest (1: only the first, −1: only the last) → `sampleIndex` float64, `unitIndex` int32, [spike] (at most 20 000;
 *                  meta: {total, shown})
 *   spectra      recording, segment, start, stop (frames of the raw recording), segment_frames (Welch, default 4096),
 *                channels (of the raw recording, single spectra of at most 8)
 *                → `rawFrequencies` float64 [bin] Hz, `rawOverview` float32 [bin × 3]: 10 %, median, 90 % over channels,
 *                  `rawChannels` float32 [bin × channel of the query], and the same for `processed…`; µV²/Hz, or a.u.²/Hz;
 *                  meta: {start, stop, numSegments, overviewChannels of numChannels}
 *   pair_spikes  sorting1, sorting2, unit1, unit2 (positions, either may be left out), delta (frames)
 *                → `timesS1`, `timesS2` float64 [spike], segments one after the other, `isShared1`, `isShared2` uint8 [spike];
 *                  meta: {shared, total1, total2, shown1, shown2}
 *   shown        job, topic → what a running (or the last) job shows of itself, see core/sorters and core/sorting-components:
 *                "peaks", "clusters", "residual", "residual_history", "dropped", "probe"; float32 and int32 arrays, one row per
 *                peak, piece …; meta: the topic's own, with `rows` that are here of `total`
 *   motion       motion (its job), max (peaks) → `timesS`, `depthsUm` (as found), `correctedUm` (moved back), `amplitudes`
 *                float32 [peak], `temporalBinsS`, `spatialBinsUm` float64, `displacementUm` float32 [time × depth]; meta:
 *                {total, direction}
 *
 * Any view of the desk may carry `slot`, the name of the panel that asks: of two questions of one slot that wait, only
 * the newer is answered, the older fails with Cancelled.
 *
 * A failure answers status 4xx/5xx with a WireError as JSON.
 */
type FrameDType = "float32" | "float64" | "int32" | "uint8";

export interface FrameArrayHeader {
  readonly name: string;
  readonly dtype: FrameDType;
  readonly shape: readonly number[];
  readonly unit: string | null;
}

interface FrameHeader {
  readonly arrays: readonly FrameArrayHeader[];
  readonly meta: Readonly<Record<string, unknown>>;
}

export type FrameData = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface Frame {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly arrays: Readonly<
    Record<
      string,
      { readonly shape: readonly number[]; readonly unit: string | null; readonly data: FrameData }
    >
  >;
}

const CONSTRUCTORS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

const pad8 = (n: number): number => Math.ceil(n / 8) * 8;

/** Packs arrays into one frame. */
export function encodeFrame(
  arrays: readonly (Omit<FrameArrayHeader, "dtype"> & { readonly data: FrameData })[],
  meta: Readonly<Record<string, unknown>>,
): Uint8Array<ArrayBuffer> {
  const header: FrameHeader = {
    arrays: arrays.map(({ name, shape, unit, data }) => ({
      name,
      dtype: dtypeOf(data),
      shape,
      unit,
    })),
    meta,
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = pad8(4 + json.length);
  const total = arrays.reduce((sum, { data }) => sum + pad8(data.byteLength), start);
  const out = new Uint8Array(total);
  out.fill(0x20, 4, start);
  new DataView(out.buffer).setUint32(0, start - 4, true);
  out.set(json, 4);
  let at = start;
  for (const { data } of arrays) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += pad8(data.byteLength);
  }
  return out;
}

/** Unpacks a frame; the arrays are views on `buffer`. */
export function decodeFrame(buffer: ArrayBuffer): Frame {
  const headerLength = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength));
  const header = JSON.parse(text) as FrameHeader; // written by encodeFrame on the other side
  const arrays: Record<string, { shape: readonly number[]; unit: string | null; data: FrameData }> =
    {};
  let at = 4 + headerLength;
  for (const { name, dtype, shape, unit } of header.arrays) {
    const length = shape.reduce((product, n) => product * n, 1);
    const data = new CONSTRUCTORS[dtype](buffer, at, length);
    arrays[name] = { shape, unit, data };
    at += pad8(data.byteLength);
  }
  return { meta: header.meta, arrays };
}

function dtypeOf(data: FrameData): FrameDType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  return data instanceof Int32Array ? "int32" : "uint8";
}
