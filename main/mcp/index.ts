export { serveMcp } from "./serve.ts";
export { commandTools } from "./command-tools.ts";
