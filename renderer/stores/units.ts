import { defineStore } from "pinia";
import { computed, markRaw, ref, watch } from "vue";
import type { UnitId } from "#core/model/index.ts";
import type { AnalyzerDetail, UnitTable } from "#contract/index.ts";
import { useClient } from "../app/index.ts";
import { useAsync } from "../data/index.ts";
import { useCuration } from "./curation.ts";
import { useProject } from "./project.ts";
import { useSelection } from "./selection.ts";

/** The unit table of the current analyzer, shared by all panels of the desk, and its labels. */
export const useUnits = defineStore("units", () => {
  const { api, bridge } = useClient();
  const project = useProject();
  const selection = useSelection();
  const version = ref(0);

  const table = useAsync<number, UnitTable>(
    () => project.analyzerId ?? undefined,
    (analyzerId) => api.analyzers.units({ analyzerId }),
    { keepStale: false },
  );
  const detail = useAsync<number, AnalyzerDetail>(
    () => project.analyzerId ?? undefined,
    (analyzerId) => api.analyzers.get({ analyzerId }),
    { keepStale: false },
  );
  const indexOf = computed(
    () => new Map((table.value.value?.unitIds ?? []).map((id, index) => [id, index] as const)),
  );
  /** of amplitudes and waveforms: an analyzer of a file without gains has none */
  const voltageUnit = computed(() => (detail.value.value?.returnInUv === false ? "a.u." : "µV"));
  /** Selected units that exist, as positions in the table, in the order of selection. */
  const selected = computed(() =>
    selection.unitIds.flatMap((id) => {
      const index = indexOf.value.get(id);
      return index === undefined ? [] : [{ id, index }];
    }),
  );
  /** "loading" as long as nobody knows what there is */
  const extensionState = (name: string): string =>
    detail.value.value?.extensions.find((e) => e.name === name)?.state ??
    (detail.value.value === undefined && detail.loading.value ? "loading" : "missing");

  function reload(): void {
    version.value++;
    table.reload();
    detail.reload();
  }
  /** Main tells of results by changing the project's tree: a new extension means new columns. */
  watch(
    () => JSON.stringify(project.analyzer?.extensions ?? null),
    (now, before) => {
      if (before !== "null" && now !== "null") reload();
    },
  );

  /** Labels lie in the curation; the table shows them where they are. */
  const curation = useCuration();
  const setLabel = async (unitIds: readonly UnitId[], label: string | null): Promise<void> => {
    if (unitIds.length > 0) await curation.label(unitIds, "quality", label === null ? [] : [label]);
  };
  bridge.subscribe("curation", ({ analyzerId, unitsChanged }) => {
    if (analyzerId === project.analyzerId && unitsChanged) reload();
  });
  /** What is stored, in the table that is shown: no need to read it again. */
  watch(
    () => curation.state,
    (now) => {
      const current = table.value.value;
      if (!now || !current || now.analyzerId !== current.analyzerId) return;
      const labels = current.unitIds.map((id) => curation.labelsOf(id)["quality"]?.[0] ?? null);
      if (labels.some((label, at) => label !== current.labels[at])) {
        table.value.value = { ...current, labels };
      }
    },
  );
  return {
    // raw: the arrays inside must not become deeply reactive
    ...{ table: markRaw(table), detail: markRaw(detail), indexOf, selected, version },
    voltageUnit,
    ...{ extensionState, reload, setLabel },
  };
});
