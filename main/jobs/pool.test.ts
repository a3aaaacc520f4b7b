import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isEphysError } from "#core/model/index.ts";
import { createCancelBuffer, createPool, requestCancel } from "./index.ts";

const pool = createPool({
  workerFile: join(import.meta.dirname, "../../test/support/pool-worker.ts"),
  numWorkers: 2,
  maxJobs: 2,
  kernels: "typescript",
});
afterAll(() => pool.close());

const doubles = (n: number): number[] => Array.from({ length: n }, (_, i) => 2 * i);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no error";
  } catch (error) {
    return isEphysError(error) ? error.code : String(error);
  }
}

describe("the pool", () => {
  it("hands results over in chunk order and passes on progress and log", async () => {
    const fractions: number[] = [];
    const log: string[] = [];
    const result = await pool.runJob("double", { numChunks: 40 }, createCancelBuffer(), {
      onProgress: ({ fraction }) => fractions.push(fraction),
      onLog: (message) => log.push(message),
    });
    expect(result).toEqual(doubles(40));
    expect(fractions.at(-1)).toBe(1);
    expect(log).toEqual(["doubled 40"]);
  });

  it("runs two jobs at once on the same workers", async () => {
    const results = await Promise.all(
      [30, 31, 32].map((numChunks) =>
        pool.runJob("double", { numChunks, mode: "slow" }, createCancelBuffer()),
      ),
    );
    expect(results).toEqual([doubles(30), doubles(31), doubles(32)]);
  });

  it("carries a typed error out of a lane with its details", async () => {
    const run = pool.runJob("double", { numChunks: 20, mode: "fail" }, createCancelBuffer());
    await expect(run).rejects.toMatchObject({ code: "CorruptFile", details: { frame: 5 } });
  });

  it("fails the job of a lane that died and goes on with the next", async () => {
    const run = pool.runJob("double", { numChunks: 20, mode: "die" }, createCancelBuffer());
    expect(await codeOf(run)).toBe("WorkerDied");
    expect(await pool.runJob("double", { numChunks: 6 }, createCancelBuffer())).toEqual(doubles(6));
  });

  it("fails a job whose own thread died and goes on with the next", async () => {
    expect(await codeOf(pool.runJob("dieAlone", {}, createCancelBuffer()))).toBe("WorkerDied");
    expect(await pool.runJob("double", { numChunks: 6 }, createCancelBuffer())).toEqual(doubles(6));
  });

  it("cancels between chunks", async () => {
    const cancel = createCancelBuffer();
    const run = pool.runJob("double", { numChunks: 10_000, mode: "slow" }, cancel);
    setTimeout(() => {
      requestCancel(cancel);
    }, 300);
    expect(await codeOf(run)).toBe("Cancelled");
    expect(await pool.runJob("double", { numChunks: 6 }, createCancelBuffer())).toEqual(doubles(6));
  });

  it("stops a job that does not look at the cancel flag", async () => {
    const cancel = createCancelBuffer();
    const run = pool.runJob("double", { mode: "spin" }, cancel);
    setTimeout(() => {
      requestCancel(cancel);
    }, 300);
    expect(await codeOf(run)).toBe("Cancelled");
    expect(await pool.query("echo", { a: 1 })).toEqual({ a: 1 });
  });
});
