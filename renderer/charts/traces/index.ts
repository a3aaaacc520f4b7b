export { default as TraceCanvas } from "./TraceCanvas.vue";
export type { SpikeMark } from "./overlay.ts";
export type { TraceSourceName } from "./use-traces.ts";
