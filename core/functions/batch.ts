import type { ComputeContext } from "#core/compute/index.ts";
import { throwIfCancelled } from "#core/compute/index.ts";
import { EphysError, parseJson, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { callFunction, typedError } from "./call.ts";

/** What a batch did. */
export interface BatchSummary {
  readonly numCases: number;
  readonly numResults: number;
  /** failed cases per error code */
  readonly errors: Readonly<Record<string, number>>;
}

interface CaseFile {
  readonly path: string;
  readonly content: JsonObject;
}

/**
 * Runs every case below `folder` (JSON documents with `function`, `case` and `args`; paths in a case are relative to
 * its own folder) and writes `out/<function>/<case>.json` with `result` or `error`, long arrays beside it.
 */
export async function callBatch(
  folder: string,
  out: string,
  ctx: ComputeContext,
): Promise<BatchSummary> {
  const cases = await findCases(folder, ctx);
  if (cases.length === 0) {
    throw new EphysError("FileNotFound", `there are no cases below ${folder}`, { path: folder });
  }
  const errors: Record<string, number> = {};
  let numResults = 0;
  for (const [i, file] of cases.entries()) {
    throwIfCancelled(ctx.cancel);
    const code = await runCase(file, out, ctx);
    if (code === undefined) numResults++;
    else errors[code] = (errors[code] ?? 0) + 1;
    ctx.report({ step: "call functions", fraction: (i + 1) / cases.length });
  }
  await ctx.fs.remove(ctx.fs.path.join(out, ".tmp"));
  return { numCases: cases.length, numResults, errors };
}

/** Runs one case and writes its answer. Returns the error's code, or undefined. */
async function runCase(
  { path, content }: CaseFile,
  out: string,
  ctx: ComputeContext,
): Promise<string | undefined> {
  const { fs } = ctx;
  const name = content["function"] as string; // readCase saw text
  const caseName = content["case"] as string;
  const folder = fs.path.join(out, safeName(name));
  const tmp = fs.path.join(out, ".tmp", safeName(name), safeName(caseName));
  await fs.remove(tmp);
  await fs.makeFolder(tmp);
  await fs.makeFolder(folder);
  let answer: JsonObject;
  let code: string | undefined;
  try {
    const result = await callFunction(
      name,
      (content["args"] ?? {}) as JsonObject,
      {
        cwd: fs.path.dirname(path),
        tmp,
        arrays: { folder, prefix: safeName(caseName) },
      },
      ctx,
    );
    answer = { function: name, case: caseName, result };
  } catch (caught) {
    const error = typedError(caught, name);
    if (error.code === "Internal") ctx.log(error.message);
    code = error.code;
    answer = { function: name, case: caseName, error: { code, message: error.message } };
  }
  await fs.writeFile(fs.path.join(folder, `${safeName(caseName)}.json`), JSON.stringify(answer));
  return code;
}

/** A name that cannot leave its folder. */
function safeName(name: string): string {
  return name.replaceAll(/[\\/]/g, "_").replace(/^\.+/, "_");
}

async function findCases(folder: string, ctx: ComputeContext): Promise<CaseFile[]> {
  const { fs } = ctx;
  const found: CaseFile[] = [];
  for (const entry of await fs.list(folder)) {
    const path = fs.path.join(folder, entry);
    const stat = await fs.stat(path);
    if (stat?.kind === "folder") {
      // inputs of cases, not cases
      if (entry !== "input" && entry !== "data") found.push(...(await findCases(path, ctx)));
    } else if (entry.endsWith(".json")) {
      const content = await readCase(path, ctx);
      if (content) found.push({ path, content });
    }
  }
  return found;
}

async function readCase(path: string, ctx: ComputeContext): Promise<JsonObject | undefined> {
  const text = await ctx.fs.readText(path);
  if (!/"function"/.test(text) || !/"args"/.test(text) || !/"case"/.test(text)) return undefined;
  let value: JsonValue;
  try {
    value = parseJson(text, path);
  } catch {
    return undefined; // a document that is not JSON is no case
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const content = value as JsonObject;
  return typeof content["function"] === "string" && typeof content["case"] === "string"
    ? content
    : undefined;
}
