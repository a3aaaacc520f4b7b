import { csv } from "./csv/index.ts";
import { mat } from "./mat/index.ts";
import { nwb } from "./nwb/index.ts";
import { curation } from "./curation/index.ts";
import { phy } from "./phy/index.ts";
import { report } from "./report/index.ts";
import { spikeinterface } from "./spikeinterface/index.ts";

/** Every way to hand results over, in the order of menus. */
export const EXPORTERS = [phy, spikeinterface, curation, csv, nwb, mat, report] as const;

export type ExporterName = (typeof EXPORTERS)[number]["name"];
