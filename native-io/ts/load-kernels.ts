import { typescriptKernels, type KernelLevel, type Kernels } from "#core/kernels/index.ts";
import { EphysError } from "#core/model/index.ts";
import { loadAddon, type NativeLevel } from "./addon.ts";
import { createNativeKernels } from "./native-kernels.ts";

const LEVELS: readonly KernelLevel[] = ["avx512", "avx2", "neon", "baseline", "typescript"];

/** What the kernels run on here, and why. */
export interface KernelStatus {
  readonly level: KernelLevel;
  /** all levels that work here, the fastest first */
  readonly available: readonly KernelLevel[];
  /** the addon's file, or why there is none */
  readonly note: string;
}

function isLevel(name: string): name is KernelLevel {
  return (LEVELS as readonly string[]).includes(name);
}

/** The levels that work on this machine, the fastest first; "typescript" is always the last. */
export function availableLevels(): readonly KernelLevel[] {
  const { addon } = loadAddon();
  return LEVELS.filter((level) => level === "typescript" || addon?.[level] !== undefined);
}

const made = new Map<KernelLevel, Kernels>([["typescript", typescriptKernels]]);

/**
 * The kernels of exactly one level.
 * @throws Unsupported when the level does not work here
 */
export function kernelsAtLevel(level: KernelLevel): Kernels {
  const known = made.get(level);
  if (known) return known;
  const { addon, note } = loadAddon();
  const native = addon?.[level as NativeLevel]; // "typescript" is always known
  if (!native) {
    const reason = addon ? "this processor or build does not have it" : note;
    throw new EphysError(
      "Unsupported",
      `the kernels cannot run at level "${level}": ${reason}; ` +
        `available: ${availableLevels().join(", ")}`,
      { level, available: [...availableLevels()] },
    );
  }
  const kernels = createNativeKernels(level as NativeLevel, native);
  made.set(level, kernels);
  return kernels;
}

/**
 * The kernels to compute with: what the environment variable SPIKEDESK_KERNELS names, else `level`, else the fastest
 * that works. Only "auto" may fall back to TypeScript.
 * @throws InvalidParameter for a name that is no level, Unsupported for a level that does not work here
 */
export function loadKernels(level: "auto" | KernelLevel = "auto"): Kernels {
  const forced = process.env["SPIKEDESK_KERNELS"];
  const wanted = forced ? forced : level;
  if (wanted === "auto") return kernelsAtLevel(availableLevels()[0] ?? "typescript");
  if (!isLevel(wanted)) {
    throw new EphysError(
      "InvalidParameter",
      `"${wanted}" is not a kernel level; use auto, ${LEVELS.join(", ")}`,
      { level: wanted, allowed: ["auto", ...LEVELS] },
    );
  }
  return kernelsAtLevel(wanted);
}

/** What `loadKernels()` gives here, and where the addon is or why it is missing. */
export function kernelStatus(): KernelStatus {
  const { note } = loadAddon();
  return { level: loadKernels().level, available: availableLevels(), note };
}
