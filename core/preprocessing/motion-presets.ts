import { EphysError, type JsonObject } from "#core/model/index.ts";

/*
 * Parameters of motion correction by preset, each step filled up with the defaults of its method: SpikeInterface
 * 0.103.2 get_motion_parameters_preset.
 */

/** What a preset says of each step; a step without method is skipped. */
type Preset = Readonly<Record<Step, JsonObject>> & { readonly doc?: string };

const STEPS = [
  "detect_kwargs",
  "select_kwargs",
  "localize_peaks_kwargs",
  "estimate_motion_kwargs",
  "interpolate_motion_kwargs",
] as const;
type Step = (typeof STEPS)[number];

const WINDOWS: JsonObject = {
  direction: "y",
  rigid: false,
  win_shape: "gaussian",
  win_step_um: 200,
  win_scale_um: 300,
  win_margin_um: null,
};

/** Defaults by step and method. */
const DEFAULTS: Readonly<Partial<Record<Step, Readonly<Record<string, JsonObject>>>>> = {
  detect_kwargs: {
    locally_exclusive: {
      peak_sign: "neg",
      detect_threshold: 5,
      exclude_sweep_ms: 0.1,
      radius_um: 50,
      noise_levels: null,
      return_output: true,
    },
  },
  localize_peaks_kwargs: {
    center_of_mass: { radius_um: 75, feature: "ptp" },
    monopolar_triangulation: {
      radius_um: 75,
      max_distance_um: 150,
      optimizer: "minimize_with_log_penality",
      enforce_decrease: true,
      feature: "ptp",
    },
    grid_convolution: {
      radius_um: 40,
      upsampling_um: 5,
      sigma_ms: 0.25,
      margin_um: 50,
      prototype: null,
      percentile: 5,
      peak_sign: "neg",
      weight_method: {},
    },
  },
  estimate_motion_kwargs: {
    dredge_ap: WINDOWS,
    medicine: {
      ...WINDOWS,
      bin_s: 1,
      output_dir: null,
      plot_figures: false,
      motion_bound: 800,
      time_kernel_width: 30,
      activity_network_hidden_features: [256, 256],
      amplitude_threshold_quantile: 0,
      batch_size: 4096,
      training_steps: 10000,
      initial_motion_noise: 0.1,
      motion_noise_steps: 2000,
      optimizer: null,
      learning_rate: 0.0005,
      epsilon: 1e-3,
    },
    decentralized: {
      ...WINDOWS,
      bin_um: 5,
      hist_margin_um: 20,
      bin_s: 2,
      histogram_depth_smooth_um: 1,
      histogram_time_smooth_s: 1,
      pairwise_displacement_method: "conv",
      max_displacement_um: 100,
      weight_scale: "linear",
      error_sigma: 0.2,
      conv_engine: null,
      torch_device: null,
      batch_size: 1,
      corr_threshold: 0,
      time_horizon_s: null,
      convergence_method: "lsmr",
      soft_weights: false,
      normalized_xcorr: true,
      centered_xcorr: true,
      temporal_prior: true,
      spatial_prior: false,
      force_spatial_median_continuity: false,
      reference_displacement: "median",
      reference_displacement_time_s: 0,
      robust_regression_sigma: 2,
      lsqr_robust_n_iter: 20,
      weight_with_amplitude: false,
    },
    iterative_template: {
      ...WINDOWS,
      bin_um: 10,
      hist_margin_um: 0,
      bin_s: 2,
      num_amp_bins: 20,
      num_shifts_global: 15,
      num_iterations: 10,
      num_shifts_block: 5,
      smoothing_sigma: 0.5,
      kriging_sigma: 1,
      kriging_p: 2,
      kriging_d: 2,
    },
  },
};

function detect(excludeSweepMs: number, radiusUm: number): JsonObject {
  return {
    method: "locally_exclusive",
    peak_sign: "neg",
    detect_threshold: 8,
    exclude_sweep_ms: excludeSweepMs,
    radius_um: radiusUm,
  };
}

function interpolate(borderMode: string): JsonObject {
  return { border_mode: borderMode, spatial_interpolation_method: "kriging", sigma_um: 20, p: 2 };
}

const DREDGE: JsonObject = {
  method: "dredge_ap",
  direction: "y",
  rigid: false,
  win_shape: "gaussian",
  win_step_um: 400,
  win_scale_um: 400,
  win_margin_um: null,
};

const DECENTRALIZED: JsonObject = { method: "decentralized", direction: "y", rigid: false };

const PRESETS: Readonly<Record<string, Preset>> = {
  dredge: {
    doc: "Official Dredge preset",
    detect_kwargs: detect(0.8, 80),
    select_kwargs: {},
    localize_peaks_kwargs: { method: "monopolar_triangulation" },
    estimate_motion_kwargs: DREDGE,
    interpolate_motion_kwargs: interpolate("force_extrapolate"),
  },
  medicine: {
    doc: "Medicine method: https://jazlab.github.io/medicine/",
    detect_kwargs: { method: "locally_exclusive" },
    select_kwargs: {},
    localize_peaks_kwargs: { method: "monopolar_triangulation" },
    estimate_motion_kwargs: { method: "medicine" },
    interpolate_motion_kwargs: {},
  },
  dredge_fast: {
    doc: "Modified and faster Dredge preset",
    detect_kwargs: detect(0.8, 80),
    select_kwargs: {},
    localize_peaks_kwargs: { method: "grid_convolution" },
    estimate_motion_kwargs: DREDGE,
    interpolate_motion_kwargs: interpolate("force_extrapolate"),
  },
  nonrigid_accurate: {
    doc: "method by Paninski lab (monopolar_triangulation + decentralized)",
    detect_kwargs: detect(0.8, 80),
    select_kwargs: {},
    localize_peaks_kwargs: { method: "monopolar_triangulation" },
    estimate_motion_kwargs: DECENTRALIZED,
    interpolate_motion_kwargs: interpolate("remove_channels"),
  },
  nonrigid_fast_and_accurate: {
    doc: "mixed methods by KS & Paninski lab (grid_convolution + decentralized)",
    detect_kwargs: detect(0.8, 80),
    select_kwargs: {},
    localize_peaks_kwargs: { method: "grid_convolution" },
    estimate_motion_kwargs: DECENTRALIZED,
    interpolate_motion_kwargs: interpolate("remove_channels"),
  },
  rigid_fast: {
    doc: "Rigid and not super accurate but fast. Use center of mass.",
    detect_kwargs: detect(0.1, 75),
    select_kwargs: {},
    localize_peaks_kwargs: { method: "center_of_mass" },
    estimate_motion_kwargs: { method: "dredge_ap", bin_s: 5, rigid: true },
    interpolate_motion_kwargs: interpolate("remove_channels"),
  },
  kilosort_like: {
    doc: "Mimic the drift correction of kilosort (grid_convolution + iterative_template)",
    detect_kwargs: detect(0.1, 50),
    select_kwargs: {},
    localize_peaks_kwargs: {
      method: "grid_convolution",
      weight_method: { mode: "gaussian_2d", sigma_list_um: [5, 10, 15, 20, 25] },
    },
    estimate_motion_kwargs: {
      method: "iterative_template",
      bin_s: 2,
      rigid: false,
      win_step_um: 200,
      win_scale_um: 400,
      hist_margin_um: 0,
      win_shape: "rect",
    },
    interpolate_motion_kwargs: interpolate("force_extrapolate"),
  },
  "": {
    detect_kwargs: {},
    select_kwargs: {},
    localize_peaks_kwargs: {},
    estimate_motion_kwargs: {},
    interpolate_motion_kwargs: {},
  },
};

/** The presets that can be chosen. */
export const MOTION_PRESETS: readonly string[] = Object.keys(PRESETS).filter((name) => name !== "");

/** What a preset itself says of each step, without the methods' defaults. @throws UnknownName */
export function motionPreset(name: string): Readonly<Record<Step, JsonObject>> {
  return presetByName(name);
}

function presetByName(name: string): Preset {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (preset !== undefined) return preset;
  throw new EphysError(
    "UnknownName",
    `there is no motion preset "${name}"; there are ${MOTION_PRESETS.join(", ")}`,
    { preset: name },
  );
}

/** All parameters of a preset, by step. @throws UnknownName */
export function motionPresetParams(name: string): JsonObject {
  const preset = presetByName(name);
  const steps = STEPS.map((step) => {
    const given = preset[step];
    const method = given["method"];
    const defaults = typeof method === "string" ? DEFAULTS[step]?.[method] : undefined;
    return [step, { ...defaults, ...given }] as const;
  });
  return { ...(preset.doc === undefined ? {} : { doc: preset.doc }), ...Object.fromEntries(steps) };
}
