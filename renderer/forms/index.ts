export { default as SchemaForm } from "./SchemaForm.vue";
export * from "./schema.ts";
export * from "./partial.ts";
