export * from "./nd-array.ts";
export { numpyArgsort } from "./argsort.ts";
export { layoutFromTypeString, typeString, type DTypeLayout } from "./dtype.ts";
export { allocateData, readElements, textWidth, writeElements } from "./elements.ts";
export { parsePythonLiteral, type PythonLiteral, type PythonSequence } from "./python-literal.ts";
export {
  decodeNpy,
  decodeNpyHeader,
  encodeNpy,
  encodeNpyParts,
  zeros,
  type FieldLayout,
  type NpyHeader,
  type RecordLayout,
  npyHeader,
} from "./npy.ts";
export { crc32, readZip, writeZip } from "./zip.ts";
export { readNpyFile, type NpyFileOptions } from "./npy-file.ts";
export { decodeNpz, encodeNpz } from "./npz.ts";
export { bytesFromBase64, textFromLatin1, textFromUtf8, utf8FromText } from "./text.ts";
export * from "./random/index.ts";
