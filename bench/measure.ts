import { Worker } from "node:worker_threads";
import type { Kernels } from "#core/kernels/index.ts";
import type { BenchData, Prepared, Workload } from "./workloads.ts";

const ROUNDS = 3;

async function timeOnce(prepared: Prepared): Promise<number> {
  const start = performance.now();
  await prepared.run();
  return (performance.now() - start) / 1000;
}

/** What one workload took. */
export interface Timing {
  /** s, best of three after a warm-up */
  readonly seconds: number;
  /** 10⁶ samples per second, of all threads together */
  readonly msamples_per_s: number;
  readonly threads: number;
}

/** Times a workload on this thread. `beforeRound` may hold it until others are ready too. */
export async function measure(
  workload: Workload,
  kernels: Kernels,
  data: BenchData,
  beforeRound: () => void = () => undefined,
): Promise<Timing> {
  const prepared = await workload.prepare(kernels, data);
  try {
    await prepared.run();
    let seconds = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      beforeRound();
      seconds = Math.min(seconds, await timeOnce(prepared));
    }
    return { seconds, msamples_per_s: prepared.samples / seconds / 1e6, threads: 1 };
  } finally {
    await prepared.close?.();
  }
}

/** What a worker is told: which workloads, on how much data, and where to meet the others. */
export interface WorkerOrder {
  readonly workloads: readonly string[];
  readonly channels: number;
  readonly seconds: number;
  readonly threads: number;
  /** [round]: how many have arrived */
  readonly arrivals: Int32Array;
}

function runWorker(order: WorkerOrder): Promise<readonly Timing[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: order });
    worker.once("message", (timings: readonly Timing[]) => {
      resolve(timings);
    });
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code !== 0) reject(new Error(`a benchmark worker ended with status ${String(code)}`));
    });
  });
}

/**
 * The same workloads in several threads at once, each on its own data; every round starts together.
 * @returns per workload the slowest thread's time and the throughput of all
 */
export async function measureTogether(
  workloads: readonly Workload[],
  size: { readonly channels: number; readonly seconds: number; readonly threads: number },
): Promise<readonly Timing[]> {
  const rounds = workloads.length * ROUNDS;
  const arrivals = new Int32Array(new SharedArrayBuffer(4 * rounds));
  const order = { workloads: workloads.map((w) => w.name), ...size, arrivals };
  const all = await Promise.all(Array.from({ length: size.threads }, () => runWorker(order)));
  return workloads.map((_, i) => {
    const own = all.map((timings) => timings[i]).filter((timing) => timing !== undefined);
    return {
      seconds: Math.max(...own.map((timing) => timing.seconds)),
      msamples_per_s: own.reduce((sum, timing) => sum + timing.msamples_per_s, 0),
      threads: size.threads,
    };
  });
}
