import { EphysError, type JsonObject, type JsonValue, type Probe } from "#core/model/index.ts";
import { AP_RATE_HZ, type MuxTable, type ProbeModel } from "./table.ts";

/*
 * Neuropixels probes from a table of models and the electrodes that were recorded. Positions are probeinterface's: the
 * centre of the lower left contact is the origin, shanks follow along x.
 */

/** Where the shank's outline lies below the lowest contacts, µm (one value for all models). */
const CONTOUR_BELOW_UM = 11;
/** Length drawn for a shank, µm. */
const SHANK_LENGTH_UM = 10_000;

const CONTACT_ANNOTATIONS: Readonly<Record<string, string>> = {
  channel: "channel_ids",
  bank: "banks",
  bank_mask: "banks",
  ref_id: "references",
  ap_gain: "ap_gains",
  lf_gain: "lf_gains",
  ap_hipas_flt: "ap_hp_filters",
};

/** Columns of an imro table; of a probe without one, "electrode" and, with several shanks, "shank". */
export type ImroColumns = ReadonlyMap<string, readonly number[]>;

/**
 * A probe with the contacts of the table's rows in their order, positions in µm.
 * @throws CorruptFile when a contact is named twice
 */
export function wholeProbe(model: ProbeModel, columns: ImroColumns, path: string): Probe {
  const electrodes = electrodesOf(columns);
  const shanks = model.numShanks > 1 ? (columns.get("shank") ?? []) : undefined;
  const count = electrodes.length;
  const positions = new Float64Array(count * 2);
  const stagger = model.evenRowOffsetUm - model.oddRowOffsetUm;
  for (const [i, electrode] of electrodes.entries()) {
    const row = Math.floor(electrode / model.colsPerShank);
    const column = electrode - row * model.colsPerShank;
    positions[2 * i] =
      column * model.xPitchUm +
      (row % 2 === 0 ? stagger : 0) +
      (shanks?.[i] ?? 0) * model.shankPitchUm;
    positions[2 * i + 1] = row * model.yPitchUm;
  }
  const contactIds = electrodes.map((electrode, i) =>
    shanks ? `s${String(shanks[i])}e${String(electrode)}` : `e${String(electrode)}`,
  );
  if (new Set(contactIds).size !== count) {
    throw new EphysError("CorruptFile", `${path}: the imro table names a contact twice`, { path });
  }
  const { adcGroups, adcOrder } = adcSampling(model.mux, count);
  const vertices = contour(model);
  return {
    ndim: 2,
    siUnits: "um",
    annotations: {
      shank_tips: shankTips(model),
      adc_bit_depth: model.adcBitDepth,
      num_readout_channels: model.numReadoutChannels,
      ap_sample_frequency_hz: AP_RATE_HZ,
      lf_sample_frequency_hz: model.lfRateHz,
      num_adcs: model.mux.numAdcs,
      num_channels_per_adc: model.mux.channelsPerAdc,
    },
    contactAnnotations: {
      adc_group: adcGroups,
      adc_sample_order: adcOrder,
      ...imroAnnotations(columns),
    },
    contactPositions: positions,
    contactShapes: new Array<string>(count).fill("square"),
    contactShapeParams: new Array<JsonObject>(count).fill({ width: model.contactUm }),
    probePlanarContour: vertices,
    contactIds,
    shankIds: electrodes.map((_, i) => (shanks ? String(shanks[i]) : "")),
  };
}

/** Electrode numbers: stated, or bank × 384 + channel. */
function electrodesOf(columns: ImroColumns): readonly number[] {
  const stated = columns.get("electrode");
  if (stated) return stated;
  const banks = columns.get("bank") ?? [];
  return (columns.get("channel") ?? []).map((channel, i) => banks[i] * 384 + channel);
}

function imroAnnotations(columns: ImroColumns): Record<string, readonly number[]> {
  const out: Record<string, readonly number[]> = {};
  for (const [field, values] of columns) {
    if (field in CONTACT_ANNOTATIONS) out[CONTACT_ANNOTATIONS[field]] = values;
  }
  return out;
}

/** Converter of each contact and its turn in the converter's cycle. */
function adcSampling(mux: MuxTable, count: number): { adcGroups: number[]; adcOrder: number[] } {
  const adcGroups = new Array<number>(count).fill(0);
  const adcOrder = new Array<number>(count).fill(0);
  if (!mux.rows) {
    for (let i = 0; i < count; i++) {
      const block = Math.floor(i / (2 * mux.channelsPerAdc));
      adcGroups[i] = 2 * block + (i % 2);
      adcOrder[i] = Math.floor((i % (2 * mux.channelsPerAdc)) / 2);
    }
    return { adcGroups, adcOrder };
  }
  for (let adc = 0; adc < mux.numAdcs; adc++) {
    const channels = mux.rows.map((row) => row[adc]).filter((channel) => channel < count);
    for (const [turn, channel] of channels.entries()) {
      adcGroups[channel] = adc;
      adcOrder[channel] = turn;
    }
  }
  return { adcGroups, adcOrder };
}

function contour(model: ProbeModel): number[][] {
  const { shankWidthUm: width, tipLengthUm: tip } = model;
  const outline = [
    [0, SHANK_LENGTH_UM],
    [0, 0],
    [width / 2, -tip],
    [width, 0],
    [width, SHANK_LENGTH_UM],
  ];
  const vertices: number[][] = [];
  for (let shank = 0; shank < model.numShanks; shank++) {
    for (const [x, y] of outline) {
      vertices.push([x + shank * model.shankPitchUm - model.oddRowOffsetUm, y - CONTOUR_BELOW_UM]);
    }
  }
  return vertices;
}

function shankTips(model: ProbeModel): JsonValue {
  return Array.from({ length: model.numShanks }, (_, shank) => [
    model.shankWidthUm / 2 - model.oddRowOffsetUm + shank * model.shankPitchUm,
    -model.tipLengthUm - CONTOUR_BELOW_UM,
  ]);
}

/**
 * Fraction of a sample by which each channel is read later: turn / cycles, where a cycle also reads the LF band of
 * Neuropixels 1.0. undefined when the probe does not say.
 */
export function interSampleShift(probe: Probe): Float64Array | undefined {
  const order = probe.contactAnnotations["adc_sample_order"] as readonly number[] | undefined;
  const perAdc = probe.annotations["num_channels_per_adc"];
  const lfRateHz = probe.annotations["lf_sample_frequency_hz"];
  if (order === undefined || typeof perAdc !== "number" || typeof lfRateHz !== "number") {
    return undefined;
  }
  const cycles = Math.trunc(perAdc * (1 + lfRateHz / AP_RATE_HZ));
  return Float64Array.from(order, (turn) => turn / cycles);
}
