import { z } from "zod";
import { ndArray, toFloat64, type DType, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers } from "#core/functions/params.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { allocateSamples, EphysError, SAMPLE_DTYPES, type SampleArray } from "#core/model/index.ts";
import { cosineRise, createFrequencyShifter, removeMedianTrend } from "#core/signal/index.ts";
import { labelChannels } from "./bad-channels-ibl.ts";
import { applyGainControl } from "./gain-control.ts";

/* SpikeInterface's signal functions of the preprocessing module; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.preprocessing";

function rowsAndColumns(array: NdArray, name: string): { rows: number; columns: number } {
  const [rows = 1, columns = 1] = array.shape;
  if (array.shape.length === 0 || array.shape.length > 2) {
    throw new EphysError("InvalidValue", `${name} must have one or two dimensions`, { name });
  }
  return { rows, columns };
}

/** A table of at least one row and column. */
function tableOf(array: NdArray, name: string): { rows: number; columns: number } {
  const [rows = 0, columns = 0] = array.shape;
  if (array.shape.length !== 2 || rows === 0 || columns === 0) {
    throw new EphysError(
      "InvalidValue",
      `${name} must be a table of samples by channels, not ${array.shape.join(" × ")}`,
      { name },
    );
  }
  return { rows, columns };
}

/** The numbers of an array in a sample buffer of its own dtype (a copy). */
function samplesOf(array: NdArray, name: string): SampleArray {
  const dtype = SAMPLE_DTYPES.find((candidate) => candidate === array.dtype) ?? "float64";
  if (dtype === "float64" && array.dtype !== "float64" && array.dtype !== "int64") {
    throw new EphysError("InvalidValue", `${name} cannot be of type ${array.dtype}`, { name });
  }
  const out = allocateSamples(dtype, array.data.length);
  out.set(toFloat64(array));
  return out;
}

const detectBadChannelsIbl = defineFunction({
  name: `${PREFIX}.detect_bad_channels.detect_bad_channels_ibl`,
  params: z.strictObject({
    raw: array(),
    fs: z.number().positive(),
    psd_hf_threshold: z.number(),
    dead_channel_thr: z.number().default(-0.5),
    noisy_channel_thr: z.number().default(1),
    outside_channel_thr: z.number().default(-0.75),
    n_neighbors: z.int().positive().default(11),
    nyquist_threshold: z.number().default(0.8),
    welch_window_ms: z.number().positive().default(0.3),
    outside_channels_location: z.enum(["top", "bottom", "both"]).default("top"),
  }),
  run(args): NdArray {
    const { columns } = tableOf(args.raw, "raw");
    if (args.welch_window_ms * args.fs < 1000) {
      throw new EphysError(
        "InvalidParameter",
        `welch_window_ms ${String(args.welch_window_ms)} is shorter than one sample`,
        { parameter: "welch_window_ms" },
      );
    }
    const labels = labelChannels(toFloat64(args.raw), columns, args.fs, {
      psdHfThreshold: args.psd_hf_threshold,
      deadThreshold: args.dead_channel_thr,
      noisyThreshold: args.noisy_channel_thr,
      outsideThreshold: args.outside_channel_thr,
      outsideLocation: args.outside_channels_location,
      numNeighbors: args.n_neighbors,
      nyquistThreshold: args.nyquist_threshold,
      welchWindowMs: args.welch_window_ms,
    });
    return ndArray("int64", [columns], Float64Array.from(labels));
  },
});

const detrend = defineFunction({
  name: `${PREFIX}.detect_bad_channels.detrend`,
  params: z.strictObject({ x: array(), nmed: z.int() }),
  run({ x, nmed }): NdArray {
    if (x.shape.length !== 1 || x.data.length === 0) {
      throw new EphysError("InvalidValue", "x must be a row of at least one value", { name: "x" });
    }
    const trendless = removeMedianTrend(toFloat64(x), nmed);
    return ndArray("float64", x.shape, trendless);
  },
});

const agc = defineFunction({
  name: `${PREFIX}.highpass_spatial_filter.agc`,
  params: z.strictObject({
    traces: array(),
    window: array(),
    epsilon: z.number().default(1e-8),
  }),
  run({ traces, window, epsilon }): [NdArray, NdArray] {
    const { columns } = tableOf(traces, "traces");
    const samples = samplesOf(traces, "traces");
    const gains = applyGainControl(samples, columns, toFloat64(window), epsilon);
    const single = traces.dtype === "float32" && window.dtype === "float32";
    return [
      ndArray(traces.dtype, traces.shape, samples),
      single
        ? ndArray("float32", traces.shape, Float32Array.from(gains))
        : ndArray("float64", traces.shape, gains),
    ];
  },
});

/** Where a cosine is evaluated when no points are given: around and inside the usual bounds. */
const DEFAULT_POINTS = Float64Array.from({ length: 34 }, (_, i) =>
  i < 31 ? -3 + i / 2 : 5 * (i - 31),
);

const fcnCosine = defineFunction({
  name: `${PREFIX}.highpass_spatial_filter.fcn_cosine`,
  params: z.strictObject({ bounds: z.array(z.number()).length(2), x: array().optional() }),
  run({ bounds, x }): { x: NdArray; y: NdArray } {
    if (bounds[0] === bounds[1]) {
      throw new EphysError("InvalidParameter", "the two bounds must differ", {
        parameter: "bounds",
      });
    }
    const points = x ?? ndArray("float64", [DEFAULT_POINTS.length], DEFAULT_POINTS);
    const y = toFloat64(points).map((value) => cosineRise(value, bounds));
    return { x: points, y: ndArray("float64", points.shape, y) };
  },
});

/** @param ndim dimensions, where the first may also be counted from behind */
function onlyFirstAxis(axis: number, ndim?: number): void {
  if (axis === 0 || (ndim !== undefined && axis === -ndim)) return;
  throw new EphysError(
    "Unsupported",
    `signals are shifted along axis 0 only, not ${String(axis)}`,
    { parameter: "axis", value: axis },
  );
}

const applyFrequencyShift = defineFunction({
  name: `${PREFIX}.phase_shift.apply_frequency_shift`,
  params: z.strictObject({ signal: array(), shift_samples: numbers(), axis: z.int().default(0) }),
  run({ signal, shift_samples, axis }): NdArray {
    onlyFirstAxis(axis);
    const { rows, columns } = tableOf(signal, "signal");
    if (shift_samples.length !== columns) {
      throw new EphysError(
        "InvalidValue",
        `${String(shift_samples.length)} shifts for ${String(columns)} channels`,
      );
    }
    const traces = Float64Array.from(toFloat64(signal));
    createFrequencyShifter(rows).apply(traces, columns, shift_samples);
    return ndArray("float64", signal.shape, traces);
  },
});

const applyFshiftIbl = defineFunction({
  name: `${PREFIX}.phase_shift.apply_fshift_ibl`,
  params: z.strictObject({
    w: array(),
    s: z.union([z.number(), numbers()]),
    axis: z.int().default(0),
    ns: z.int().positive().nullable().default(null),
  }),
  run({ w, s, axis, ns }): NdArray {
    onlyFirstAxis(axis, w.shape.length);
    const { rows, columns } = rowsAndColumns(w, "w");
    if (rows < 2) throw new EphysError("InvalidValue", "w must have at least two samples");
    const shiftOf = (c: number): number => (typeof s === "number" ? s : s[c]);
    if (typeof s !== "number" && s.length !== columns) {
      throw new EphysError(
        "InvalidValue",
        `${String(s.length)} shifts for ${String(columns)} channels`,
      );
    }
    if (w.dtype.startsWith("complex")) return rotateSpectrum(w, columns, shiftOf, ns ?? rows);
    if (ns !== null && ns !== rows) {
      throw new EphysError(
        "InvalidParameter",
        "ns is for a spectrum; a signal has its own length",
        {
          parameter: "ns",
        },
      );
    }
    const traces = Float64Array.from(toFloat64(w));
    const shifts = Float64Array.from({ length: columns }, (_, c) => shiftOf(c));
    createFrequencyShifter(rows).apply(traces, columns, shifts);
    const out = allocateSamples(
      w.dtype === "int64" ? "float64" : sampleDType(w.dtype),
      traces.length,
    );
    typescriptKernels.convert(w.dtype === "int64" ? traces.map(Math.trunc) : traces, out, false);
    return ndArray(w.dtype, w.shape, out);
  },
});

function sampleDType(dtype: DType) {
  const found = SAMPLE_DTYPES.find((candidate) => candidate === dtype);
  if (found !== undefined) return found;
  throw new EphysError("InvalidValue", `w cannot be of type ${dtype}`, { parameter: "w" });
}

/** Bins [bin × channel] of a real signal of `ns` samples, each turned by its shift. */
function rotateSpectrum(
  w: NdArray,
  columns: number,
  shiftOf: (channel: number) => number,
  ns: number,
): NdArray {
  const source = w.data as Float64Array; // complex arrays hold interleaved numbers
  const out = Float64Array.from(source);
  const bins = source.length / 2 / columns;
  if (bins !== Math.floor(ns / 2) + 1) {
    throw new EphysError(
      "InvalidValue",
      `a spectrum of ${String(ns)} samples has ${String(Math.floor(ns / 2) + 1)} bins, not ${String(bins)}`,
    );
  }
  for (let k = 0; k < bins; k++) {
    for (let c = 0; c < columns; c++) {
      // the Nyquist bin's angle counts as +π, because a real bin of −1 has that angle
      const angle = (2 * k === ns ? 1 : -1) * ((2 * Math.PI * k) / ns) * shiftOf(c);
      const at = 2 * (k * columns + c);
      out[at] = source[at] * Math.cos(angle) - source[at + 1] * Math.sin(angle);
      out[at + 1] = source[at] * Math.sin(angle) + source[at + 1] * Math.cos(angle);
    }
  }
  return ndArray(w.dtype, w.shape, w.dtype === "complex64" ? Float32Array.from(out) : out);
}

export const SIGNAL_FUNCTIONS = [
  detectBadChannelsIbl,
  detrend,
  agc,
  fcnCosine,
  applyFrequencyShift,
  applyFshiftIbl,
] as const;
