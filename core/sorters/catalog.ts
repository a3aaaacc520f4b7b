import { lupin } from "./lupin/index.ts";
import { simple } from "./simple/index.ts";
import { spikedesk } from "./spikedesk/index.ts";
import { spykingcircus2 } from "./spykingcircus2/index.ts";
import { tridesclous2 } from "./tridesclous2/index.ts";

/** Every sorter that runs inside the application; the first is what the window offers and `run` takes. */
export const SORTERS = [spikedesk, tridesclous2, spykingcircus2, lupin, simple] as const;

/** Which sorter is taken where none is named. */
export const DEFAULT_SORTER = SORTERS[0].name;

export type SorterName = (typeof SORTERS)[number]["name"];
