import { spawn } from "node:child_process";
import type { Command } from "commander";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { McpTool } from "./tool.ts";

/** Commands that answer by going on for ever, or by this very protocol. */
const LEFT_OUT = ["mcp", "serve", "help"];
/** Options that every command has and that a tool sets itself. */
const OWN_OPTIONS = ["--json", "--help", "--version"];
const TO_CAMEL = /-([a-z])/g;

/** Every command of the program as a tool: its words as parameters, its `--json` answer as result. */
export function commandTools(program: Command, entry: readonly string[]): McpTool[] {
  return leavesOf(program, []).map(({ command, path }) => ({
    name: path.join("_"),
    description: command.description(),
    inputSchema: schemaOf(command),
    call: (args, signal) => runCommandTool([...entry, ...path], command, args, signal),
  }));
}

interface Leaf {
  readonly command: Command;
  readonly path: readonly string[];
}

function leavesOf(command: Command, path: readonly string[]): Leaf[] {
  if (command.commands.length === 0) return path.length === 0 ? [] : [{ command, path }];
  return command.commands
    .filter((one) => !LEFT_OUT.includes(one.name()))
    .flatMap((one) => leavesOf(one, [...path, one.name()]));
}

function schemaOf(command: Command): JsonObject {
  const properties: Record<string, JsonObject> = {};
  const required: string[] = [];
  for (const argument of command.registeredArguments) {
    const name = nameOf(argument.name());
    const text = { type: "string", description: argument.description };
    properties[name] = argument.variadic ? { type: "array", items: { type: "string" } } : text;
    if (argument.required) required.push(name);
  }
  for (const option of command.options) {
    if (option.long == null || OWN_OPTIONS.includes(option.long)) continue;
    const name = option.attributeName();
    const takesValue = option.required || option.optional;
    properties[name] = {
      type: takesValue ? ["string", "number"] : "boolean",
      description: option.description,
      ...(option.argChoices === undefined ? {} : { type: "string", enum: option.argChoices }),
      ...(isPlain(option.defaultValue) ? { default: option.defaultValue } : {}),
    };
    if (option.mandatory) required.push(name);
  }
  return { type: "object", properties, required, additionalProperties: false };
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

const nameOf = (word: string): string =>
  word.replace(TO_CAMEL, (_, letter: string) => letter.toUpperCase());

/** The words of a command line. @throws InvalidParameter for what the command does not have */
function wordsOf(command: Command, args: JsonObject): string[] {
  const left = new Set(Object.keys(args));
  const words: string[] = [];
  const positional: string[] = [];
  for (const argument of command.registeredArguments) {
    const name = nameOf(argument.name());
    left.delete(name);
    const value = args[name];
    if (value === undefined) continue;
    positional.push(...(Array.isArray(value) ? value : [value]).map(text));
  }
  for (const option of command.options) {
    const name = option.attributeName();
    const value = args[name];
    if (value === undefined || option.long == null || !left.delete(name)) continue;
    if (option.required || option.optional) words.push(`${option.long}=${text(value)}`);
    else if (value === !option.negate) words.push(option.long);
  }
  const [unknown] = left;
  if (unknown !== undefined) {
    throw new EphysError("InvalidParameter", `${command.name()} has no parameter "${unknown}"`, {
      parameter: unknown,
    });
  }
  return [...words, "--json", "--", ...positional];
}

function text(value: JsonValue): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(text).join(",") : JSON.stringify(value);
}

/** Runs the command as a process of its own: its memory goes with it, and a stop reaches it as Ctrl+C does. */
async function runCommandTool(
  entry: readonly string[],
  command: Command,
  args: JsonObject,
  signal: AbortSignal,
): Promise<JsonValue> {
  const child = spawn(process.execPath, [...entry, ...wordsOf(command, args)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => {
    child.kill("SIGINT");
  };
  signal.addEventListener("abort", stop);
  let out = "";
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (out += part));
  child.stderr
    .setEncoding("utf8")
    .on("data", (part: string) => (said = (said + part).slice(-4000)));
  try {
    await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
  } finally {
    signal.removeEventListener("abort", stop);
  }
  const answer = parsed(out);
  if (isError(answer)) {
    const { code, message, details } = answer.error;
    throw new EphysError(code, message, details);
  }
  if (child.exitCode === 0 && answer !== undefined) return answer;
  throw new EphysError("Internal", `${command.name()} ended without an answer: ${said.trim()}`);
}

function parsed(out: string): JsonValue | undefined {
  try {
    return JSON.parse(out) as JsonValue; // what a command prints with --json
  } catch {
    return undefined;
  }
}

type ErrorAnswer = {
  readonly error: Pick<EphysError, "code" | "message"> & { details: JsonObject };
};

function isError(answer: unknown): answer is ErrorAnswer {
  const error =
    typeof answer === "object" && answer !== null && "error" in answer ? answer.error : undefined;
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}
