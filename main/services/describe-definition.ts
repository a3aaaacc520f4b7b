import { z } from "zod";
import type { StepDescription } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";

interface Definition {
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  readonly params: z.ZodType;
}

/** What a form, a menu and the reference page need of a definition. */
export function describeDefinition({ name, label, summary, params }: Definition): StepDescription {
  return { name, label, summary, paramsSchema: jsonSchemaOf(params) };
}

/** JSON Schema of what a user may give: defaults are not required. */
export function jsonSchemaOf(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonObject; // JSON by construction
}
