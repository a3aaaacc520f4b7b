export * from "./pool.ts";
export * from "./cancel.ts";
export * from "./job-queue.ts";
export { ShownStore } from "./shown-store.ts";
