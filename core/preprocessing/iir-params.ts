import { z } from "zod";
import { EphysError, isEphysError, type JsonObject } from "#core/model/index.ts";
import {
  iirSos,
  iirTransferFunction,
  type FilterBand,
  type FilterFamily,
} from "#core/signal/index.ts";
import type { FilterCoefficients } from "./filter-node.ts";

/** Parameters that every IIR filter step takes. */
const iirFields = {
  filter_order: z
    .int()
    .positive()
    .describe("Order of the filter; filtering forward and backward doubles it.")
    .meta({ label: "Order" }),
  ftype: z
    .enum([
      "butter",
      "bessel",
      "bessel_phase",
      "bessel_delay",
      "bessel_mag",
      "cheby1",
      "cheby2",
      "ellip",
    ])
    .describe("Family of the filter; cheby1 needs rp, cheby2 rs, ellip both.")
    .meta({ label: "Family" }),
  filter_mode: z
    .enum(["sos", "ba"])
    .describe("Form of the coefficients: second-order sections, or numerator and denominator.")
    .meta({ label: "Coefficient form" }),
  add_reflect_padding: z
    .boolean()
    .describe("Mirror the signal beyond the ends of a segment instead of reading no margin there.")
    .meta({ label: "Reflect at the ends" }),
  coeff: z
    .array(z.array(z.number()))
    .nullable()
    .describe("Ready-made coefficients in the chosen form; they replace band, order and family.")
    .meta({ label: "Coefficients" }),
  direction: z
    .enum(["forward", "backward", "forward-backward"])
    .describe("Direction in which the signal is filtered; both ways leaves no delay.")
    .meta({ label: "Direction" }),
} as const;

/** Ours: SpikeInterface cannot design these families, so what is stored is the coefficients that follow. */
const decibelFields = {
  rp: z
    .number()
    .positive()
    .optional()
    .describe("Largest ripple of the pass band (cheby1, ellip).")
    .meta({ unit: "dB", label: "Ripple" }),
  rs: z
    .number()
    .positive()
    .optional()
    .describe("Smallest attenuation of the stop band (cheby2, ellip).")
    .meta({ unit: "dB", label: "Attenuation" }),
} as const;

/** A field made optional, with its description. */
function optional<T extends z.ZodType>(field: T): z.ZodOptional<T> {
  return field.optional().meta(field.meta() ?? {});
}

/** The same fields, none required: for the steps that hand them on. */
export const optionalIirFields = {
  filter_order: optional(iirFields.filter_order),
  ftype: optional(iirFields.ftype),
  filter_mode: optional(iirFields.filter_mode),
  add_reflect_padding: optional(iirFields.add_reflect_padding),
  coeff: optional(iirFields.coeff),
  direction: optional(iirFields.direction),
  ...decibelFields,
} as const;

const { filter_order, ftype, filter_mode, add_reflect_padding, coeff } = iirFields;

/** The same fields with SpikeInterface's defaults: for the general filters. */
export const defaultIirFields = {
  filter_order: filter_order.default(5).meta(filter_order.meta() ?? {}),
  ftype: ftype.default("butter").meta(ftype.meta() ?? {}),
  filter_mode: filter_mode.default("sos").meta(filter_mode.meta() ?? {}),
  add_reflect_padding: add_reflect_padding.default(false).meta(add_reflect_padding.meta() ?? {}),
  coeff: coeff.default(null).meta(coeff.meta() ?? {}),
  ...decibelFields,
} as const;

export interface IirParams {
  readonly filter_order?: number | undefined;
  readonly ftype?: FilterFamily | undefined;
  readonly filter_mode?: "sos" | "ba" | undefined;
  readonly coeff?: readonly (readonly number[])[] | null | undefined;
  readonly rp?: number | undefined;
  readonly rs?: number | undefined;
}

/** Designed or given coefficients of a step. */
export function iirCoefficients(
  params: IirParams,
  band: {
    readonly cutoffsHz: readonly number[];
    readonly btype: FilterBand;
    readonly fs: number;
    /** the step's parameter that each cut-off comes from */
    readonly fields: readonly string[];
  },
  step: string,
): FilterCoefficients {
  const { filter_mode: mode = "sos", coeff = null } = params;
  if (coeff !== null) return givenCoefficients(coeff, mode, step);
  const { cutoffsHz, btype, fs, fields } = band;
  if (btype !== "bandpass" && btype !== "highpass") {
    throw new EphysError(
      "InvalidParameter",
      `${step}: btype "${btype}" is not designed here, as in SpikeInterface: choose bandpass or highpass, or give coeff`,
      { step, parameter: "btype", value: btype },
    );
  }
  const specification = {
    cutoffsHz,
    btype,
    fs,
    order: params.filter_order ?? 5,
    family: params.ftype ?? "butter",
    rippleDb: params.rp,
    attenuationDb: params.rs,
  } as const;
  try {
    return mode === "sos"
      ? { mode, sos: iirSos(specification) }
      : { mode, filter: iirTransferFunction(specification) };
  } catch (error) {
    if (!isEphysError(error)) throw error;
    const outside = cutoffsHz.findIndex((f) => !(f > 0 && f < fs / 2));
    const isInOrder = cutoffsHz.length < 2 || cutoffsHz[0] < cutoffsHz[1];
    const isBand = outside >= 0 || !isInOrder || error.details["parameter"] === undefined;
    const parameter = isBand ? { parameter: fields[Math.max(0, outside)] ?? fields[0] } : {};
    const details = { ...error.details, step, ...parameter };
    throw new EphysError(error.code, `${step}: ${error.message}`, details, error);
  }
}

function givenCoefficients(
  coeff: readonly (readonly number[])[],
  mode: "sos" | "ba",
  step: string,
): FilterCoefficients {
  if (mode === "sos") {
    if (coeff.length === 0 || coeff.some((section) => section.length !== 6 || section[3] !== 1)) {
      throw wrongCoefficients(step, "sos needs rows b0 b1 b2 1 a1 a2");
    }
    return { mode, sos: Float64Array.from(coeff.flat()) };
  }
  const [b, a] = coeff;
  if (coeff.length !== 2 || !b?.length || !a?.length || a[0] === 0) {
    throw wrongCoefficients(step, "ba needs a numerator and a denominator");
  }
  return { mode, filter: { b: Float64Array.from(b), a: Float64Array.from(a) } };
}

function wrongCoefficients(step: string, rule: string): EphysError {
  return new EphysError("InvalidParameter", `${step}: coeff does not fit: ${rule}`, {
    step,
    parameter: "coeff",
  });
}

/**
 * Filter arguments as SpikeInterface can load them: a family that it cannot design is stored by its coefficients,
 * without `rp` and `rs`.
 */
export function loadableIirParams(params: JsonObject, used: FilterCoefficients): JsonObject {
  const { rp, rs, ...rest } = params;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const loadable: JsonObject = Object.fromEntries(given);
  const isOurs = (rp !== undefined || rs !== undefined) && (rest["coeff"] ?? null) === null;
  return isOurs ? { ...loadable, coeff: coefficientRows(used) } : loadable;
}

function coefficientRows(coefficients: FilterCoefficients): number[][] {
  if (coefficients.mode === "ba") {
    return [[...coefficients.filter.b], [...coefficients.filter.a]];
  }
  const { sos } = coefficients;
  return Array.from({ length: sos.length / 6 }, (_, i) => [...sos.subarray(i * 6, i * 6 + 6)]);
}

/** The optional filter arguments that were given, for the stored kwargs. */
export function givenIirParams(params: JsonObject, used: FilterCoefficients): JsonObject {
  const keys = Object.keys(optionalIirFields);
  const given = Object.entries(params).filter(([key]) => keys.includes(key));
  return loadableIirParams(Object.fromEntries(given), used);
}
