export { default as CurationDialogs } from "./CurationDialogs.vue";
export { useTraceCommands } from "./use-trace-commands.ts";
