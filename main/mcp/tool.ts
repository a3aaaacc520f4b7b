import type { JsonObject, JsonValue } from "#core/model/index.ts";

/** Something that a client of the protocol may call. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object */
  readonly inputSchema: JsonObject;
  call(args: JsonObject, signal: AbortSignal): Promise<JsonValue>;
}
