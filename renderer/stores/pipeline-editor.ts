import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type { JsonObject } from "#core/model/index.ts";
import type { Pipeline, WireError } from "#contract/index.ts";
import { wireErrorOf } from "../app/index.ts";
import { useProject } from "./project.ts";
import { useRecordingDetail } from "./recording-detail.ts";

/** How long the hand rests before a change is stored. */
const REST_MS = 250;
const MAX_UNDO = 200;

/** The chain being edited: every change is stored as it is made; what main refuses stays visible with its reason. */
export const usePipelineEditor = defineStore("pipeline-editor", () => {
  const project = useProject();
  const recording = useRecordingDetail();
  const steps = shallowRef<Pipeline>([]);
  const at = ref(0);
  const failure = shallowRef<WireError>();
  const isStoring = ref(false);
  const past = shallowRef<readonly Pipeline[]>([]);
  const future = shallowRef<readonly Pipeline[]>([]);
  let pending: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  watch(
    () => recording.detail.value.value,
    (value, before) => {
      if (value?.id !== before?.id) {
        clearTimeout(pending);
        pending = undefined;
        past.value = [];
        future.value = [];
        at.value = 0;
        failure.value = undefined;
        steps.value = value?.pipeline ?? [];
      } else if (pending === undefined && !failure.value && !isStoring.value) {
        steps.value = value?.pipeline ?? [];
      }
    },
    { immediate: true },
  );
  async function store(): Promise<void> {
    pending = undefined;
    const id = project.recordingId;
    const mine = ++turn;
    isStoring.value = true;
    let problem: WireError | undefined;
    try {
      await recording.setPipeline(steps.value);
    } catch (error) {
      problem = wireErrorOf(error);
    }
    if (mine !== turn) return; // a newer change is on its way
    isStoring.value = false;
    if (id === project.recordingId) failure.value = problem;
  }
  function set(pipeline: Pipeline): void {
    steps.value = pipeline;
    at.value = Math.min(at.value, Math.max(0, pipeline.length - 1));
    clearTimeout(pending);
    pending = setTimeout(() => void store(), REST_MS);
  }
  function change(pipeline: Pipeline): void {
    past.value = [...past.value, steps.value].slice(-MAX_UNDO);
    future.value = [];
    set(pipeline);
  }
  /** Puts a step into the chain and chooses it. */
  function insert(place: number, name: string, params: JsonObject = {}): void {
    const step = { name, params, enabled: true };
    change([...steps.value.slice(0, place), step, ...steps.value.slice(place)]);
    at.value = place;
  }
  function undo(): void {
    const last = past.value.at(-1);
    if (!last) return;
    past.value = past.value.slice(0, -1);
    future.value = [...future.value, steps.value];
    set(last);
  }
  function redo(): void {
    const next = future.value.at(-1);
    if (!next) return;
    future.value = future.value.slice(0, -1);
    past.value = [...past.value, steps.value];
    set(next);
  }
  return {
    ...{ steps, at, failure, isStoring },
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    ...{ change, insert, undo, redo },
    retry: () => void store(),
  };
});
