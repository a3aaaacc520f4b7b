import { defineStore } from "pinia";
import { ref } from "vue";
import type { JobSummary } from "#contract/index.ts";
import type { PlaceId } from "../app/index.ts";
import { useProject } from "./project.ts";

/** Which of the six places is shown. */
export const usePlace = defineStore("place", () => {
  const project = useProject();
  const current = ref<PlaceId>("data");
  const go = (id: PlaceId): void => {
    current.value = id;
  };
  /** What a job made becomes what is looked at; the place stays where the user is. */
  async function followJob(job: JobSummary): Promise<void> {
    if (job.state !== "done") return;
    await project.refresh();
    const { recordingId, sortingId, analyzerId } = job.resultIds;
    if (analyzerId !== undefined) project.selectAnalyzer(analyzerId);
    else if (sortingId !== undefined && recordingId === undefined) project.selectSorting(sortingId);
    else if (recordingId !== undefined) project.selectRecording(recordingId);
  }
  return { current, go, followJob };
});
