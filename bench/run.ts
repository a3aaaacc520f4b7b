import { availableParallelism } from "node:os";
import { kernelStatus, loadKernels } from "#native/index.ts";
import { measure, measureTogether, type Timing } from "./measure.ts";
import { findPeers, runPeers, type PeerTiming, type PeerTimings } from "./peers.ts";
import { formatTable } from "./table.ts";
import { benchData, WORKLOADS } from "./workloads.ts";

export interface BenchOptions {
  /** default 64 */
  readonly channels?: number;
  /** seconds of signal at 30 kHz, at least 1; default 10 */
  readonly seconds?: number;
  /** also time NumPy and SciPy and give the ratios; default false */
  readonly peers?: boolean;
  /** threads of the run with all workers; default one per core; 1 leaves it out */
  readonly threads?: number;
  /** told before each workload */
  readonly onProgress?: (name: string) => void;
}

/** The answer of `spikedesk bench --json`. Timings of all workers together have the suffix `_all_workers`. */
export interface BenchReport {
  readonly workloads: Readonly<Record<string, Timing>>;
  /** workload → our speed / the peer's, per core; empty without peers */
  readonly ratios: Readonly<Record<string, number>>;
  readonly peers: PeerTimings;
  readonly machine: {
    readonly kernels: string;
    readonly threads: number;
    readonly channels: number;
    readonly seconds: number;
  };
}

export const ALL_WORKERS = "_all_workers";

/** We and the peers take turns, each with its best counting, so that a disturbance of seconds favours neither. */
const TURNS_WITH_PEERS = 2;

function keepFaster<T extends { readonly seconds: number }>(
  best: Record<string, T>,
  name: string,
  timing: T,
): void {
  const kept = best[name];
  if (kept === undefined || timing.seconds < kept.seconds) best[name] = timing;
}

/**
 * Times the standard workloads per core, with all workers, and beside the reference's libraries, in one run.
 * @throws FileNotFound or Unsupported when peers are asked for and something of theirs is missing
 */
export async function runBench(options: BenchOptions = {}): Promise<BenchReport> {
  const { channels = 64, seconds = 10, threads = availableParallelism(), onProgress } = options;
  const program = options.peers ? findPeers() : undefined;
  const kernels = loadKernels();
  const data = benchData(channels, seconds, kernels);
  const workloads: Record<string, Timing> = {};
  const peers: Record<string, PeerTiming> = {};
  for (let turn = 0; turn < (program ? TURNS_WITH_PEERS : 1); turn++) {
    for (const workload of WORKLOADS) {
      onProgress?.(workload.name);
      keepFaster(workloads, workload.name, await measure(workload, kernels, data));
    }
    if (!program) continue;
    onProgress?.("peers");
    for (const [name, timing] of Object.entries(runPeers(program, { channels, seconds }))) {
      keepFaster(peers, name, timing);
    }
  }
  if (threads > 1) {
    onProgress?.(`all ${String(threads)} workers`);
    const together = await measureTogether(WORKLOADS, { channels, seconds, threads });
    WORKLOADS.forEach((workload, i) => {
      const timing = together[i];
      if (timing) workloads[workload.name + ALL_WORKERS] = timing;
    });
  }
  const ratios: Record<string, number> = {};
  for (const { name, peer = name } of WORKLOADS) {
    const [own, theirs] = [workloads[name], peers[peer]];
    if (own && theirs) ratios[name] = own.msamples_per_s / theirs.msamples_per_s;
  }
  const machine = { kernels: kernelStatus().level, threads, channels, seconds };
  return { workloads, ratios, peers, machine };
}

/** The report as text. */
export function benchText(report: BenchReport): string {
  const { machine, workloads, peers, ratios } = report;
  const rows = WORKLOADS.map(({ name, peer = name }) => [
    name,
    workloads[name]?.msamples_per_s,
    workloads[name + ALL_WORKERS]?.msamples_per_s,
    peers[peer]?.msamples_per_s,
    ratios[name],
  ]);
  const head =
    `${String(machine.channels)} channels, ${String(machine.seconds)} s at 30 kHz, ` +
    `kernels ${machine.kernels}; 10⁶ samples per second`;
  const titles = ["workload", "one core", `${String(machine.threads)} workers`, "peer", "ratio"];
  return `${head}\n${formatTable(titles, rows)}`;
}
