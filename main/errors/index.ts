export * from "./wire-error.ts";
