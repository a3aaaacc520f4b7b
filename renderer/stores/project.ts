import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type {
  AnalyzerSummary,
  ProjectTree,
  RecordingSummary,
  SortingSummary,
} from "#contract/index.ts";
import { useClient } from "../app/index.ts";

const lastOf = <T extends { readonly id: number }>(list: readonly T[]): T | undefined =>
  list.reduce<T | undefined>((best, item) => (best && best.id > item.id ? best : item), undefined);

/** The open project and which of its recordings, sortings and analyzers is looked at. */
export const useProject = defineStore("project", () => {
  const { api, bridge } = useClient();
  const tree = shallowRef<ProjectTree | null>(null);
  const recordingId = ref<number | null>(null);
  const sortingId = ref<number | null>(null);
  const analyzerId = ref<number | null>(null);

  const recording = computed<RecordingSummary | undefined>(() =>
    tree.value?.recordings.find(({ id }) => id === recordingId.value),
  );
  const sorting = computed<SortingSummary | undefined>(() =>
    tree.value?.sortings.find(({ id }) => id === sortingId.value),
  );
  const analyzer = computed<AnalyzerSummary | undefined>(() =>
    tree.value?.analyzers.find(({ id }) => id === analyzerId.value),
  );

  function selectAnalyzer(id: number | null): void {
    analyzerId.value = id;
    const found = tree.value?.analyzers.find((a) => a.id === id);
    if (found?.sortingId != null) sortingId.value = found.sortingId;
    if (found?.recordingId != null) recordingId.value = found.recordingId;
  }
  function selectSorting(id: number | null): void {
    sortingId.value = id;
    analyzerId.value =
      lastOf(tree.value?.analyzers.filter((a) => a.sortingId === id) ?? [])?.id ?? null;
    const found = tree.value?.sortings.find((s) => s.id === id);
    if (found?.recordingId != null) recordingId.value = found.recordingId;
  }
  function selectRecording(id: number | null): void {
    recordingId.value = id;
    const analyzers = tree.value?.analyzers ?? [];
    const own = lastOf(analyzers.filter((a) => a.recordingId === id));
    if (own) {
      selectAnalyzer(own.id);
      return;
    }
    const sortings = tree.value?.sortings ?? [];
    sortingId.value = lastOf(sortings.filter((s) => s.recordingId === id))?.id ?? null;
    analyzerId.value = null;
  }
  /** Something was removed or arrived: keep what is still there, else the newest. */
  function settle(): void {
    const now = tree.value;
    if (!now) {
      recordingId.value = sortingId.value = analyzerId.value = null;
      return;
    }
    if (!recording.value) selectRecording(lastOf(now.recordings)?.id ?? null);
    if (sortingId.value !== null && !sorting.value) sortingId.value = null;
    if (!analyzer.value) {
      const own = now.analyzers.filter((a) => a.recordingId === recordingId.value);
      const orphan = now.recordings.length === 0 ? now.analyzers : [];
      const newest = lastOf(own.length > 0 ? own : orphan);
      selectAnalyzer(newest?.id ?? null);
    }
  }
  watch(tree, settle);

  async function load(): Promise<void> {
    tree.value = await api.projects.current({});
  }
  async function create(name?: string): Promise<ProjectTree> {
    return (tree.value = await api.projects.create(name === undefined ? {} : { name }));
  }
  async function open(path: string): Promise<void> {
    tree.value = await api.projects.open({ path });
  }
  async function close(): Promise<void> {
    await api.projects.close({});
    tree.value = null;
  }
  /** After a change of our own; main also tells by event, but the answer may come first. */
  async function refresh(): Promise<void> {
    tree.value = await api.projects.current({});
  }
  bridge.subscribe("project", (event) => (tree.value = event));
  return {
    ...{ tree, recordingId, sortingId, analyzerId, recording, sorting, analyzer },
    ...{ selectRecording, selectSorting, selectAnalyzer },
    ...{ load, create, open, close, refresh },
  };
});
