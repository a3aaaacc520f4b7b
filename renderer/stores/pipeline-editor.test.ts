import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nextTick, shallowRef } from "vue";
import type { Pipeline } from "#contract/index.ts";

interface Waiting {
  readonly id: number;
  readonly pipeline: Pipeline;
  readonly answer: (error?: Error) => void;
}
const waiting: Waiting[] = [];
const detail = shallowRef<{ id: number; pipeline: Pipeline } | undefined>();
vi.mock("./recording-detail.ts", () => ({
  useRecordingDetail: () => ({
    detail: { value: detail },
    setPipeline: (id: number, pipeline: Pipeline) =>
      new Promise<void>((resolve, reject) => {
        const answer = (error?: Error): void => {
          if (error) reject(error);
          else {
            if (detail.value?.id === id) detail.value = { id, pipeline };
            resolve();
          }
        };
        waiting.push({ id, pipeline, answer });
      }),
  }),
}));
const { usePipelineEditor } = await import("./pipeline-editor.ts");

const chain = (...names: string[]): Pipeline =>
  names.map((name) => ({ name, params: {}, enabled: true }));
const names = (pipeline: Pipeline | undefined): string =>
  pipeline?.map(({ name }) => name).join("") ?? "";
const rest = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(300);
};

beforeEach(() => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
  waiting.length = 0;
  detail.value = { id: 1, pipeline: chain("a") };
});
afterEach(() => vi.useRealTimers());

test("a newer chain waits for an older one, and is what is kept", async () => {
  const editor = usePipelineEditor();
  editor.change(chain("a", "b"));
  await rest();
  editor.change(chain("a", "b", "c"));
  await rest();
  expect(waiting.map(({ pipeline }) => names(pipeline))).toEqual(["ab"]);
  waiting[0]?.answer();
  await rest();
  expect(waiting.map(({ pipeline }) => names(pipeline))).toEqual(["ab", "abc"]);
  expect(names(editor.steps)).toBe("abc");
  waiting[1]?.answer();
  await rest();
  expect(names(editor.steps)).toBe("abc");
  expect(editor.isStoring).toBe(false);
});

test("what is refused stays in the editor with its reason; undo brings the last chain back", async () => {
  const editor = usePipelineEditor();
  editor.change(chain("a", "x"));
  await rest();
  waiting[0]?.answer(new Error("no x here"));
  await rest();
  expect(editor.failure?.message).toBe("no x here");
  expect(names(editor.steps)).toBe("ax");
  editor.undo();
  expect(names(editor.steps)).toBe("a");
  await rest();
  waiting[1]?.answer();
  await rest();
  expect(editor.failure).toBeUndefined();
  editor.redo();
  expect(names(editor.steps)).toBe("ax");
  await rest();
});

test("a change just before another recording is chosen is stored for its own recording", async () => {
  const editor = usePipelineEditor();
  editor.change(chain("a", "b"));
  detail.value = { id: 2, pipeline: chain("z") };
  await nextTick();
  expect(names(editor.steps)).toBe("z");
  expect(waiting.map(({ id, pipeline }) => [id, names(pipeline)])).toEqual([[1, "ab"]]);
  expect(editor.canUndo).toBe(false);
});

test("a step is put into its place and chosen", () => {
  const editor = usePipelineEditor();
  editor.insert(0, "n", { x: 1 });
  expect(names(editor.steps)).toBe("na");
  expect(editor.at).toBe(0);
});

test("work waits until what is shown is stored, and does not begin with steps that were refused", async () => {
  const editor = usePipelineEditor();
  editor.change(chain("b"));
  const settled = editor.settled(); // before the hand has rested
  expect(waiting.map(({ pipeline }) => names(pipeline))).toEqual(["b"]);
  waiting[0]?.answer();
  await expect(settled).resolves.toBeUndefined();
  editor.change(chain("x"));
  const refused = editor.settled();
  waiting[1]?.answer(new Error("no x here"));
  await expect(refused).rejects.toThrow("no x here");
  await rest();
  expect(waiting).toHaveLength(2);
});
