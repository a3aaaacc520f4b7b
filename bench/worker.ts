import { parentPort, workerData } from "node:worker_threads";
import { loadKernels } from "#native/index.ts";
import { measure, type Timing, type WorkerOrder } from "./measure.ts";
import { benchData, WORKLOADS } from "./workloads.ts";

const order = workerData as WorkerOrder; // sent by measureTogether

let round = 0;

/** Waits until every thread has come to the same round. */
function meet(): void {
  const { arrivals, threads } = order;
  if (Atomics.add(arrivals, round, 1) + 1 === threads) Atomics.notify(arrivals, round);
  for (;;) {
    const arrived = Atomics.load(arrivals, round);
    if (arrived >= threads) break;
    Atomics.wait(arrivals, round, arrived);
  }
  round++;
}

const kernels = loadKernels();
const data = benchData(order.channels, order.seconds, kernels);
const timings: Timing[] = [];
for (const name of order.workloads) {
  const workload = WORKLOADS.find((candidate) => candidate.name === name);
  if (workload) timings.push(await measure(workload, kernels, data, meet));
}
parentPort?.postMessage(timings);
