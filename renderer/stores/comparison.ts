import { defineStore } from "pinia";
import { computed, markRaw, ref, watch } from "vue";
import type { PairTable } from "#contract/index.ts";
import { useClient } from "../app/index.ts";
import { useAsync } from "../data/index.ts";
import { loadPairSpikes, pairInput, type PairSpikes } from "./pair-data.ts";
import { useProject } from "./project.ts";

/** Which two sortings are compared and how, the answer, and the pair of units that is looked at. */
export const useComparison = defineStore("comparison", () => {
  const client = useClient();
  const project = useProject();
  const chosen1 = ref<number | null>(null);
  const chosen2 = ref<number | null>(null);
  const chosenMode = ref<PairTable["mode"] | null>(null);
  const deltaMs = ref(0.4);
  const matchScore = ref(0.5);
  /** the truth holds every unit there is */
  const exhaustive = ref(true);

  const candidates = computed(() =>
    (project.tree?.sortings ?? []).filter(
      (s) => s.recordingId === null || s.recordingId === project.recordingId,
    ),
  );
  const isThere = (id: number | null): boolean => candidates.value.some((s) => s.id === id);
  /** the sorting of the desk, else the newest that is not the truth */
  const own = computed(() => {
    const found = candidates.value.filter((s) => !s.isGroundTruth);
    return found.find((s) => s.id === project.sortingId)?.id ?? found.at(-1)?.id ?? null;
  });
  const id1 = computed(() => {
    if (isThere(chosen1.value)) return chosen1.value;
    const truth = candidates.value.find((s) => s.isGroundTruth);
    const other = candidates.value.find((s) => s.id !== (chosen2.value ?? own.value));
    return (truth ?? other)?.id ?? null;
  });
  const id2 = computed(() => {
    if (isThere(chosen2.value)) return chosen2.value;
    const others = candidates.value.filter((s) => s.id !== id1.value);
    return others.find((s) => s.id === own.value)?.id ?? others.at(-1)?.id ?? null;
  });
  const sorting1 = computed(() => candidates.value.find((s) => s.id === id1.value));
  const sorting2 = computed(() => candidates.value.find((s) => s.id === id2.value));
  const mode = computed<PairTable["mode"]>(
    () =>
      chosenMode.value ?? (sorting1.value?.isGroundTruth === true ? "ground_truth" : "symmetric"),
  );
  /** the first takes the place of the second; a truth chosen by hand stays one */
  function swap(): void {
    [chosen1.value, chosen2.value] = [id2.value, id1.value];
  }

  const table = useAsync<string, PairTable>(
    () =>
      id1.value === null || id2.value === null
        ? undefined
        : JSON.stringify([
            id1.value,
            id2.value,
            mode.value,
            deltaMs.value,
            matchScore.value,
            exhaustive.value,
          ]),
    (key) => client.api.comparisons.pair(pairInput(key)),
  );

  /** positions of the units that are looked at; −1 for none on that side */
  const unit1 = ref(-1);
  const unit2 = ref(-1);
  function selectPair(first: number, second: number): void {
    unit1.value = first;
    unit2.value = second;
  }
  watch(table.value, (now, before) => {
    const isSame = now?.sortingId1 === before?.sortingId1 && now?.sortingId2 === before?.sortingId2;
    if (now && isSame && unit1.value + unit2.value > -2) return;
    const first = now?.match12.findIndex((match) => match >= 0) ?? -1;
    selectPair(first, now?.match12[first] ?? -1);
  });
  const spikes = useAsync<string, PairSpikes>(
    () =>
      table.value.value && unit1.value + unit2.value > -2
        ? [
            table.value.value.sortingId1,
            table.value.value.sortingId2,
            unit1.value,
            unit2.value,
            table.value.value.deltaFrames,
          ].join(" ")
        : undefined,
    (key, signal) => loadPairSpikes(client, key, signal),
  );
  return {
    ...{ candidates, chosen1, chosen2, chosenMode, id1, id2, sorting1, sorting2, mode, swap },
    ...{ deltaMs, matchScore, exhaustive, unit1, unit2, selectPair },
    table: markRaw(table),
    spikes: markRaw(spikes),
  };
});
