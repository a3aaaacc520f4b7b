import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useProject, useUnits } from "../../stores/index.ts";

export interface Similarity {
  readonly numUnits: number;
  /** [unit × unit] */
  readonly values: Float32Array;
}

export function useSimilarity(): AsyncValue<Similarity> {
  const client = useClient();
  const project = useProject();
  const units = useUnits();
  return useAsync(
    () =>
      project.analyzerId === null || units.extensionState("template_similarity") !== "done"
        ? undefined
        : `${project.analyzerId} ${units.version}`,
    async (key, signal) => {
      const analyzer = Number(key.split(" ")[0]);
      const { arrays } = await client.frame("similarity", { analyzer }, signal);
      const array = arrays["similarity"];
      return {
        numUnits: array?.shape[0] ?? 0,
        values: array?.data instanceof Float32Array ? array.data : new Float32Array(),
      };
    },
  );
}
