import { defineStore } from "pinia";
import { computed, ref, shallowReactive } from "vue";
import type { JobSummary } from "#contract/index.ts";
import { useClient } from "../app/index.ts";
import { useJobs } from "./jobs.ts";
import { useProject } from "./project.ts";

/** Which sort is looked at, and how often it has shown something new. */
export const useShown = defineStore("shown", () => {
  const { bridge } = useClient();
  const jobs = useJobs();
  const project = useProject();
  const chosen = ref<number | null>(null);
  const versions = shallowReactive(new Map<number, number>());
  bridge.subscribe("shown", ({ jobId }) => versions.set(jobId, (versions.get(jobId) ?? 0) + 1));

  /** sorts of the recording that is open, newest first */
  const runs = computed((): readonly JobSummary[] =>
    jobs.list.filter((job) => job.kind === "sort" && job.recordingId === project.recordingId),
  );
  /** the one that is chosen, else the one that runs, else the newest */
  const job = computed(
    () =>
      runs.value.find(({ id }) => id === chosen.value) ??
      runs.value.find(({ state }) => state === "running") ??
      runs.value[0],
  );
  const version = (jobId: number): number => versions.get(jobId) ?? 0;
  return { chosen, runs, job, version };
});
