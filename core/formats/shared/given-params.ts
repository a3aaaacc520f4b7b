import { z } from "zod";
import { PROBE_NAMES } from "./probe-file/index.ts";

/** Reader parameters that every recording format takes beside its own (file-formats.md). */
export const GIVEN_PARAMS = z.object({
  probe_path: z
    .string()
    .nullish()
    .describe(
      "Places of the channels, instead of the file's own: probeinterface JSON, .prb or .imro.",
    ),
  probe_name: z
    .enum(PROBE_NAMES)
    .nullish()
    .describe("A known probe instead of a file, wired in order from the tip: check the wiring."),
  events_path: z
    .string()
    .nullish()
    .describe(
      "Events that lie apart: a table (.csv, .tsv) with a column time (s) or frame, or a file of a format with events, e.g. NWB.",
    ),
});
