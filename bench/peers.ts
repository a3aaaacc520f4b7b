import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EphysError } from "#core/model/index.ts";

/** One workload of the reference's libraries. */
export interface PeerTiming {
  readonly seconds: number;
  readonly msamples_per_s: number;
  readonly note: string;
}

export type PeerTimings = Readonly<Record<string, PeerTiming>>;

const NEEDED = "import numpy, scipy, sklearn";

/** One thread, so that a ratio compares core with core. */
const ONE_THREAD = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  VECLIB_MAXIMUM_THREADS: "1",
};

function findScript(): string {
  const script = resolve(import.meta.dirname, "../../shared/bench/peers.py");
  if (!existsSync(script)) {
    throw new EphysError(
      "FileNotFound",
      `the peers' benchmark is not beside the checkout (${script}); run without --peers`,
      { path: script },
    );
  }
  return script;
}

function findPython(): string {
  const candidates = ["/usr/bin/python3", "python3", "python"];
  const found = candidates.find((python) => {
    return spawnSync(python, ["-c", NEEDED], { stdio: "ignore" }).status === 0;
  });
  if (found === undefined) {
    throw new EphysError(
      "Unsupported",
      "--peers needs a python3 with NumPy, SciPy and scikit-learn; on Debian: " +
        "apt-get install python3-numpy python3-scipy python3-sklearn",
      { tried: candidates },
    );
  }
  return found;
}

/** Python and script for `--peers`; found before anything is timed. */
export interface PeerProgram {
  readonly python: string;
  readonly script: string;
}

/** @throws FileNotFound without the script, Unsupported without a Python that has the libraries */
export function findPeers(): PeerProgram {
  return { script: findScript(), python: findPython() };
}

/** Times NumPy, SciPy and scikit-learn on this machine, one thread each. */
export function runPeers(
  { python, script }: PeerProgram,
  size: { readonly channels: number; readonly seconds: number },
): PeerTimings {
  const args = [script, "--channels", String(size.channels), "--seconds", String(size.seconds)];
  const result = spawnSync(python, args, {
    encoding: "utf8",
    env: { ...process.env, ...ONE_THREAD },
    maxBuffer: 1 << 24,
  });
  if (result.status !== 0) {
    const reason = result.error?.message ?? result.stderr.trim().split("\n").at(-1) ?? "";
    throw new EphysError("Unsupported", `the peers' benchmark failed: ${reason}`, {
      python,
      script,
    });
  }
  const answer = JSON.parse(result.stdout) as Record<string, PeerTiming>; // the script's own format
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== "machine"));
}
