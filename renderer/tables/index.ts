export { default as DataTable } from "./DataTable.vue";
export * from "./columns.ts";
export * from "./filter.ts";
