import { defineStore } from "pinia";
import { markRaw, watch } from "vue";
import type { Pipeline, RecordingDetail } from "#contract/index.ts";
import { useClient } from "../app/index.ts";
import { useAsync } from "../data/index.ts";
import { useProject } from "./project.ts";

/** Everything about the recording that is looked at, shared by the panels that show it. */
export const useRecordingDetail = defineStore("recording-detail", () => {
  const { api } = useClient();
  const project = useProject();
  const detail = useAsync<number, RecordingDetail>(
    () => project.recordingId ?? undefined,
    (recordingId) => api.recordings.get({ recordingId }),
    { keepStale: false },
  );
  watch(
    () => JSON.stringify(project.recording ?? null),
    (now, before) => {
      const isSame = (text: string): unknown => (JSON.parse(text) as { id?: number } | null)?.id;
      if (isSame(now) === isSame(before)) detail.reload(); // located again, renamed
    },
  );
  /** Stores the chain; main refuses what is invalid and names step and field. */
  async function setPipeline(pipeline: Pipeline): Promise<void> {
    const recordingId = project.recordingId;
    if (recordingId === null) return;
    const stored = await api.pipelines.set({ recordingId, pipeline });
    if (project.recordingId === recordingId) detail.value.value = stored;
  }
  return { detail: markRaw(detail), setPipeline };
});
