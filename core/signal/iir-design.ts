import { EphysError } from "#core/model/index.ts";
import { besselPrototype } from "./bessel.ts";
import { polynomialFromRoots } from "./complex.ts";
import { sosFromZpk } from "./sos.ts";
import { chebyshev2Prototype, ellipticPrototype } from "./stopband-prototypes.ts";
import {
  bandpassFromPrototype,
  bandstopFromPrototype,
  bilinear,
  butterworthPrototype,
  chebyshev1Prototype,
  highpassFromPrototype,
  lowpassFromPrototype,
  type Zpk,
} from "./zpk.ts";

export type FilterBand = "lowpass" | "highpass" | "bandpass" | "bandstop";
export type FilterFamily =
  | "butter"
  | "bessel"
  | "bessel_phase"
  | "bessel_delay"
  | "bessel_mag"
  | "cheby1"
  | "cheby2"
  | "ellip";

/** What `scipy.signal.iirfilter` takes for a digital filter. */
export interface IirSpecification {
  readonly order: number;
  /** Hz: one cutoff, or [low, high] for bandpass and bandstop */
  readonly cutoffsHz: readonly number[];
  readonly btype: FilterBand;
  /** Hz */
  readonly fs: number;
  readonly family?: FilterFamily;
  /** dB in the pass band; cheby1 and ellip only */
  readonly rippleDb?: number | undefined;
  /** dB in the stop band; cheby2 and ellip only */
  readonly attenuationDb?: number | undefined;
}

/** Numerator and denominator, highest power first, a[0] = 1. */
export interface TransferFunction {
  readonly b: Float64Array;
  readonly a: Float64Array;
}

/** Butterworth filter as second-order sections [section × 6], in SciPy's order (iirfilter(output="sos")). */
export function butterworthSos(
  order: number,
  cutoffsHz: readonly number[],
  btype: FilterBand,
  fs: number,
): Float64Array {
  return iirSos({ order, cutoffsHz, btype, fs });
}

/** Any IIR design as second-order sections [section × 6]. */
export function iirSos(specification: IirSpecification): Float64Array {
  return sosFromZpk(iirZpk(specification));
}

/** Any IIR design as one transfer function; orders above about 4 are better filtered as sections. */
export function iirTransferFunction(specification: IirSpecification): TransferFunction {
  const { zeros, poles, gain } = iirZpk(specification);
  const b = polynomialFromRoots(zeros);
  for (let i = 0; i < b.length; i++) b[i] *= gain;
  return { b, a: polynomialFromRoots(poles) };
}

/** Digital zeros, poles and gain: prototype, band transform at prewarped frequencies, bilinear transform. */
export function iirZpk(specification: IirSpecification): Zpk {
  const { btype, fs } = specification;
  const wn = checkedCutoffs(specification);
  // SciPy designs at the normalised rate 2, whatever the real one
  const warped = wn.map((w) => 4 * Math.tan((Math.PI * w) / 2));
  const prototype = prototypeOf(specification);
  const [low, high] = warped;
  if (low === undefined || !(fs > 0)) throw wrongCutoffs(specification);
  switch (btype) {
    case "lowpass":
      return bilinear(lowpassFromPrototype(prototype, low), 2);
    case "highpass":
      return bilinear(highpassFromPrototype(prototype, low), 2);
    case "bandpass":
      return bilinear(bandpassFromPrototype(prototype, Math.sqrt(low * high), high - low), 2);
    case "bandstop":
      return bilinear(bandstopFromPrototype(prototype, Math.sqrt(low * high), high - low), 2);
  }
}

function prototypeOf(specification: IirSpecification): Zpk {
  const { order, family = "butter" } = specification;
  if (!Number.isInteger(order) || order < 1) {
    throw new EphysError(
      "InvalidParameter",
      `filter_order ${String(order)} is not a whole number above 0`,
      {
        parameter: "filter_order",
        value: order,
      },
    );
  }
  switch (family) {
    case "butter":
      return butterworthPrototype(order);
    case "bessel":
    case "bessel_phase":
      return besselPrototype(order, "phase");
    case "bessel_delay":
      return besselPrototype(order, "delay");
    case "bessel_mag":
      return besselPrototype(order, "mag");
    case "cheby1":
      return chebyshev1Prototype(order, decibels(specification, "rippleDb"));
    case "cheby2":
      return chebyshev2Prototype(order, decibels(specification, "attenuationDb"));
    case "ellip":
      return ellipticPrototype(
        order,
        decibels(specification, "rippleDb"),
        decibels(specification, "attenuationDb"),
      );
  }
}

/** A positive number of decibels that the family needs. */
function decibels(specification: IirSpecification, name: "rippleDb" | "attenuationDb"): number {
  const value = specification[name];
  if (value !== undefined && value > 0) return value;
  const [field, band] =
    name === "rippleDb"
      ? ["rp", "ripple of its pass band"]
      : ["rs", "attenuation of its stop band"];
  throw new EphysError(
    "InvalidParameter",
    `a ${specification.family ?? "butter"} filter needs the ${band} in dB (${field})`,
    { parameter: field },
  );
}

/** Cutoffs as fractions of the Nyquist frequency. */
function checkedCutoffs(specification: IirSpecification): number[] {
  const { cutoffsHz, btype, fs } = specification;
  const wanted = btype === "bandpass" || btype === "bandstop" ? 2 : 1;
  const wn = cutoffsHz.map((f) => (2 * f) / fs);
  const inside = wn.every((w) => w > 0 && w < 1);
  if (wn.length !== wanted || !inside || (wanted === 2 && !(wn[0] < wn[1]))) {
    throw wrongCutoffs(specification);
  }
  return wn;
}

function wrongCutoffs({ cutoffsHz, btype, fs }: IirSpecification): EphysError {
  const rule =
    btype === "bandpass" || btype === "bandstop"
      ? "two cutoffs, 0 < low < high < half the sampling frequency"
      : "one cutoff between 0 and half the sampling frequency";
  return new EphysError(
    "InvalidParameter",
    `a ${btype} filter needs ${rule}; got ${cutoffsHz.join(", ")} Hz at ${String(fs)} Hz`,
    { cutoffsHz: [...cutoffsHz], samplingFrequency: fs },
  );
}

/** Notch at `freqHz` of quality `q` (scipy.signal.iirnotch). */
export function notchFilter(freqHz: number, q: number, fs: number): TransferFunction {
  const w0 = (2 * freqHz) / fs;
  if (!(w0 >= 0 && w0 <= 1) || !(q > 0)) {
    throw new EphysError(
      "InvalidParameter",
      `a notch at ${String(freqHz)} Hz with quality ${String(q)} is not possible at ${String(fs)} Hz`,
      { freqHz, q, samplingFrequency: fs },
    );
  }
  const gb = 1 / Math.sqrt(2);
  const beta = (Math.sqrt(1 - gb ** 2) / gb) * Math.tan(((w0 / q) * Math.PI) / 2);
  const gain = 1 / (1 + beta);
  const c = Math.cos(w0 * Math.PI);
  return {
    b: Float64Array.of(gain, gain * (-2 * c), gain),
    a: Float64Array.of(1, -2 * gain * c, 2 * gain - 1),
  };
}
