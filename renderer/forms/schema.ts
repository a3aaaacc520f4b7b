import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { unitText } from "../app/index.ts";

type FieldKind =
  | "number"
  | "integer"
  | "boolean"
  | "choice"
  | "text"
  | "numbers"
  | "texts"
  | "ids"
  | "json"
  | "group";

/** One field of a form, read from a property of a JSON Schema. */
export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly citation: string;
  readonly kind: FieldKind;
  readonly nullable: boolean;
  readonly required: boolean;
  readonly default: JsonValue | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly minExclusive: boolean;
  readonly maxExclusive: boolean;
  readonly choices: readonly JsonValue[];
  readonly fields: readonly FieldSpec[];
}

type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | undefined =>
  typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;

const UNITS: Readonly<Record<string, string>> = {
  ms: "ms",
  um: "µm",
  uV: "µV",
  uv: "µV",
  s: "s",
  hz: "Hz",
  frequency: "Hz",
};
const UNIT_SUFFIX = /_(ms|um|uV|uv|s|hz)$/;

/** The unit that a parameter's name ends with, as the reference names them: "margin_ms" → "ms". */
const unitOf = (name: string): string => UNITS[name.split("_").at(-1) ?? ""] ?? "";

/** "freq_min" → "Freq min", "margin_ms" → "Margin" */
export function labelOf(name: string): string {
  const words = name.replace(UNIT_SUFFIX, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The fields of an object schema, in its order. */
export function fieldsOf(schema: JsonObject): readonly FieldSpec[] {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).flatMap(([name, property]) =>
    isObject(property) ? [fieldOf(name, property, required.includes(name))] : [],
  );
}

function fieldOf(name: string, property: Schema, required: boolean): FieldSpec {
  const { inner, nullable } = withoutNull(property);
  const choices = choicesOf(inner);
  const kind = choices.length > 0 ? "choice" : kindOf(inner);
  const own = (key: string): unknown => property[key] ?? inner[key];
  const given = own("default") as JsonValue | undefined; // JSON by origin
  return {
    name,
    label: text(own("label")) || text(own("title")) || labelOf(name),
    unit: unitText(text(own("unit"))) || unitOf(name),
    help: text(own("description")),
    citation: text(own("citation")),
    kind,
    nullable,
    required: required && given === undefined && !nullable,
    default: given === undefined && kind === "boolean" && !nullable ? false : given,
    min: number(inner["minimum"]) ?? number(inner["exclusiveMinimum"]),
    max: number(inner["maximum"]) ?? number(inner["exclusiveMaximum"]),
    minExclusive: number(inner["exclusiveMinimum"]) !== undefined,
    maxExclusive: number(inner["exclusiveMaximum"]) !== undefined,
    choices,
    fields: kind === "group" ? fieldsOf(inner as JsonObject) : [],
  };
}

/** `anyOf [x, null]` is x that may be left out. */
function withoutNull(property: Schema): { inner: Schema; nullable: boolean } {
  const options = property["anyOf"] ?? property["oneOf"];
  if (Array.isArray(options)) {
    const others = options.filter((o: unknown) => isObject(o) && o["type"] !== "null") as Schema[];
    const nullable = others.length < options.length;
    if (others.length === 1 && others[0]) return { inner: others[0], nullable };
    if (others.every((o) => "const" in o || "enum" in o)) return { inner: property, nullable };
    return { inner: {}, nullable };
  }
  const type = property["type"];
  if (Array.isArray(type) && type.includes("null")) {
    const rest: unknown[] = type.filter((t) => t !== "null");
    return { inner: { ...property, type: rest.length === 1 ? rest[0] : rest }, nullable: true };
  }
  return { inner: property, nullable: false };
}

function choicesOf(schema: Schema): readonly JsonValue[] {
  if (Array.isArray(schema["enum"])) return schema["enum"] as JsonValue[];
  const options = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(options)) return [];
  return (options as unknown[]).flatMap((o) =>
    isObject(o) ? ("const" in o ? [o["const"] as JsonValue] : choicesOf(o)) : [],
  );
}

function kindOf(schema: Schema): FieldKind {
  switch (schema["type"]) {
    case "number":
    case "integer":
    case "boolean":
      return schema["type"];
    case "string":
      return "text";
    case "array": {
      const items = isObject(schema["items"]) ? schema["items"] : {};
      if (items["type"] === "number" || items["type"] === "integer") return "numbers";
      if (items["type"] === "string") return "texts";
      return isIds(items) ? "ids" : "json";
    }
    case "object":
      return isObject(schema["properties"]) ? "group" : "json";
    default:
      return "json";
  }
}

/** Channel and unit ids: text or numbers. */
function isIds(items: Schema): boolean {
  const options = items["anyOf"];
  const types = items["type"];
  if (Array.isArray(types))
    return types.length === 2 && types.includes("string") && types.includes("number");
  return (
    Array.isArray(options) &&
    options.length === 2 &&
    ["string", "number"].every((type) =>
      options.some((o: unknown) => isObject(o) && o["type"] === type),
    )
  );
}

/** What stands in the box for a value. */
export function textOf(field: FieldSpec, value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  if (field.kind === "ids" && Array.isArray(value))
    return (value as readonly JsonValue[]).map(idText).join(", ");
  if (field.kind === "numbers" || field.kind === "texts")
    return Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
  if (field.kind === "json") return JSON.stringify(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The range as words, for the hint beside the field: "> 0", "0 … 1". */
export function rangeOf({ min, max, minExclusive, maxExclusive }: FieldSpec): string {
  const low = min === undefined ? "" : `${minExclusive ? ">" : "≥"} ${min}`;
  const high = max === undefined ? "" : `${maxExclusive ? "<" : "≤"} ${max}`;
  return [low, high].filter(Boolean).join(", ");
}

export type Parsed = { readonly value: JsonValue | undefined } | { readonly error: string };

/** What was typed as a value; empty = the default (or null where that is allowed). */
export function parseField(field: FieldSpec, typed: string): Parsed {
  const trimmed = typed.trim();
  if (trimmed === "") return field.required ? { error: "is needed" } : { value: undefined };
  if (trimmed === "null" && field.nullable) return { value: null };
  switch (field.kind) {
    case "number":
    case "integer":
      return parseNumber(field, trimmed);
    case "boolean":
      return { value: trimmed === "true" };
    case "choice":
      return parseChoice(field, trimmed);
    case "numbers":
      return parseNumbers(trimmed);
    case "texts":
      return { value: parts(trimmed) };
    case "ids":
      return parseIds(trimmed);
    case "text":
      return { value: typed };
    default:
      return parseJson(trimmed);
  }
}

const parts = (typed: string): string[] => typed.split(/[\s,;]+/).filter((part) => part !== "");

function parseNumber(field: FieldSpec, typed: string): Parsed {
  const value = Number(typed.replace(",", "."));
  if (!Number.isFinite(value)) return { error: `“${typed}” is not a number` };
  if (field.kind === "integer" && !Number.isInteger(value))
    return { error: "must be a whole number" };
  const { min, max, minExclusive, maxExclusive } = field;
  const low = min !== undefined && (minExclusive ? value <= min : value < min);
  const high = max !== undefined && (maxExclusive ? value >= max : value > max);
  return low || high ? { error: `must be ${rangeOf(field)}` } : { value };
}

function parseChoice(field: FieldSpec, typed: string): Parsed {
  const found = field.choices.find((choice) => textOf(field, choice) === typed);
  return found === undefined
    ? {
        error: `must be one of ${field.choices.map((choice) => textOf({ ...field, kind: "text" }, choice)).join(", ")}`,
      }
    : { value: found };
}

function parseNumbers(typed: string): Parsed {
  const values = parts(typed).map(Number);
  const bad = parts(typed).find((part) => !Number.isFinite(Number(part)));
  return bad === undefined ? { value: values } : { error: `“${bad}” is not a number` };
}

/** Ids that look like numbers are numbers; text that does, or that holds a separator, is quoted. */
function idText(id: JsonValue): string {
  if (typeof id !== "string") return JSON.stringify(id);
  const isPlain = /^[^\s,;"]+$/.test(id) && !Number.isFinite(Number(id));
  return isPlain ? id : JSON.stringify(id);
}

function parseIds(typed: string): Parsed {
  const found = typed.match(/"(?:[^"\\]|\\.)*"|[^\s,;]+/g) ?? [];
  const values: (string | number)[] = [];
  for (const part of found) {
    if (!part.startsWith('"')) {
      values.push(Number.isFinite(Number(part)) ? Number(part) : part);
      continue;
    }
    try {
      values.push(String(JSON.parse(part)));
    } catch {
      return { error: `${part} is not closed by a quotation mark` };
    }
  }
  return { value: values };
}

function parseJson(typed: string): Parsed {
  try {
    return { value: JSON.parse(typed) as JsonValue };
  } catch {
    return /^[\w.+-]+$/.test(typed) ? { value: typed } : { error: "is not JSON" };
  }
}

/** Every problem of a form's changed values, by field. */
export function problemsOf(
  fields: readonly FieldSpec[],
  values: JsonObject,
): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const field of fields) {
    if (field.kind === "group") continue;
    const parsed = parseField(field, textOf(field, values[field.name]));
    if ("error" in parsed && values[field.name] !== null) problems[field.name] = parsed.error;
  }
  return problems;
}
