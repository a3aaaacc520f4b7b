export * from "./pool.ts";
export * from "./cancel.ts";
export type { KernelChoice } from "./messages.ts";
