export * from "./nd-array.ts";
