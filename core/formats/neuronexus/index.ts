import { defineSessionFormat } from "../shared/session-format.ts";
import { openNeuroNexus, readXdatMetadata } from "./session.ts";

/** NeuroNexus Allego: NAME.xdat.json with NAME_data.xdat and NAME_timestamp.xdat. */
export const neuronexus = defineSessionFormat({
  id: "neuronexus",
  label: "NeuroNexus Allego",
  extensions: ["xdat.json", "json"],
  siClass: "spikeinterface.extractors.neoextractors.neuronexus.NeuroNexusRecordingExtractor",
  reader: "read_neuronexus",
  neoReader: "NeuroNexusRawIO",
  async sniff(_head, path, ctx) {
    const { channels } = await readXdatMetadata(path, ctx);
    return `it describes an Allego session of ${String(channels.length)} channels`;
  },
  open: openNeuroNexus,
});
