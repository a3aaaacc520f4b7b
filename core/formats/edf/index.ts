import { defineSessionFormat } from "../shared/session-format.ts";
import { readEdfEvents } from "./annotations.ts";
import { EDF_HEADER_BYTES, edfKind } from "./header.ts";
import { openEdf } from "./session.ts";

/** European Data Format: EDF, EDF+C and BioSemi's 24-bit BDF. */
export const edf = defineSessionFormat({
  id: "edf",
  label: "EDF / BDF",
  extensions: ["edf", "bdf", "rec"],
  siClass: "spikeinterface.extractors.neoextractors.edf.EDFRecordingExtractor",
  reader: "read_edf",
  neoReader: "EDFRawIO",
  sniffBytes: EDF_HEADER_BYTES,
  sniff(head) {
    const kind = edfKind(head);
    return kind && `it begins with the fixed-width header of ${kind.toUpperCase()} files`;
  },
  open: openEdf,
  readEvents: readEdfEvents,
});
