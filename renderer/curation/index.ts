export { default as CurationDialogs } from "./CurationDialogs.vue";
