export { default as OpenDialog } from "./OpenDialog.vue";
export { default as SimulateDialog } from "./SimulateDialog.vue";
export { default as StartPage } from "./StartPage.vue";
export * from "./use-opening.ts";
