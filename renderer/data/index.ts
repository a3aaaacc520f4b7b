export * from "./use-async.ts";
export * from "./lru-cache.ts";
export * from "./request-queue.ts";
