import { existsSync } from "node:fs";
import { basename, join } from "node:path";

/** Whether an analyzer's place is a folder of Phy's, or the params.py of one: nothing is written into it unasked. */
export const isPhyFolder = (place: string): boolean =>
  basename(place) === "params.py" || existsSync(join(place, "params.py"));
