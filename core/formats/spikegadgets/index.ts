import { textFromLatin1 } from "#core/array/index.ts";
import { defineSessionFormat } from "../shared/session-format.ts";
import { openSpikeGadgets } from "./session.ts";

/** SpikeGadgets Trodes .rec files: an XML configuration, then packets. */
export const spikegadgets = defineSessionFormat({
  id: "spikegadgets",
  label: "SpikeGadgets",
  extensions: ["rec"],
  siClass: "spikeinterface.extractors.neoextractors.spikegadgets.SpikeGadgetsRecordingExtractor",
  reader: "read_spikegadgets",
  neoReader: "SpikeGadgetsRawIO",
  sniffBytes: 4096,
  sniff(head) {
    const text = textFromLatin1(head);
    return text.includes("<Configuration") && text.includes("<GlobalConfiguration")
      ? "it begins with the XML configuration of Trodes"
      : undefined;
  },
  open: openSpikeGadgets,
});
