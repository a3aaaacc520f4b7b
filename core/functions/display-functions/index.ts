import { getSomeColors } from "./colors.ts";
import { arrayToImage } from "./image.ts";
import { getWaveformsScales } from "./waveform-scales.ts";

/** SpikeInterface's helpers for pictures. */
export const FUNCTIONS = [getWaveformsScales, arrayToImage, getSomeColors] as const;
