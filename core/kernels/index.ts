export type * from "./kernels.ts";
