export { default as JobProgress } from "./JobProgress.vue";
export { default as ErrorBox } from "./ErrorBox.vue";
export { default as Modal } from "./Modal.vue";
export { default as SelectMenu } from "./SelectMenu.vue";
export { default as StateView } from "./StateView.vue";
export * from "./clipboard.ts";
export * from "./error-text.ts";
