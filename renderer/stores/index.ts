export * from "./comparison.ts";
export * from "./jobs.ts";
export * from "./project.ts";
export * from "./recording-detail.ts";
export * from "./selection.ts";
export * from "./settings.ts";
export * from "./time-window.ts";
export * from "./units.ts";
