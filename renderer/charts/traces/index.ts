export { default as TraceCanvas } from "./TraceCanvas.vue";
export type { TraceGestures } from "./use-trace-gestures.ts";
export * from "./signal.ts";
