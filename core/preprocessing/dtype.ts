import { layoutFromTypeString, typeString } from "#core/array/index.ts";
import { EphysError, SAMPLE_DTYPES, type SampleDType } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

const ALIASES: Readonly<Record<string, SampleDType>> = {
  float: "float64",
  double: "float64",
  single: "float32",
};

/**
 * A sample dtype from NumPy's name or type string ("int16", "<i2", "float32", "<f4").
 * @throws InvalidParameter naming the step for anything else
 */
export function parseSampleDType(text: string, step: string): SampleDType {
  const byName = SAMPLE_DTYPES.find((dtype) => dtype === text) ?? ALIASES[text];
  if (byName !== undefined) return byName;
  const found = dtypeOfTypeString(text);
  if (found === undefined) {
    throw new EphysError(
      "InvalidParameter",
      `${step}: dtype "${text}" is not a sample type; use one of ${SAMPLE_DTYPES.join(", ")}`,
      { step, parameter: "dtype", value: text },
    );
  }
  return found;
}

function dtypeOfTypeString(text: string): SampleDType | undefined {
  try {
    const { dtype } = layoutFromTypeString(text);
    return SAMPLE_DTYPES.find((candidate) => candidate === dtype);
  } catch {
    return undefined; // the caller says what is wrong in terms of the step
  }
}

/**
 * The dtype of a step's output: the given one, else the parent's; unsigned ones are refused, because differences of
 * unsigned samples wrap.
 */
export function signedDType(parent: Recording, dtype: string | null, step: string): SampleDType {
  const found = outputDType(parent, dtype, step);
  if (found.startsWith("uint")) {
    throw new EphysError(
      "InvalidParameter",
      `${step}: unsigned samples (${found}) are not supported; apply unsigned_to_signed first or choose a signed dtype`,
      { step, parameter: "dtype", value: found },
    );
  }
  return found;
}

/** The given dtype, else the parent's. */
export function outputDType(parent: Recording, dtype: string | null, step: string): SampleDType {
  return dtype === null ? parent.dtype : parseSampleDType(dtype, step);
}

/** NumPy's type string, as SpikeInterface stores resolved dtypes: "<i2". */
export function dtypeText(dtype: SampleDType): string {
  return typeString(dtype);
}
