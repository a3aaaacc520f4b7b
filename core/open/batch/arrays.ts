import {
  encodeNpy,
  isStructured,
  typeString,
  type NdArray,
  type StructuredArray,
} from "#core/array/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { arrayToJson } from "#core/recording/index.ts";

/** Larger arrays go to a file beside the answer (values.md). */
const MAX_INLINE = 400;

/** Arrays of one answer: small ones inside, large ones as numbered files. */
export class AnswerArrays {
  readonly #fs: FileSystemPort;
  readonly #folder: string;
  #files = 0;

  constructor(fs: FileSystemPort, folder: string) {
    this.#fs = fs;
    this.#folder = folder;
  }

  /** An array as `{"$nd": …}`. */
  async nd(array: NdArray): Promise<JsonObject> {
    const head = { dtype: arrayType(array), shape: [...array.shape] };
    if (array.data.length > MAX_INLINE && array.dtype !== "str") {
      return { $nd: { ...head, file: await this.file(array) } };
    }
    const flat = { ...array, shape: [array.data.length] };
    return { $nd: { ...head, data: markFloats(arrayToJson(flat)) } };
  }

  /** A structured array as columns; a long column is an array of its own. */
  async records(array: StructuredArray): Promise<JsonObject> {
    const columns: Record<string, JsonValue> = {};
    for (const [name, column] of Object.entries(array.columns)) {
      columns[name] =
        column.data.length > MAX_INLINE ? await this.nd(column) : markFloats(arrayToJson(column));
    }
    const dtype = array.fields.map(({ name, dtype: type }) => [name, typeString(type)]);
    return { $nd: { dtype, shape: [array.length], columns } };
  }

  /** Writes an array as .npy; returns its name in the answer. */
  async file(array: NdArray | StructuredArray): Promise<string> {
    const name = `v.${String(this.#files++)}.npy`;
    await this.#fs.writeFile(this.#fs.path.join(this.#folder, name), encodeNpy(array));
    return name;
  }
}

function arrayType(array: NdArray): string {
  return isStructured(array) || array.dtype === "str" ? "str" : typeString(array.dtype);
}

/** NaN and ±∞ as values.md writes them. */
export function markFloats(value: JsonValue): JsonValue {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return { $float: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
  }
  return Array.isArray(value) ? (value as readonly JsonValue[]).map(markFloats) : value;
}
