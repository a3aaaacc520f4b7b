export * from "./pool.ts";
export * from "./cancel.ts";
export * from "./job-queue.ts";
export type { KernelChoice } from "./messages.ts";
