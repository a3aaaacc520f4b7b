import type { Ref } from "vue";
import { computed, ref, shallowRef, watch } from "vue";
import type { Pipeline, StepDescription, WireError } from "#contract/index.ts";
import { useClient, wireErrorOf } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useProject, useRecordingDetail } from "../../stores/index.ts";
import { moveStep } from "./options.ts";

interface PipelineEditor {
  readonly catalog: AsyncValue<readonly StepDescription[]>;
  readonly presets: AsyncValue<readonly { name: string; pipeline: Pipeline }[]>;
  readonly steps: Readonly<Ref<Pipeline>>;
  readonly at: Ref<number>;
  readonly failure: Readonly<Ref<WireError | undefined>>;
  readonly describe: (name: string) => StepDescription | undefined;
  readonly change: (pipeline: Pipeline) => void;
  readonly add: (name: string) => void;
  readonly remove: () => void;
  readonly move: (by: number) => void;
  readonly undo: () => void;
}

/** The chain being edited: every change is stored as it is made; what main refuses stays visible with its reason. */
export function usePipelineEditor(): PipelineEditor {
  const { api } = useClient();
  const project = useProject();
  const recording = useRecordingDetail();
  const catalog = useAsync(
    () => true,
    () => api.pipelines.catalog({}),
  );
  const presets = useAsync(
    () => true,
    () => api.pipelines.presets({}),
  );
  const steps = shallowRef<Pipeline>([]);
  const past: Pipeline[] = [];
  const at = ref(0);
  const failure = shallowRef<WireError>();
  let pending: ReturnType<typeof setTimeout> | undefined;

  watch(
    () => recording.detail.value.value,
    (value, before) => {
      if (value?.id !== before?.id) {
        past.length = 0;
        at.value = 0;
        failure.value = undefined;
      }
      if (pending === undefined) steps.value = value?.pipeline ?? [];
    },
    { immediate: true },
  );
  async function store(): Promise<void> {
    pending = undefined;
    const id = project.recordingId;
    try {
      await recording.setPipeline(steps.value);
      if (id === project.recordingId) failure.value = undefined;
    } catch (error) {
      failure.value = wireErrorOf(error);
    }
  }
  function set(pipeline: Pipeline): void {
    steps.value = pipeline;
    at.value = Math.min(at.value, Math.max(0, pipeline.length - 1));
    clearTimeout(pending);
    pending = setTimeout(() => void store(), 250);
  }
  function change(pipeline: Pipeline): void {
    past.push(steps.value);
    set(pipeline);
  }
  return {
    catalog,
    presets,
    steps,
    at,
    failure: computed(() => failure.value),
    describe: (name) => catalog.value.value?.find((step) => step.name === name),
    change,
    add: (name) => {
      const place = steps.value.length === 0 ? 0 : at.value + 1;
      const step = { name, params: {}, enabled: true };
      change([...steps.value.slice(0, place), step, ...steps.value.slice(place)]);
      at.value = place;
    },
    remove: () => change(steps.value.filter((_, i) => i !== at.value)),
    move: (by) => {
      const to = at.value + by;
      const moved = moveStep(steps.value, at.value, to);
      if (moved === steps.value) return;
      change(moved);
      at.value = to;
    },
    undo: () => {
      const last = past.pop();
      if (last) set(last);
    },
  };
}
