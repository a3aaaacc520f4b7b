import type { Kernels } from "#core/kernels/index.ts";
import type { NativeFunctions, NativeLevel } from "./addon.ts";
/** The kernels of one level of the addon, behind the same checks as their TypeScript twins. */
export declare function createNativeKernels(level: NativeLevel, native: NativeFunctions): Kernels;
