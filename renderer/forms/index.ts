export { default as SchemaForm } from "./SchemaForm.vue";
export * from "./schema.ts";
