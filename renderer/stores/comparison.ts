import { defineStore } from "pinia";
import { computed, markRaw, ref } from "vue";
import type { ComparisonTable } from "#contract/index.ts";
import { useClient } from "../app/index.ts";
import { useAsync } from "../data/index.ts";
import { useProject } from "./project.ts";

/** Which sorting is compared with which truth, and the answer. */
export const useComparison = defineStore("comparison", () => {
  const { api } = useClient();
  const project = useProject();
  const chosenTruth = ref<number | null>(null);
  const chosenTested = ref<number | null>(null);
  const deltaMs = ref(0.4);
  const candidates = computed(() =>
    (project.tree?.sortings ?? []).filter(
      (s) => s.recordingId === null || s.recordingId === project.recordingId,
    ),
  );
  const isThere = (id: number | null): boolean => candidates.value.some((s) => s.id === id);
  const truthId = computed(() =>
    isThere(chosenTruth.value)
      ? chosenTruth.value
      : (candidates.value.find((s) => s.isGroundTruth)?.id ?? null),
  );
  const testedId = computed(() => {
    if (isThere(chosenTested.value)) return chosenTested.value;
    const others = candidates.value.filter((s) => s.id !== truthId.value && !s.isGroundTruth);
    return others.find((s) => s.id === project.sortingId)?.id ?? others.at(-1)?.id ?? null;
  });
  const table = useAsync<string, ComparisonTable>(
    () =>
      truthId.value === null || testedId.value === null
        ? undefined
        : `${truthId.value} ${testedId.value} ${deltaMs.value}`,
    (key) => {
      const [truthSortingId = 0, testedSortingId = 0, delta = 0.4] = key.split(" ").map(Number);
      return api.comparisons.groundTruth({ truthSortingId, testedSortingId, deltaMs: delta });
    },
  );
  return {
    ...{ candidates, chosenTruth, chosenTested, truthId, testedId, deltaMs },
    table: markRaw(table),
  };
});
