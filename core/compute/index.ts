export * from "./context.ts";
export * from "./chunk-plan.ts";
export * from "./sweep.ts";
export * from "./local-executor.ts";
