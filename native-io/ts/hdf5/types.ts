import type { DType } from "#core/array/index.ts";
import type { Metadata } from "./h5wasm.ts";

/** Classes of HDF5's datatypes (H5T_class_t). */
export const CLASS = {
  integer: 0,
  float: 1,
  string: 3,
  bitfield: 4,
  compound: 6,
  reference: 7,
  enumeration: 8,
  ragged: 9,
  array: 10,
} as const;

const INTEGERS: Readonly<Record<number, readonly [DType, DType]>> = {
  1: ["uint8", "int8"],
  2: ["uint16", "int16"],
  4: ["uint32", "int32"],
  8: ["uint64", "int64"],
};
const FLOATS: Readonly<Record<number, DType>> = { 2: "float16", 4: "float32", 8: "float64" };

/** NumPy's name of an HDF5 type; undefined for records, references, ragged rows and types that NumPy lacks. */
export function dtypeOf(type: Metadata): DType | undefined {
  const { size, signed } = type;
  if (type.type === CLASS.string) return type.vlen ? "str" : "bytes";
  if (type.type === CLASS.integer) return INTEGERS[size]?.[signed ? 1 : 0];
  if (type.type === CLASS.bitfield) return INTEGERS[size]?.[0];
  if (type.type === CLASS.float) return FLOATS[size];
  if (type.type === CLASS.array && type.array_type) return dtypeOf(type.array_type);
  if (type.type === CLASS.enumeration) {
    return isBoolean(type) ? "bool" : INTEGERS[size]?.[signed ? 1 : 0];
  }
  return undefined;
}

/** h5py stores booleans as an enumeration of FALSE and TRUE. */
function isBoolean({ enum_type: enumeration, size }: Metadata): boolean {
  const members = enumeration?.members ?? {};
  return (
    size === 1 &&
    Object.keys(members).length === 2 &&
    members["FALSE"] === 0 &&
    members["TRUE"] === 1
  );
}
