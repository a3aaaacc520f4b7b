import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  formatJson,
  isEphysError,
  parseJson,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import { AnswerArrays } from "./arrays.ts";
import { performOpen, type OpenCall } from "./perform.ts";

/** How many calls were answered and how many refused. */
export interface BatchSummary {
  readonly cases: number;
  readonly opened: number;
  readonly refused: number;
}

/**
 * `open --batch`: performs the `opens` of every expected.json below a folder and writes
 * OUT/<format>/<case>/answer.json in the same form, arrays beside it.
 */
export async function openBatch(
  folder: string,
  out: string,
  ctx: CoreContext,
): Promise<BatchSummary> {
  let cases = 0;
  let opened = 0;
  let refused = 0;
  for (const path of await findCases(folder, ctx)) {
    const document = parseJson(await ctx.fs.readText(path), path) as JsonObject;
    const answer = await answerCase(document, ctx.fs.path.dirname(path), out, ctx);
    cases++;
    for (const open of answer) {
      if ("error" in open) refused++;
      else opened++;
    }
  }
  return { cases, opened, refused };
}

async function findCases(folder: string, ctx: CoreContext): Promise<string[]> {
  const { fs } = ctx;
  const found: string[] = [];
  for (const name of await fs.list(folder)) {
    const path = fs.path.join(folder, name);
    const stat = await fs.stat(path);
    if (stat?.kind === "file" && name === "expected.json") found.push(path);
    // the data of a case may hold anything
    else if (stat?.kind === "folder" && name !== "data")
      found.push(...(await findCases(path, ctx)));
  }
  return found;
}

async function answerCase(
  document: JsonObject,
  folder: string,
  out: string,
  ctx: CoreContext,
): Promise<JsonObject[]> {
  const { fs } = ctx;
  const target = fs.path.join(out, textOf(document, "format"), textOf(document, "case"));
  await fs.makeFolder(target);
  const arrays = new AnswerArrays(fs, target);
  const opens: JsonObject[] = [];
  for (const open of (document["opens"] ?? []) as readonly JsonObject[]) {
    opens.push(await answerOpen(open, folder, arrays, ctx));
  }
  await fs.writeFile(fs.path.join(target, "answer.json"), formatJson({ ...document, opens }));
  return opens;
}

function textOf(document: JsonObject, key: string): string {
  const value = document[key];
  if (typeof value === "string" && /^[\w.-]+$/.test(value)) return value;
  throw new EphysError("CorruptFile", `an expected.json has no usable "${key}"`, { key });
}

async function answerOpen(
  open: JsonObject,
  folder: string,
  arrays: AnswerArrays,
  ctx: CoreContext,
): Promise<JsonObject> {
  const call = Object.fromEntries(
    Object.entries(open).filter(([key]) => key !== "expected" && key !== "error"),
  );
  try {
    // the golden files' own form
    const answer = await performOpen(open as JsonObject & OpenCall, folder, arrays, ctx);
    return { ...call, ...answer };
  } catch (error) {
    return { ...call, error: errorJson(error) };
  }
}

function errorJson(error: unknown): JsonValue {
  if (isEphysError(error)) return { code: error.code, message: error.message };
  const wrapped = new EphysError("Internal", error instanceof Error ? error.message : "unknown");
  return { code: wrapped.code, message: wrapped.message };
}
