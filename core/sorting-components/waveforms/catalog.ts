import { hanningFilter } from "./hanning-filter/index.ts";
import { savgolDenoiser } from "./savgol-denoiser/index.ts";
import { temporalPcaDenoising } from "./temporal-pca-denoising/index.ts";
import { temporalPcaProjection } from "./temporal-pca-projection/index.ts";
import { waveformThresholder } from "./waveform-thresholder/index.ts";

/** Every way to change waveforms before something is made of them. */
export const WAVEFORM_STEPS = [
  hanningFilter,
  savgolDenoiser,
  temporalPcaDenoising,
  temporalPcaProjection,
  waveformThresholder,
] as const;
