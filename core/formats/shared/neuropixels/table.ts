/*
 * Facts of Neuropixels probes by part number (the manufacturer's public probe table, version 1.4). Distances in µm.
 */

/** Geometry and electronics that several part numbers share. */
export interface ProbeModel {
  readonly numShanks: number;
  readonly colsPerShank: number;
  readonly xPitchUm: number;
  readonly yPitchUm: number;
  /** left edge of the shank to the leftmost contact, even and odd rows */
  readonly evenRowOffsetUm: number;
  readonly oddRowOffsetUm: number;
  /** side of the square contact */
  readonly contactUm: number;
  readonly shankPitchUm: number;
  readonly shankWidthUm: number;
  readonly tipLengthUm: number;
  readonly adcBitDepth: number;
  readonly numReadoutChannels: number;
  readonly lfRateHz: number;
  /** names of the numbers in an entry of the imro table */
  readonly imroFields: readonly string[];
  readonly mux: MuxTable;
}

/** Which converter samples a channel, and as how manieth. */
export interface MuxTable {
  readonly numAdcs: number;
  readonly channelsPerAdc: number;
  /** rows in order of sampling, one channel per converter; undefined = pairs of converters over neighbouring channels */
  readonly rows?: readonly (readonly number[])[];
}

/** Sampling rate of the AP band in the table, all models. */
export const AP_RATE_HZ = 30_000;

const IMRO_1000 = ["channel", "bank", "ref_id", "ap_gain", "lf_gain", "ap_hipas_flt"];
const IMRO_2000 = ["channel", "bank_mask", "ref_id", "electrode"];
const IMRO_2010 = ["channel", "shank", "bank", "ref_id", "electrode"];
/** groups of channels, not channels: where they lie is said elsewhere */
const IMRO_1110 = ["group", "bankA", "bankB"];
const IMRO_3010 = ["channel", "bank", "ref_id", "electrode"];

const MUX_1000: MuxTable = { numAdcs: 32, channelsPerAdc: 12 };
const MUX_2000: MuxTable = { numAdcs: 24, channelsPerAdc: 16 };
const MUX_2020: MuxTable = { numAdcs: 96, channelsPerAdc: 16 };
const MUX_3010: MuxTable = { numAdcs: 58, channelsPerAdc: 16 };
/** 128 stands for "not connected" */
const MUX_1200: MuxTable = {
  numAdcs: 12,
  channelsPerAdc: 12,
  rows: [
    [84, 11, 85, 5, 74, 10, 56, 112, 46, 121, 39, 127],
    [100, 26, 110, 33, 69, 24, 63, 109, 45, 93, 25, 99],
    [87, 0, 82, 6, 71, 15, 53, 117, 43, 122, 42, 116],
    [102, 28, 81, 34, 70, 18, 60, 103, 17, 94, 27, 101],
    [73, 1, 86, 7, 68, 16, 50, 106, 40, 123, 128, 128],
    [105, 29, 75, 35, 67, 12, 54, 89, 20, 95, 128, 128],
    [76, 2, 83, 8, 65, 13, 47, 118, 49, 124, 128, 128],
    [108, 30, 78, 36, 64, 14, 51, 90, 23, 96, 128, 128],
    [79, 3, 80, 9, 62, 114, 44, 119, 52, 125, 128, 128],
    [104, 31, 72, 37, 61, 113, 57, 91, 19, 97, 128, 128],
    [88, 4, 77, 21, 59, 111, 41, 120, 55, 126, 128, 128],
    [107, 32, 66, 38, 58, 115, 48, 92, 22, 98, 128, 128],
  ],
};

const NP1: ProbeModel = {
  numShanks: 1,
  colsPerShank: 2,
  xPitchUm: 32,
  yPitchUm: 20,
  evenRowOffsetUm: 27,
  oddRowOffsetUm: 11,
  contactUm: 12,
  shankPitchUm: 0,
  shankWidthUm: 70,
  tipLengthUm: 209,
  adcBitDepth: 10,
  numReadoutChannels: 384,
  lfRateHz: 2500,
  imroFields: IMRO_1000,
  mux: MUX_1000,
};
const NP1_LINEAR: ProbeModel = { ...NP1, oddRowOffsetUm: 27 };
const NHP: ProbeModel = { ...NP1, xPitchUm: 87, shankWidthUm: 125, tipLengthUm: 373 };
const NHP_LINEAR: ProbeModel = { ...NHP, xPitchUm: 103, evenRowOffsetUm: 11 };
const NHP_PASSIVE: ProbeModel = {
  ...NP1,
  yPitchUm: 31,
  evenRowOffsetUm: 56.5,
  oddRowOffsetUm: 36.5,
  shankWidthUm: 125,
  tipLengthUm: 372,
  numReadoutChannels: 128,
  mux: MUX_1200,
};
const NP2: ProbeModel = {
  ...NP1,
  yPitchUm: 15,
  oddRowOffsetUm: 27,
  tipLengthUm: 206,
  adcBitDepth: 12,
  lfRateHz: 0,
  imroFields: IMRO_2000,
  mux: MUX_2000,
};
const NP2_PHASE1: ProbeModel = { ...NP2, adcBitDepth: 14 };
const NP2_FOUR: ProbeModel = { ...NP2, numShanks: 4, shankPitchUm: 250, imroFields: IMRO_2010 };
const NP2_FOUR_PHASE1: ProbeModel = { ...NP2_FOUR, adcBitDepth: 14 };
const QUAD_BASE: ProbeModel = { ...NP2_FOUR, numReadoutChannels: 1536, mux: MUX_2020 };
const NXT_SINGLE: ProbeModel = {
  ...NP2,
  tipLengthUm: 203,
  numReadoutChannels: 1536,
  imroFields: IMRO_3010,
  mux: MUX_3010,
};
const NXT_FOUR: ProbeModel = { ...QUAD_BASE, tipLengthUm: 204 };

/** Ultra-dense models differ in a regular grid and their tip. */
function ultra(
  colsPerShank: number,
  pitchUm: readonly [number, number],
  offsetUm: number,
  contactUm: number,
  tipLengthUm: number,
): ProbeModel {
  return {
    ...NP1,
    colsPerShank,
    xPitchUm: pitchUm[0],
    yPitchUm: pitchUm[1],
    evenRowOffsetUm: offsetUm,
    oddRowOffsetUm: offsetUm,
    contactUm,
    tipLengthUm,
  };
}

/** [part number, description, model] */
const PROBES: readonly (readonly [string, string, ProbeModel])[] = [
  ["NP1000", "Neuropixels 1.0 probe", NP1],
  ["NP1001", "Neuropixels 1.0 probe with cap", NP1],
  ["NP1010", "Neuropixels 1.0 NHP short staggered probe with cap", NP1],
  ["NP1011", "Neuropixels 1.0 NHP short staggered probe with cap, cabling, sharpened", NP1],
  [
    "NP1012",
    "Neuropixels 1.0 NHP short staggered probe with cap, cabling, sharpened, parylene coating",
    NP1,
  ],
  [
    "NP1013",
    "Neuropixels 1.0 NHP short staggered probe with cap, cabling, sharpened, parylene coating, sterile packaging",
    NP1,
  ],
  [
    "NP1014",
    "Neuropixels 1.0 NHP short staggered probe with cap, cabling, sharpened, sterile packaging ",
    NP1,
  ],
  ["NP1015", "Neuropixels 1.0 NHP short linear probe with cap", NP1_LINEAR],
  [
    "NP1016",
    "Neuropixels 1.0 NHP short linear probe with cap, cabling, sharpened, sterile packaging ",
    NP1_LINEAR,
  ],
  [
    "NP1017",
    "Neuropixels 1.0 NHP short linear probe with cap, cabling, sharpened, sterile packaging sterilized",
    NP1_LINEAR,
  ],
  ["NP1020", "Npix 1.0 NHP MEDIUM SOI35", NHP],
  ["NP1021", "Npix 1.0 NHP MEDIUM SOI60", NHP],
  ["NP1022", "Neuropixels 1.0 NHP medium linear probe with cap", NHP_LINEAR],
  ["NP1030", "Npix 1.0 NHP LONG SOI90", NHP],
  ["NP1031", "Npix 1.0 NHP LONG SOI125", NHP],
  ["NP1032", "Neuropixels 1.0 NHP long linear probe with cap", NHP_LINEAR],
  [
    "NP1033",
    "Neuropixels 1.0 NHP long linear probe with cap, cabling, sharpened, sterile packaging ",
    NHP_LINEAR,
  ],
  ["NP1100", "Npix 1.0 UHD1 passive", ultra(8, [6, 6], 14, 5, 206.5)],
  [
    "NP1110",
    "Npix 1.0 UHD2 active",
    { ...ultra(8, [6, 6], 15.5, 5, 203.5), shankWidthUm: 73, imroFields: IMRO_1110 },
  ],
  ["NP1120", "Npix 1.0 UHD3 type 1", ultra(2, [4.5, 4.5], 6.75, 3.5, 205.75)],
  ["NP1121", "Npix 1.0 UHD3 type 2", ultra(1, [0, 3], 6.25, 2.5, 205.25)],
  ["NP1122", "Npix 1.0 UHD3 type 3", ultra(16, [3, 3], 12.5, 2.5, 205.25)],
  ["NP1123", "Npix 1.0 UHD3 type 4", ultra(12, [4.5, 4.5], 10.25, 3.5, 205.75)],
  ["NP1200", "NHP passive probe 25mm, used with 128 ch headstage", NHP_PASSIVE],
  ["NP1210", "NHP passive probe 45mm, used with 128 ch headstage", NHP_PASSIVE],
  ["NP1300", "Optopix phase1", { ...NP1, xPitchUm: 48, evenRowOffsetUm: 11 }],
  ["NP2000", "duplicate of PRB2_1_2_0640_0", NP2_PHASE1],
  ["NP2003", "Neuropixels 2.0 single shank probe", NP2],
  ["NP2004", "Neuropixels 2.0 single shank probe with cap", NP2],
  ["NP2005", "Neuropixels 2.0 single shank NHP short linear probe with cap", NP2],
  [
    "NP2006",
    "Neuropixels 2.0 single shank NHP short staggered probe with cap, cabling, sharpened, sterile packaging ",
    { ...NP2, oddRowOffsetUm: 11 },
  ],
  ["NP2010", "duplicate of PRB2_4_2_0640_0", NP2_FOUR_PHASE1],
  ["NP2013", "Neuropixels 2.0 multishank probe", NP2_FOUR],
  ["NP2014", "Neuropixels 2.0 multishank probe with cap", NP2_FOUR],
  ["NP2020", "Neuropixels 2.0 multi shank probe quad base (Ph 2C)", QUAD_BASE],
  ["NP2021", "Neuropixels 2.0 multi shank probe quad base with cap (Ph 2C)", QUAD_BASE],
  [
    "NP3000",
    "Neuropixels NXT passive probe",
    {
      ...ultra(1, [0, 15], 59, 12, 206),
      numReadoutChannels: 128,
      mux: MUX_1200,
    },
  ],
  ["NP3010", "Neuropixels NXT phase1B single shank silicon cap", NXT_SINGLE],
  ["NP3011", "Neuropixels NXT phase1B single shank metal cap", NXT_SINGLE],
  ["NP3020", "Neuropixels NXT phase1B multishank silicon cap", NXT_FOUR],
  ["NP3021", "Neuropixels NXT phase1B multishank metal cap", NXT_FOUR],
  ["NP3022", "Neuropixels NXT pre-alpha multishank metal cap", NXT_FOUR],
  ["PRB2_1_2_0640_0", "Neuropixels 2.0 phase 1 single shank", NP2_PHASE1],
  ["PRB2_4_2_0640_0", "Neuropixels 2.0 phase 1 multi shank", NP2_FOUR_PHASE1],
  ["PRB_1_2_0480_2", "Neuropixels 1.0 probe", NP1],
  ["PRB_1_4_0480_1", "Neuropixels 1.0 probe", NP1],
  ["PRB_1_4_0480_1_C", "Neuropixels 1.0 probe with cap", NP1],
];

/** Model and description of a part number; undefined for an unknown one. */
export function probeModel(
  partNumber: string,
): { readonly description: string; readonly model: ProbeModel } | undefined {
  const found = PROBES.find(([name]) => name === partNumber);
  return found && { description: found[1], model: found[2] };
}

/** Part numbers for probe types (first number of the imro table) of files that name no part. */
export const PART_OF_TYPE: Readonly<Record<string, string | undefined>> = {
  "0": "NP1000",
  "21": "NP2000",
  "24": "NP2010",
  "1015": "NP1015",
  "1020": "NP1020",
  "1021": "NP1021",
  "1022": "NP1022",
  "1030": "NP1030",
  "1031": "NP1031",
  "1032": "NP1032",
  "1100": "NP1100",
  "1110": "NP1110",
  "1121": "NP1121",
  "1300": "NP1300",
  "2003": "NP2003",
  "2004": "NP2004",
  "2013": "NP2013",
  "2014": "NP2014",
  "2020": "NP2020",
};
