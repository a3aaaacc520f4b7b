import type { Ref } from "vue";
import { computed, ref, shallowRef, watch } from "vue";
import type { JsonObject } from "#core/model/index.ts";
import type { JobSummary, WireError } from "#contract/index.ts";
import { useClient, wireErrorOf } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useJobs, useProject, useRecordingDetail } from "../../stores/index.ts";
import type { BadChannelRow } from "./options.ts";
import { badChannelRows } from "./options.ts";

interface BadChannelsData {
  readonly schema: AsyncValue<JsonObject>;
  /** only what differs from the defaults */
  readonly params: Ref<JsonObject>;
  readonly rows: Readonly<Ref<readonly BadChannelRow[]>>;
  /** positions of the rows that a step will take away */
  readonly chosen: Ref<ReadonlySet<number>>;
  /** the detection under way for this recording */
  readonly job: Readonly<Ref<JobSummary | undefined>>;
  readonly failure: Readonly<Ref<WireError | undefined>>;
  readonly detect: () => Promise<void>;
  readonly stop: () => void;
}

/** Detection of bad channels as a job, and what the last one found. */
export function useBadChannels(): BadChannelsData {
  const { api } = useClient();
  const project = useProject();
  const jobs = useJobs();
  const { detail } = useRecordingDetail();
  const schema = useAsync(
    () => true,
    () => api.pipelines.detectionSchema({}),
  );
  const params = ref<JsonObject>({});
  const asked = shallowRef<WireError>();
  const rows = computed(() => (detail.value.value ? badChannelRows(detail.value.value) : []));
  const chosen = shallowRef<ReadonlySet<number>>(new Set());
  watch(
    rows,
    (now) => {
      chosen.value = new Set(now.map(({ channel }) => channel));
    },
    { immediate: true },
  );
  watch(
    () => project.recordingId,
    () => (asked.value = undefined),
  );
  const own = computed(() =>
    jobs.list.filter(
      ({ kind, recordingId }) =>
        kind === "detect_bad_channels" && recordingId === project.recordingId,
    ),
  );
  const job = computed(() =>
    own.value.find(({ state }) => state === "running" || state === "queued"),
  );
  /** of the newest detection, where it failed */
  const failure = computed(() => {
    const [newest] = own.value;
    return asked.value ?? (newest?.state === "failed" ? (newest.error ?? undefined) : undefined);
  });
  async function detect(): Promise<void> {
    const recordingId = project.recordingId;
    if (recordingId === null || job.value) return;
    asked.value = undefined;
    try {
      await api.pipelines.detectBadChannels({ recordingId, params: params.value });
    } catch (error) {
      asked.value = wireErrorOf(error);
    }
  }
  return {
    ...{ schema, params, rows, chosen, job, failure, detect },
    stop: () => {
      if (job.value) void jobs.cancel(job.value.id);
    },
  };
}
