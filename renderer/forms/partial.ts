import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { fieldsOf } from "./schema.ts";

/* Forms that show a part of a schema's fields: those that count with the values as they are. */

/** An object schema of some of its fields; all are optional. */
export function withFields(schema: JsonObject, keep: (name: string) => boolean): JsonObject {
  const properties = Object.entries(propertiesOf(schema)).filter(([name]) => keep(name));
  return { type: "object", properties: Object.fromEntries(properties) };
}

/** A field's value, or its default. */
export function valueOrDefault(
  schema: JsonObject,
  values: JsonObject,
  name: string,
): JsonValue | undefined {
  return values[name] ?? fieldsOf(schema).find((field) => field.name === name)?.default;
}

/** What is given of the values that the schema has. */
export function keptValues(schema: JsonObject, values: JsonObject): JsonObject {
  const known = propertiesOf(schema);
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in known));
}

function propertiesOf(schema: JsonObject): JsonObject {
  const properties = schema["properties"];
  return typeof properties === "object" && properties !== null && !Array.isArray(properties)
    ? (properties as JsonObject) // neither a list nor a plain value
    : {};
}
