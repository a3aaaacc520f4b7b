export * from "./define-view.ts";
export * from "./panel-context.ts";
export { default as DockArea } from "./DockArea.vue";
export { default as PanelBar } from "./PanelBar.vue";
