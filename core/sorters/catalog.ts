import { lupin } from "./lupin/index.ts";
import { simple } from "./simple/index.ts";
import { spykingcircus2 } from "./spykingcircus2/index.ts";
import { tridesclous2 } from "./tridesclous2/index.ts";

/** Every sorter that runs inside the application. */
export const SORTERS = [lupin, simple, spykingcircus2, tridesclous2] as const;

export type SorterName = (typeof SORTERS)[number]["name"];
