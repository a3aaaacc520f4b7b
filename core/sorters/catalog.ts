import { simple } from "./simple/index.ts";
import { tridesclous2 } from "./tridesclous2/index.ts";

/** Every sorter that runs inside the application. */
export const SORTERS = [simple, tridesclous2] as const;

export type SorterName = (typeof SORTERS)[number]["name"];
