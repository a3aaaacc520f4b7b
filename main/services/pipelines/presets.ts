import type { PipelinePreset } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";

const IBL =
  "International Brain Laboratory 2022, Spike sorting pipeline for the International Brain Laboratory, doi:10.6084/m9.figshare.19705522";

interface Preset extends Omit<PipelinePreset, "pipeline"> {
  readonly steps: readonly (readonly [name: string, params?: JsonObject])[];
}

/** Ready-made chains; parameters that are not named follow the defaults of their step. */
const CATALOG: readonly Preset[] = [
  {
    name: "Neuropixels 1.0 (IBL-like)",
    summary:
      "Destriping: high-pass, delays of the converters undone, bad channels interpolated, what many channels share removed.",
    citation: IBL,
    steps: [
      ["highpass_filter", { freq_min: 300, filter_order: 3, dtype: "float32" }],
      ["phase_shift"],
      ["detect_and_interpolate_bad_channels"],
      ["highpass_spatial_filter"],
    ],
  },
  {
    name: "Neuropixels 2.0, four shanks (IBL-like)",
    summary:
      "As for 1.0, but what channels share is removed within 40–200 µm: never across shanks, which are 250 µm apart.",
    citation: IBL,
    steps: [
      ["highpass_filter", { freq_min: 300, filter_order: 3, dtype: "float32" }],
      ["phase_shift"],
      ["detect_and_interpolate_bad_channels"],
      ["common_reference", { reference: "local", local_radius: [40, 200] }],
    ],
  },
  {
    name: "CatGT-like",
    summary: "Delays of the converters undone, 300–9000 Hz, common median of all channels removed.",
    citation: "SpikeGLX CatGT: -tshift, -apfilter, -gblcar; billkarsh.github.io/SpikeGLX",
    steps: [
      ["phase_shift", { dtype: "float32" }],
      ["bandpass_filter", { freq_min: 300, freq_max: 9000 }],
      ["common_reference", { reference: "global", operator: "median" }],
    ],
  },
  {
    name: "Tetrodes",
    summary: "600–6000 Hz, then the median of all channels removed.",
    citation: null,
    steps: [
      ["bandpass_filter", { freq_min: 600, freq_max: 6000, dtype: "float32" }],
      ["common_reference", { reference: "global", operator: "median" }],
    ],
  },
  {
    name: "Band-pass and common median reference",
    summary: "300–6000 Hz, then the median of all channels removed: for most probes.",
    citation: null,
    steps: [["bandpass_filter", { dtype: "float32" }], ["common_reference"]],
  },
  {
    name: "High-pass, common reference and whitening",
    summary: "What template-matching sorters do themselves; the result has no unit.",
    citation: null,
    steps: [
      ["highpass_filter", { dtype: "float32" }],
      ["common_reference"],
      ["whiten", { mode: "local" }],
    ],
  },
];

export const PIPELINE_PRESETS: readonly PipelinePreset[] = CATALOG.map(({ steps, ...preset }) => ({
  ...preset,
  pipeline: steps.map(([name, params]) => ({ name, params: params ?? {}, enabled: true })),
}));
