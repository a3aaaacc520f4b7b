import { z } from "zod";
import { defineFunction } from "#core/functions/define.ts";
import { readBids } from "./bids/index.ts";

/** The function of that name. */
export const readBidsFunction = defineFunction({
  name: "spikeinterface.extractors.bids.read_bids",
  params: z.object({ folder_path: z.string() }),
  run: ({ folder_path: folder }, ctx) => readBids(folder, ctx),
});
