export * from "./host.ts";
export { readStatic } from "./static-files.ts";
