import { defineSessionFormat } from "../shared/session-format.ts";
import { sessionEvents } from "../shared/session/index.ts";
import { isNex } from "./header.ts";
import { openNex, openNexWithEvents, withDurationsInSeconds } from "./session.ts";

/** NeuroExplorer .nex files. */
export const neuroexplorer = defineSessionFormat({
  id: "neuroexplorer",
  label: "NeuroExplorer",
  extensions: ["nex"],
  siClass: "spikeinterface.extractors.neoextractors.neuroexplorer.NeuroExplorerRecordingExtractor",
  reader: "read_neuroexplorer",
  neoReader: "NeuroExplorerRawIO",
  sniffBytes: 4,
  sniff: (head) => (isNex(head) ? 'it begins with "NEX1"' : undefined),
  open: openNex,
  openAll: async (path, ctx) => (await openNexWithEvents(path, ctx)).session,
  async readEvents(path, ctx) {
    const { session, ticksPerSecond } = await openNexWithEvents(path, ctx);
    return sessionEvents(withDurationsInSeconds(session, ticksPerSecond));
  },
});
