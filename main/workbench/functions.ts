import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  callBatch,
  callFunction,
  FUNCTIONS,
  typedError,
  type BatchSummary,
} from "#core/functions/index.ts";
import { EphysError, parseJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { jsonSchemaOf } from "#main/services/index.ts";
import { readParams } from "./inputs.ts";
import type { Workbench } from "./workbench.ts";

const STANDARD_INPUT = 0;

/** Calls one function; arguments and result in the wire encoding. */
export async function callOne(
  name: string,
  options: { readonly args?: string; readonly cwd?: string },
  bench: Workbench,
): Promise<JsonValue> {
  const args = options.args === "-" ? standardInput() : await readParams(options.args);
  const tmp = mkdtempSync(join(tmpdir(), "spikedesk-call-"));
  try {
    return await callWith(name, args, { cwd: resolve(options.cwd ?? "."), tmp }, bench);
  } finally {
    rmSync(tmp, { recursive: true, force: true });
  }
}

/** Calls one function with arguments that are at hand; paths among them start from `cwd`. */
export async function callWith(
  name: string,
  args: JsonObject,
  place: { readonly cwd: string; readonly tmp: string },
  { ctx }: Workbench,
): Promise<JsonValue> {
  try {
    return await callFunction(name, args, place, ctx);
  } catch (error) {
    throw typedError(error, name);
  }
}

/** Runs every case below a folder. */
export async function callBatchTo(
  folder: string,
  out: string,
  { ctx }: Workbench,
): Promise<BatchSummary> {
  return callBatch(resolve(folder), resolve(out), ctx);
}

/** The functions that there are, with their parameters. */
export function functionCatalog(): { readonly name: string; readonly parameters: JsonObject }[] {
  return FUNCTIONS.map(({ name, params }) => ({ name, parameters: jsonSchemaOf(params) }));
}

function standardInput(): JsonObject {
  const value = parseJson(readFileSync(STANDARD_INPUT, "utf8"), "standard input");
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as JsonObject; // neither a list nor a plain value
  }
  throw new EphysError("InvalidParameter", "standard input must hold a JSON object of arguments");
}
