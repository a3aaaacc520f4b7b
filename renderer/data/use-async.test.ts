import { expect, test } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { useAsync } from "./use-async.ts";

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("an overtaken answer is dropped", async () => {
  const key = ref<string | undefined>("slow");
  const open = new Map<string, (value: string) => void>();
  const scope = effectScope();
  const state = scope.run(() =>
    useAsync(key, (k) => new Promise<string>((resolve) => open.set(k, resolve))),
  );
  key.value = "fast";
  await nextTick();
  open.get("fast")?.("second");
  await settle();
  open.get("slow")?.("first");
  await settle();
  expect(state?.value.value).toBe("second");
  expect(state?.loading.value).toBe(false);
  scope.stop();
});

test("the old value stays while the next loads, and empties when there is nothing to load", async () => {
  const key = ref<number | undefined>(1);
  const scope = effectScope();
  const state = scope.run(() => useAsync(key, async (k) => (await settle(), k * 10)));
  await settle();
  await settle();
  expect(state?.value.value).toBe(10);
  key.value = 2;
  await nextTick();
  expect([state?.value.value, state?.loading.value]).toEqual([10, true]);
  await settle();
  await settle();
  expect(state?.value.value).toBe(20);
  key.value = undefined;
  await nextTick();
  expect(state?.value.value).toBeUndefined();
  scope.stop();
});

test("a failure is kept as the border's error and goes with the next success", async () => {
  const scope = effectScope();
  let fails = true;
  const state = scope.run(() =>
    useAsync(
      () => 1,
      () => (fails ? Promise.reject(new Error("disk gone")) : Promise.resolve("fine")),
    ),
  );
  await settle();
  expect(state?.error.value?.message).toBe("disk gone");
  fails = false;
  state?.reload();
  await settle();
  expect([state?.error.value, state?.value.value]).toEqual([undefined, "fine"]);
  scope.stop();
});
