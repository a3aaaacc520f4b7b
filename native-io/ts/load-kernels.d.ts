import { type KernelLevel, type Kernels } from "#core/kernels/index.ts";
/** What the kernels run on here, and why. */
export interface KernelStatus {
  readonly level: KernelLevel;
  /** all levels that work here, the fastest first */
  readonly available: readonly KernelLevel[];
  /** the addon's file, or why there is none */
  readonly note: string;
}
/** The levels that work on this machine, the fastest first; "typescript" is always the last. */
export declare function availableLevels(): readonly KernelLevel[];
/**
 * The kernels of exactly one level.
 * @throws Unsupported when the level does not work here
 */
export declare function kernelsAtLevel(level: KernelLevel): Kernels;
/**
 * The kernels to compute with: what the environment variable SPIKEDESK_KERNELS names, else `level`, else the fastest
 * that works. Only "auto" may fall back to TypeScript.
 * @throws InvalidParameter for a name that is no level, Unsupported for a level that does not work here
 */
export declare function loadKernels(level?: "auto" | KernelLevel): Kernels;
/** What `loadKernels()` gives here, and where the addon is or why it is missing. */
export declare function kernelStatus(): KernelStatus;
