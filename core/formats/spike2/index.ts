import { defineSessionFormat } from "../shared/session-format.ts";
import { isSon } from "./header.ts";
import { openSon } from "./session.ts";

/** Spike2's 32-bit files (.smr): signals, markers and spikes; the 64-bit .smrx needs CED's own library. */
export const spike2 = defineSessionFormat({
  id: "spike2",
  label: "Spike2 (.smr)",
  extensions: ["smr"],
  siClass: "spikeinterface.extractors.neoextractors.spike2.Spike2RecordingExtractor",
  reader: "read_spike2",
  neoReader: "Spike2RawIO",
  sniff: (head) => (isSon(head) ? "it begins with CED's copyright as Spike2's .smr do" : undefined),
  open: (path, ctx) => openSon(path, false, ctx),
  openAll: (path, ctx) => openSon(path, true, ctx),
});
