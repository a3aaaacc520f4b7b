import { textFromLatin1 } from "#core/array/index.ts";
import { defineSessionFormat } from "../shared/session-format.ts";
import { MAX_HEADER_BYTES, openMcsRaw } from "./session.ts";

/** Raw files that Multi Channel Systems' MC_DataTool exports with its header. */
export const mcsRaw = defineSessionFormat({
  id: "mcs_raw",
  label: "MCS raw (MC_DataTool)",
  extensions: ["raw"],
  siClass: "spikeinterface.extractors.neoextractors.mcsraw.MCSRawRecordingExtractor",
  reader: "read_mcsraw",
  neoReader: "RawMCSRawIO",
  sniffBytes: MAX_HEADER_BYTES,
  sniff(head) {
    const text = textFromLatin1(head);
    return text.includes("Sample rate = ") && text.includes("EOH")
      ? "it begins with MC_DataTool's header (Sample rate, ADC zero … EOH)"
      : undefined;
  },
  open: openMcsRaw,
});
