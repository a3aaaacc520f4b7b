import { z } from "zod";
import type { GridWeights } from "#core/localization/index.ts";

/** How made-up templates fall off over the contacts; SpikeInterface's names. */
export const weightMethod = z.strictObject({
  mode: z.enum(["exponential_3d", "gaussian_2d"]).default("exponential_3d"),
  z_list_um: z.array(z.number()).optional(),
  sigma_3d: z.number().positive().optional(),
  sigma_list_um: z.array(z.number().positive()).optional(),
  sparsity_threshold: z.number().min(0).max(1).optional(),
});

/** The same with the grid's own defaults where nothing is said. */
export function gridWeights(method: z.output<typeof weightMethod>): GridWeights {
  const threshold = method.sparsity_threshold;
  const common = threshold === undefined ? {} : { sparsityThreshold: threshold };
  if (method.mode === "gaussian_2d") {
    const sigmas = method.sigma_list_um;
    return { mode: "gaussian_2d", ...common, ...(sigmas && { sigmaListUm: sigmas }) };
  }
  return {
    mode: "exponential_3d",
    ...common,
    ...(method.z_list_um && { zListUm: method.z_list_um }),
    ...(method.sigma_3d !== undefined && { sigma3d: method.sigma_3d }),
  };
}
