import { type JsonObject, type Probe } from "#core/model/index.ts";
import { pickContacts } from "#core/recording/index.ts";
import { metaList, savedChannels, type SpikeGlxMeta } from "./meta.ts";
import { geometryColumns } from "./geometry.ts";
import { imroColumns } from "../neuropixels/imro.ts";
import { wholeProbe } from "../neuropixels/probe.ts";
import { PART_OF_TYPE, probeModel } from "../neuropixels/table.ts";

/*
 * The probe of a SpikeGLX file from its imro table and part number.
 */

/**
 * The probe with the contacts of the saved channels, wired in their order; undefined for a part number that the table
 * does not have, and for one whose imro table does not say which contacts were recorded in a file without a map of them.
 * @throws CorruptFile for an imro table that does not fit the probe
 */
export function probeFromMeta(meta: SpikeGlxMeta): Probe | undefined {
  const entries = metaList(meta, "imroTbl");
  const probeType = (meta.heads.get("imroTbl") ?? "").split(",")[0] ?? "";
  const partNumber = partNumberOf(meta, probeType);
  const known = partNumber === undefined ? undefined : probeModel(partNumber);
  if (partNumber === undefined || known === undefined) return undefined;
  const namesChannels = known.model.imroFields.includes("channel");
  if (!namesChannels && !meta.lists.has("snsGeomMap")) return undefined;
  const columns = namesChannels
    ? imroColumns(entries, known.model, meta.path)
    : geometryColumns(meta, known.model);
  const whole = wholeProbe(known.model, columns, meta.path);
  const probe: Probe = {
    ...whole,
    annotations: {
      model_name: partNumber,
      manufacturer: "imec",
      description: known.description,
      ...whole.annotations,
      probe_type: probeType,
      ...fileAnnotations(meta),
    },
  };
  const numContacts = probe.contactShapes.length;
  const saved = savedChannels(meta).filter((channel) => channel < numContacts);
  const kept = saved.length === numContacts ? probe : pickContacts(probe, saved);
  return { ...kept, deviceChannelIndices: Int32Array.from(saved, (_, i) => i) };
}

/** Files of phase 3A name an option instead of a part; older ones of 1.0 only a type. */
function partNumberOf({ values }: SpikeGlxMeta, probeType: string): string | undefined {
  if (values.has("imProbeOpt")) return "NP1010";
  return values.get("imDatPrb_pn") ?? PART_OF_TYPE[values.get("imDatPrb_type") ?? probeType];
}

function fileAnnotations({ values }: SpikeGlxMeta): JsonObject {
  const serial = values.get("imDatPrb_sn") ?? values.get("imProbeSN");
  return {
    serial_number: serial ?? null,
    part_number: values.get("imDatPrb_pn") ?? null,
    port: values.get("imDatPrb_port") ?? null,
    slot: values.get("imDatPrb_slot") ?? null,
  };
}
