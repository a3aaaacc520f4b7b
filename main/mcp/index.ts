export { serveMcp, type McpOptions } from "./serve.ts";
export { commandTools } from "./command-tools.ts";
