import { freemem, totalmem } from "node:os";
import type { MemoryPort } from "#core/io/index.ts";

/** Memory as the operating system counts it. */
export const nodeMemory: MemoryPort = {
  processBytes: () => process.memoryUsage.rss(),
  machineBytes: () => totalmem() - freemem(),
};
