import { EphysError, type SampleDType } from "#core/model/index.ts";

/** How samples lie in a raw file. */
export interface FileSampleType {
  readonly dtype: SampleDType;
  readonly bigEndian: boolean;
}

const BY_CODE: Readonly<Record<string, SampleDType>> = {
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  f4: "float32",
  f8: "float64",
  b: "int8",
  B: "uint8",
  h: "int16",
  H: "uint16",
  i: "int32",
  I: "uint32",
  f: "float32",
  d: "float64",
  float: "float64",
  double: "float64",
  single: "float32",
};

const CODES: Readonly<Record<SampleDType, string>> = {
  int8: "i1",
  uint8: "u1",
  int16: "i2",
  uint16: "u2",
  int32: "i4",
  uint32: "u4",
  float32: "f4",
  float64: "f8",
};

/**
 * A sample type from NumPy's names: "int16", "<i2", ">f8", "float32" …
 * @throws Unsupported for types that a recording cannot have
 */
export function parseSampleType(text: string): FileSampleType {
  const bigEndian = text.startsWith(">");
  const name = text.replace(/^[<>=|]/, "");
  if (name in CODES) return { dtype: name as SampleDType, bigEndian };
  const dtype = Object.hasOwn(BY_CODE, name) ? BY_CODE[name] : undefined;
  if (dtype) return { dtype, bigEndian };
  throw new EphysError(
    "Unsupported",
    `samples of type "${text}" are not read; known are ${Object.keys(CODES).join(", ")}`,
    { dtype: text },
  );
}

/** NumPy's type string: `<i2`, `>f8`, `|u1`. */
export function sampleTypeString({ dtype, bigEndian }: FileSampleType): string {
  const code = CODES[dtype];
  return (code.endsWith("1") ? "|" : bigEndian ? ">" : "<") + code;
}
