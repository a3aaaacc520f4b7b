import { EphysError } from "#core/model/index.ts";

/**
 * Python's str() of a value: the form in which parameter files are written. Tuples are `{ $tuple: […] }`.
 * @param top whether text stands by itself (str) or inside something (repr)
 */
export function pythonText(value: unknown, top = true): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return pythonNumber(value);
  if (typeof value === "string") return top ? value : quoted(value);
  if (Array.isArray(value)) return `[${value.map((item) => pythonText(item, false)).join(", ")}]`;
  if (value instanceof Map) return dictText([...(value as Map<unknown, unknown>)]);
  if (typeof value === "object" && "$tuple" in value && Array.isArray(value.$tuple)) {
    const items = value.$tuple.map((item) => pythonText(item, false));
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  }
  if (typeof value === "object" && !("dtype" in value)) return dictText(Object.entries(value));
  throw new EphysError("InvalidParameter", "arrays have no form in a parameter file: give lists");
}

function dictText(entries: readonly (readonly [unknown, unknown])[]): string {
  return `{${entries.map(([k, v]) => `${pythonText(k, false)}: ${pythonText(v, false)}`).join(", ")}}`;
}

/** The shortest text that reads back as the same number; exponents below 1e-4 and from 1e16 on. */
function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 2 ** 53) return String(value);
  if (size >= 1e-4 && size < 1e16) return String(value);
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Math.abs(Number(exponent));
  return `${mantissa}e${Number(exponent) < 0 ? "-" : "+"}${String(power).padStart(2, "0")}`;
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}
