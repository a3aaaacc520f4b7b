import type { JsonObject } from "#core/model/index.ts";
import { callWith, functionCatalog, type Workbench } from "#main/workbench/index.ts";
import type { McpTool } from "./tool.ts";

/** Every function of `call` as a tool by its dotted name; arguments and results as `call` takes and prints them. */
export function functionTools(
  bench: Workbench,
  place: { readonly cwd: string; readonly tmp: string },
): McpTool[] {
  return functionCatalog().map(({ name, parameters }) => ({
    name,
    description: `SpikeInterface's ${name}: arguments and result in the encoding of \`spikedesk call\`.`,
    inputSchema: asObject(parameters),
    call: (args) => callWith(name, args, place, bench),
  }));
}

/** The protocol wants the schema of an object at the top. */
function asObject(schema: JsonObject): JsonObject {
  return schema["type"] === "object" ? schema : { type: "object", ...schema };
}
