export { availableLevels, kernelsAtLevel, kernelStatus, loadKernels } from "./load-kernels.ts";
export type { KernelStatus } from "./load-kernels.ts";
export { nodeFileSystem } from "./node-file-system.ts";
export { nodeMemory } from "./node-memory.ts";
