import { ref, type Ref } from "vue";
import type { MotionSummary, WireError } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { useClient, wireErrorOf } from "../../app/index.ts";
import { useProject, useRecordingDetail } from "../../stores/index.ts";

export interface MotionActions {
  readonly failure: Ref<WireError | undefined>;
  /** what was done last; "" = nothing */
  readonly said: Ref<string>;
  estimate(preset: string, params: JsonObject): Promise<void>;
  apply(motion: MotionSummary | undefined): Promise<void>;
  save(motion: MotionSummary | undefined, path: string): Promise<void>;
  load(path: string): Promise<void>;
  /** null where this host has no dialog, or nothing was chosen */
  choose(): Promise<string | null>;
}

/** What can be done with motion; failures and successes are said, never thrown. */
export function useMotionActions(reload: () => void): MotionActions {
  const { api } = useClient();
  const project = useProject();
  const { detail } = useRecordingDetail();
  const failure = ref<WireError>();
  const said = ref("");
  async function attempt(run: (recordingId: number) => Promise<string>): Promise<void> {
    failure.value = undefined;
    said.value = "";
    if (project.recordingId === null) return;
    try {
      said.value = await run(project.recordingId);
    } catch (error) {
      failure.value = wireErrorOf(error);
    }
  }
  return {
    failure,
    said,
    estimate: (preset, params) =>
      attempt(async (recordingId) => {
        await api.motions.estimate({ recordingId, preset, params });
        return "";
      }),
    apply: (motion) =>
      attempt(async (recordingId) => {
        if (!motion) return "";
        await api.motions.apply({ recordingId, motionId: motion.id });
        detail.reload();
        return "interpolate_motion is the last step of the pipeline now (Prep, Alt+2)";
      }),
    save: (motion, path) =>
      attempt(async () => {
        if (!motion) return "";
        await api.motions.save({ motionId: motion.id, path });
        return `saved in ${path}`;
      }),
    load: (path) =>
      attempt(async (recordingId) => {
        await api.motions.load({ recordingId, path });
        reload();
        return "";
      }),
    choose: () => api.files.choose({ kind: "folder", title: "Motion folder" }),
  };
}
