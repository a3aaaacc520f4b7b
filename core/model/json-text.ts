import { EphysError } from "./errors.ts";
import type { JsonValue } from "./json.ts";

/*
 * JSON text as Python's json module reads and writes it: numbers may be NaN, Infinity and -Infinity. Files are written with
 * four blanks of indentation, as SpikeInterface does.
 */

const NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
const MARK = "\u0000float:";
const MARKED = new RegExp(`^${MARK}(-?(?:NaN|Infinity))$`);

/**
 * Parses JSON text that may hold bare NaN and ±Infinity.
 * @param source named in the error: a path or a phrase
 * @throws CorruptFile when the text is not JSON
 */
export function parseJson(text: string, source = "the text"): JsonValue {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    return JSON.parse(body) as JsonValue; // JSON.parse yields exactly JSON values
  } catch (first) {
    if (!/NaN|Infinity/.test(body)) throw notJson(source, first);
  }
  const marked = body.replace(NOT_FINITE, (found) =>
    found.startsWith('"') ? found : JSON.stringify(MARK + found),
  );
  try {
    return JSON.parse(marked, reviveNotFinite) as JsonValue; // as above
  } catch (second) {
    throw notJson(source, second);
  }
}

function notJson(source: string, cause: unknown): EphysError {
  const why = cause instanceof Error ? cause.message : "unreadable";
  return new EphysError(
    "CorruptFile",
    `${source} is not valid JSON (${why})`,
    { path: source },
    cause,
  );
}

function reviveNotFinite(_key: string, value: unknown): unknown {
  const match = typeof value === "string" ? MARKED.exec(value) : null;
  if (!match) return value;
  if (match[1] === "NaN") return NaN;
  return match[1] === "Infinity" ? Infinity : -Infinity;
}

/** Names whose numbers are floating point in SpikeInterface, so that Python reads 1.0 and not 1. */
const FLOAT_KEYS: ReadonlySet<string> = new Set([
  "sampling_frequency",
  "gain_to_uV",
  "offset_to_uV",
  "gain_to_physical_unit",
  "offset_to_physical_unit",
  "location",
  "t_starts",
  "contact_positions",
  "contact_plane_axes",
  "probe_planar_contour",
  "radius",
  "width",
  "height",
]);

/** JSON text for a file: indented by four, numbers as Python writes them (whole floats of known names keep `.0`). */
export function formatJson(value: JsonValue): string {
  return format(value, "", FLOAT_KEYS.has(""));
}

function format(value: JsonValue, indent: string, float: boolean): string {
  if (typeof value === "number") return formatNumber(value, float);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const items = (value as readonly JsonValue[]).map((item) => inner + format(item, inner, float));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(
    ([key, item]) =>
      `${inner}${JSON.stringify(key)}: ${format(item ?? null, inner, FLOAT_KEYS.has(key))}`,
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

function formatNumber(value: number, float: boolean): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const text = Object.is(value, -0) ? "-0.0" : String(value);
  return float && Number.isInteger(value) && /^-?\d+$/.test(text) ? `${text}.0` : text;
}
