export { default as PlotCanvas } from "./PlotCanvas.vue";
export * from "./lasso.ts";
export * from "./pictures.ts";
export type * from "./types.ts";
