import { defineStore } from "pinia";
import { computed, ref, shallowRef, watch } from "vue";
import type { JsonObject } from "#core/model/index.ts";
import type { Pipeline, WireError } from "#contract/index.ts";
import { WireFailure, wireErrorOf } from "../app/index.ts";
import { useRecordingDetail } from "./recording-detail.ts";

/** How long the hand rests before a change is stored. */
const REST_MS = 250;
const MAX_UNDO = 200;

/** The chain being edited: every change is stored as it is made; what main refuses stays visible with its reason. */
export const usePipelineEditor = defineStore("pipeline-editor", () => {
  const recording = useRecordingDetail();
  const steps = shallowRef<Pipeline>([]);
  const at = ref(0);
  const failure = shallowRef<WireError>();
  const isStoring = ref(false);
  const past = shallowRef<readonly Pipeline[]>([]);
  const future = shallowRef<readonly Pipeline[]>([]);
  let pending: ReturnType<typeof setTimeout> | undefined;
  let storing = Promise.resolve();
  /** the recording that the steps belong to */
  let owner: number | undefined;

  watch(
    () => recording.detail.value.value,
    (value) => {
      if (value !== undefined && value.id === owner) {
        // another window may have changed it; a change of our own goes before
        const isOurs = pending !== undefined || isStoring.value || failure.value !== undefined;
        if (!isOurs) steps.value = value.pipeline;
        return;
      }
      if (pending !== undefined && owner !== undefined) void flush(owner, steps.value);
      owner = value?.id;
      past.value = [];
      future.value = [];
      at.value = 0;
      failure.value = undefined;
      steps.value = value?.pipeline ?? [];
    },
    { immediate: true },
  );
  /** Another recording is looked at before the hand has rested: the change is kept all the same, if it can be. */
  async function flush(id: number, pipeline: Pipeline): Promise<void> {
    clearTimeout(pending);
    pending = undefined;
    await recording.setPipeline(id, pipeline).catch(() => undefined); // refused: what was stored stays
  }
  /** One at a time: an older chain must never be stored after a newer one. */
  function begin(): void {
    clearTimeout(pending);
    pending = undefined;
    if (!isStoring.value) storing = store(); // else the one under way looks again when it is done
  }
  async function store(): Promise<void> {
    isStoring.value = true;
    const id = owner;
    let stored: Pipeline;
    let problem: WireError | undefined;
    do {
      stored = steps.value;
      problem = undefined;
      try {
        if (id !== undefined) await recording.setPipeline(id, stored);
      } catch (error) {
        problem = wireErrorOf(error);
      }
    } while (id === owner && stored !== steps.value && pending === undefined);
    isStoring.value = false;
    if (id === owner && stored === steps.value) failure.value = problem;
  }
  /**
   * What is shown is what is stored, so that work may begin with it.
   * @throws WireFailure why the steps that are shown were refused
   */
  async function settled(): Promise<void> {
    if (pending !== undefined) begin();
    await storing;
    if (failure.value) throw new WireFailure(failure.value);
  }
  function set(pipeline: Pipeline): void {
    steps.value = pipeline;
    at.value = Math.min(at.value, Math.max(0, pipeline.length - 1));
    clearTimeout(pending);
    pending = setTimeout(begin, REST_MS);
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
    retry: begin,
    settled,
  };
});
