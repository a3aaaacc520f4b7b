export * from "./decompose.ts";
export * from "./products.ts";
