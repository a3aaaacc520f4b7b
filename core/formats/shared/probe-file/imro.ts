import { EphysError, type ProbeGroup } from "#core/model/index.ts";
import { imroColumns } from "../neuropixels/imro.ts";
import { wholeProbe } from "../neuropixels/probe.ts";
import { PART_OF_TYPE, probeModel } from "../neuropixels/table.ts";

/**
 * The probe of an .imro file: "(type,channels)(entry)(entry)…", with the header of three numbers that phase 3A has, or a
 * part number as type. Channels are wired in the order of the entries.
 * @throws CorruptFile, Unsupported (an unknown type)
 */
export function parseImro(text: string, path: string): ProbeGroup {
  const items = text.trim().replace(/^\(/, "").replace(/\)$/, "").split(")(");
  const [head = "", ...entries] = items;
  const fields = head.split(",").map((field) => field.trim());
  if (fields.length === 6 && fields[0] === "1110") {
    throw new EphysError(
      "Unsupported",
      `${path} lists groups of channels of an NP1110 probe, not contacts; take the .meta file of a recording made with it`,
      { path, type: "1110" },
    );
  }
  if (entries.length === 0 || (fields.length !== 2 && fields.length !== 3)) {
    throw new EphysError(
      "CorruptFile",
      `${path} does not begin with "(type,channels)" and entries`,
      {
        path,
      },
    );
  }
  const type = fields.length === 3 ? "0" : fields[0];
  const part = Object.hasOwn(PART_OF_TYPE, type) ? PART_OF_TYPE[type] : type;
  const known = part === undefined ? undefined : probeModel(part);
  if (part === undefined || !known) {
    throw new EphysError(
      "Unsupported",
      `${path} is for a probe of type ${type}, which is not known`,
      {
        path,
        type,
      },
    );
  }
  const whole = wholeProbe(known.model, imroColumns(entries, known.model, path), path);
  return {
    probes: [
      {
        ...whole,
        annotations: {
          model_name: part,
          manufacturer: "imec",
          description: known.description,
          ...whole.annotations,
          probe_type: type,
        },
        deviceChannelIndices: Int32Array.from(entries.keys()),
      },
    ],
  };
}
