import { chainStages } from "../shared/chain-stages.ts";

/** The chain as people see it. */
export const SPYKINGCIRCUS2_STAGES = chainStages({
  prepare: {
    about: "Band-pass, common reference from 32 channels on, whitening; kept at hand.",
    params: [
      "apply_preprocessing",
      "filtering",
      "apply_whitening",
      "whitening",
      "cache_preprocessing",
      "chunk_preprocessing",
    ],
  },
  motion: ["motion_correction"],
  detect: {
    about: "Peaks that fit a typical waveform, or are the largest around.",
    params: ["detection", "selection", "deterministic_peaks_detection", "multi_units_only"],
  },
  cluster: {
    about:
      "Peaks of one neighbourhood are compressed and clustered by HDBSCAN, then again in their own features.",
    params: ["general", "clustering"],
  },
  templates: ["cleaning"],
  match: ["matching"],
  clean: ["merging"],
  run: ["seed", "job_kwargs", "debug"],
});
