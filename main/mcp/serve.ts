import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { McpServer, type CallToolResult } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import type { Workbench } from "#main/workbench/index.ts";
import { functionTools } from "./function-tools.ts";
import type { McpTool } from "./tool.ts";

interface McpOptions {
  readonly commands: readonly McpTool[];
  readonly bench: Workbench;
}

/** Speaks the Model Context Protocol on standard input and output until the input ends. */
export async function serveMcp({ commands, bench }: McpOptions): Promise<void> {
  const tmp = mkdtempSync(join(tmpdir(), "spikedesk-mcp-"));
  const tools = [...commands, ...functionTools(bench, { cwd: process.cwd(), tmp })];
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const ended = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve).once("close", resolve);
  });
  const connection = serveStdio(() => {
    const server = new McpServer(
      { name: "spikedesk", version: ownVersion() },
      { capabilities: { tools: {} } },
    );
    server.server.setRequestHandler("tools/list", () => ({ tools: tools.map(describe) }));
    server.server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) =>
      answerOf(byName.get(params.name), params.name, params.arguments ?? {}, mcpReq.signal),
    );
    return server;
  });
  try {
    await ended;
  } finally {
    await connection.close();
    rmSync(tmp, { recursive: true, force: true });
  }
}

function describe({ name, description, inputSchema }: McpTool): {
  name: string;
  description: string;
  inputSchema: { type: "object" } & JsonObject;
} {
  return { name, description, inputSchema: { ...inputSchema, type: "object" } };
}

/** A result, or the typed error as a result: protocol errors are for what is not about the work. */
async function answerOf(
  tool: McpTool | undefined,
  name: string,
  args: unknown,
  signal: AbortSignal,
): Promise<CallToolResult> {
  try {
    if (tool === undefined) {
      throw new EphysError("UnknownName", `there is no tool "${name}"; see tools/list`, { name });
    }
    const result = await tool.call(args as JsonObject, signal); // the protocol's own schema: an object
    return { content: [{ type: "text", text: JSON.stringify(result) }] };
  } catch (error) {
    const { code, message, details } = wireErrorFrom(error);
    const text = JSON.stringify({ error: { code, message, details } });
    return { isError: true, content: [{ type: "text", text }] };
  }
}

function ownVersion(): string {
  const file = join(import.meta.dirname, "../../package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string }; // our own manifest
  return version;
}
