import { chainStages } from "../shared/chain-stages.ts";

/** The chain as people see it. */
export const TRIDESCLOUS2_STAGES = chainStages({
  prepare: {
    about:
      "Band-pass, common reference from 32 channels on, every channel in noise levels; kept at hand.",
    params: ["apply_preprocessing", "filtering", "cache_preprocessing"],
  },
  motion: ["motion_correction"],
  detect: {
    about: "Peaks that are the largest around in space and time.",
    params: ["detection", "selection"],
  },
  cluster: {
    about:
      "Peaks of one neighbourhood are compressed and split by isosplit, then again in their own features.",
    params: ["waveforms", "svd", "clustering"],
  },
  templates: ["templates"],
  match: ["matching"],
  run: ["seed", "job_kwargs", "save_array", "debug"],
});
