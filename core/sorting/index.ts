export type * from "./sorting.ts";
