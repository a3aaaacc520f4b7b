import { simple } from "./simple/index.ts";

/** Every sorter that runs inside the application. */
export const SORTERS = [simple] as const;

export type SorterName = (typeof SORTERS)[number]["name"];
