import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";
import type { JobSummary } from "#contract/index.ts";
import { useClient } from "../app/index.ts";

const isActive = ({ state }: JobSummary): boolean => state === "running" || state === "queued";

/** Long work: what runs, what waits, what is done; newest first. */
export const useJobs = defineStore("jobs", () => {
  const { api, bridge } = useClient();
  const list = shallowRef<readonly JobSummary[]>([]);
  const selectedId = ref<number | null>(null);
  const finishedListeners = new Set<(job: JobSummary) => void>();

  const active = computed(() => list.value.filter(isActive));
  const byId = (id: number | null): JobSummary | undefined =>
    list.value.find((job) => job.id === id);

  function take(job: JobSummary): void {
    const before = byId(job.id);
    list.value = before
      ? list.value.map((known) => (known.id === job.id ? job : known))
      : [job, ...list.value].sort((a, b) => b.id - a.id);
    if ((!before || isActive(before)) && !isActive(job))
      for (const listener of finishedListeners) listener(job);
  }
  async function load(): Promise<void> {
    list.value = [...(await api.jobs.list({}))].sort((a, b) => b.id - a.id);
  }
  async function cancel(jobId: number): Promise<void> {
    await api.jobs.cancel({ jobId });
  }
  /** Called once for each job that ends from now on. */
  function onFinished(listener: (job: JobSummary) => void): () => void {
    finishedListeners.add(listener);
    return () => finishedListeners.delete(listener);
  }
  bridge.subscribe("job", take);
  // another project has other jobs
  let shown: string | null = null;
  bridge.subscribe("project", (tree) => {
    const path = tree?.path ?? null;
    if (path === shown) return;
    if (shown !== null) selectedId.value = null;
    shown = path;
    void load();
  });
  return { list, selectedId, active, byId, load, cancel, onFinished };
});
