import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

const PROGRAM = join(import.meta.dirname, "../cli/main.ts");

interface Answer {
  readonly result: {
    readonly tools?: readonly { readonly name: string; readonly inputSchema: object }[];
    readonly isError?: boolean;
    readonly content?: readonly { readonly text: string }[];
  };
}

test("functions and commands are tools; failures are typed answers and the process ends with its input", async () => {
  const child = spawn(process.execPath, [PROGRAM, "mcp"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let id = 0;
  const ask = async (method: string, params: object): Promise<Answer> => {
    child.stdin.write(JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }) + "\n");
    const { value } = await lines.next();
    return JSON.parse(String(value)) as Answer;
  };
  const call = async (name: string, args: object): Promise<[boolean, unknown]> => {
    const { result } = await ask("tools/call", { name, arguments: args });
    return [result.isError === true, JSON.parse(result.content?.[0]?.text ?? "")];
  };
  const clientInfo = { name: "test", version: "0" };
  await ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');

  const { tools = [] } = (await ask("tools/list", {})).result;
  const names = tools.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["run", "sort", "compare", "project_show"]));
  expect(names).not.toContain("mcp");
  expect(tools.find(({ name }) => name === "compare")?.inputSchema).toMatchObject({
    properties: { sortings: { type: "array" }, groundTruth: { type: "boolean" } },
    required: ["sortings"],
  });
  const bytes = "spikeinterface.core.core_tools.convert_string_to_bytes";
  expect(await call(bytes, { memory_string: "1k" })).toEqual([false, 1000]);
  const missing = await call("info", { path: "/nowhere/at/all" });
  expect(missing).toMatchObject([true, { error: { code: "FileNotFound" } }]);
  const unknown = await call("info", { pth: "x" });
  expect(unknown).toMatchObject([true, { error: { code: "InvalidParameter" } }]);
  expect(await call("nothing", {})).toMatchObject([true, { error: { code: "UnknownName" } }]);

  child.stdin.end();
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
}, 60_000);
