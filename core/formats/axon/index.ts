import { textFromLatin1 } from "#core/array/index.ts";
import { defineSessionFormat } from "../shared/session-format.ts";
import { sessionEvents } from "../shared/session/index.ts";
import { openAbf, openAbfWithTags } from "./session.ts";

/** Axon binary files of pCLAMP and AxoScope, version 1 and 2. */
export const axon = defineSessionFormat({
  id: "axon",
  label: "Axon ABF",
  extensions: ["abf"],
  siClass: "spikeinterface.extractors.neoextractors.axon.AxonRecordingExtractor",
  reader: "read_axon",
  neoReader: "AxonRawIO",
  sniffBytes: 4,
  sniff(head) {
    const signature = textFromLatin1(head);
    return signature === "ABF " || signature === "ABF2"
      ? `it begins with "${signature.trim()}", the mark of Axon binary files`
      : undefined;
  },
  open: openAbf,
  openAll: (path, ctx) => openAbfWithTags(path, "type", ctx),
  readEvents: async (path, ctx) => sessionEvents(await openAbfWithTags(path, "comment", ctx)),
});
