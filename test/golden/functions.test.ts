import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { callBatch, callFunction, FUNCTIONS, typedError } from "#core/functions/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { nodeFileSystem, nodeMemory } from "#native/index.ts";
import { differences } from "../support/compare-values.ts";
import { goldenPath, hasGolden } from "../support/golden.ts";

interface FunctionCase {
  readonly function: string;
  readonly case: string;
  readonly note: string;
  readonly args: JsonObject;
  readonly result?: JsonValue;
  readonly error?: string;
  readonly rtol?: number;
  readonly atol?: number;
  readonly compare?: string;
}

const root = goldenPath("functions");
const names = hasGolden ? readdirSync(root) : [];
const known = new Set(FUNCTIONS.map(({ name }) => name));
const ctx = createLocalComputeContext({
  kernels: typescriptKernels,
  fs: nodeFileSystem,
  memory: nodeMemory,
});
const scratch = mkdtempSync(join(tmpdir(), "functions-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function attempt(
  { function: name, args }: FunctionCase,
  folder: string,
): Promise<{ result: JsonValue } | { error: string }> {
  const tmp = mkdtempSync(join(scratch, "tmp-"));
  try {
    return { result: await callFunction(name, args, { cwd: folder, tmp }, ctx) };
  } catch (caught) {
    const error = typedError(caught, name);
    return { error: `${error.code}: ${error.message}` };
  }
}

describe.skipIf(!hasGolden)("functions by their dotted names", () => {
  for (const name of names.filter((n) => known.has(n))) {
    const folder = join(root, name);
    const cases = readdirSync(folder).filter((file) => file.endsWith(".json"));
    test.each(cases)(`${name} %s`, async (file) => {
      const golden = JSON.parse(readFileSync(join(folder, file), "utf8")) as FunctionCase;
      // this one returns a callable: the stored points say where it was evaluated
      const points = name.endsWith("fcn_cosine") ? { x: (golden.result as JsonObject)["x"] } : {};
      const answer = await attempt({ ...golden, args: { ...golden.args, ...points } }, folder);
      if (golden.error !== undefined) {
        // a refusal by a bug may be answered with what was meant
        if (golden.note.startsWith("reference bug") && !("error" in answer)) return;
        expect(
          answer,
          `${golden.note}\nthe reference refuses this: ${golden.error}`,
        ).toHaveProperty("error");
        expect("error" in answer && answer.error).not.toMatch(/^Internal/);
        return;
      }
      if ("error" in answer) throw new Error(answer.error);
      if (golden.compare === "statistical") return; // another draw; that it answers is what is tested
      const found = differences(answer.result, golden.result ?? null, {
        rtol: golden.rtol ?? 0,
        atol: golden.atol ?? 0,
        ...(golden.compare === undefined ? {} : { mode: golden.compare }),
        actualFolder: scratch,
        expectedFolder: folder,
      });
      expect(found, golden.note).toEqual([]);
    });
  }

  test("a batch writes an answer for every case, with long arrays beside it", async () => {
    const name = "spikeinterface.core.generate.generate_templates";
    const out = join(scratch, "batch");
    const summary = await callBatch(join(root, name), out, ctx);
    expect(summary.numCases).toBe(summary.numResults + (summary.errors["InvalidParameter"] ?? 0));
    const answer = JSON.parse(readFileSync(join(out, name, "default.json"), "utf8")) as {
      result: { $nd: { file: string } };
    };
    expect(existsSync(join(out, name, answer.result.$nd.file))).toBe(true);
    const refused = JSON.parse(
      readFileSync(join(out, name, "2d-units.json"), "utf8"),
    ) as FunctionCase;
    expect(refused).toMatchObject({ case: "2d-units", error: { code: "InvalidParameter" } });
  });

  test("a function that does not exist is named so", async () => {
    await expect(callFunction("no.such", {}, { cwd: root, tmp: scratch }, ctx)).rejects.toThrow(
      expect.objectContaining({ code: "UnknownFunction" }),
    );
  });

  test("every name of the catalog is one of the reference's", () => {
    const missing = names.filter((name) => !known.has(name));
    console.info(
      `${String(names.length - missing.length)} of ${String(names.length)} functions in the catalog`,
    );
    // beside the table's functions there are generators and comparisons, by the reference's own names too
    expect([...known].filter((name) => !name.startsWith("spikeinterface."))).toEqual([]);
    expect(known.size, "a name is listed twice").toBe(FUNCTIONS.length);
  });
});
