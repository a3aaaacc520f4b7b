import { csv } from "./csv/index.ts";

/** Every way to hand results over, in the order of menus. */
export const EXPORTERS = [csv] as const;

export type ExporterName = (typeof EXPORTERS)[number]["name"];
