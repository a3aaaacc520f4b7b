import { defineStore } from "pinia";
import { markRaw, watch } from "vue";
import type { Pipeline, ProcessedSummary, RecordingDetail } from "#contract/index.ts";
import { useClient } from "../app/index.ts";
import { useAsync } from "../data/index.ts";
import { useJobs } from "./jobs.ts";
import { useProject } from "./project.ts";

/** What a recording is behind a pipeline, and which recording and pipeline that was. */
export interface Processed extends ProcessedSummary {
  readonly recordingId: number;
  /** JSON of the pipeline */
  readonly version: string;
}

/** Everything about the recording that is looked at, shared by the panels that show it. */
export const useRecordingDetail = defineStore("recording-detail", () => {
  const { api } = useClient();
  const project = useProject();
  const detail = useAsync<number, RecordingDetail>(
    () => project.recordingId ?? undefined,
    (recordingId) => api.recordings.get({ recordingId }),
    { keepStale: false },
  );
  /** the recording behind its stored pipeline; an invalid change is not stored, so this is the last valid one */
  const processed = useAsync<string, Processed>(
    () => {
      const value = detail.value.value;
      return value?.available === true
        ? JSON.stringify([value.id, value.path, value.pipeline])
        : undefined;
    },
    async (key) => {
      const [recordingId, , pipeline] = JSON.parse(key) as [number, string, Pipeline];
      const summary = await api.pipelines.processed({ recordingId });
      return { ...summary, recordingId, version: JSON.stringify(pipeline) };
    },
  );
  watch(
    () => JSON.stringify(project.recording ?? null),
    (now, before) => {
      const isSame = (text: string): unknown => (JSON.parse(text) as { id?: number } | null)?.id;
      if (isSame(now) === isSame(before)) detail.reload(); // located again, renamed
    },
  );
  useJobs().onFinished((job) => {
    const isOurs = job.recordingId === project.recordingId;
    if (isOurs && job.kind === "detect_bad_channels" && job.state === "done") detail.reload();
  });
  /** Stores the chain; main refuses what is invalid and names step and field. */
  async function setPipeline(recordingId: number, pipeline: Pipeline): Promise<void> {
    const stored = await api.pipelines.set({ recordingId, pipeline });
    if (project.recordingId === recordingId) detail.value.value = stored;
  }
  /** What was found about channels is taken off the probe. */
  async function forgetBadChannels(): Promise<void> {
    const recordingId = project.recordingId;
    if (recordingId === null) return;
    const stored = await api.pipelines.forgetBadChannels({ recordingId });
    if (project.recordingId === recordingId) detail.value.value = stored;
  }
  return {
    detail: markRaw(detail),
    processed: markRaw(processed),
    setPipeline,
    forgetBadChannels,
  };
});
