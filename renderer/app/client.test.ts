import { expect, test, vi } from "vitest";
import { isReactive, reactive } from "vue";
import type { Bridge, Reply } from "#contract/index.ts";
import { createClient, WireFailure, wireErrorOf } from "./client.ts";

const bridgeOf = (invoke: Bridge["invoke"]): Bridge => ({
  host: "http",
  invoke,
  subscribe: () => () => {},
  dataUrl: (view) => `/data/${view}`,
  pathOfFile: () => "",
});
const ok = (value: unknown): Reply<unknown> => ({ ok: true, value });

test("a method call becomes one invocation with its input", async () => {
  const invoke = vi.fn().mockResolvedValue(ok({ id: 3 }));
  const { api } = createClient(bridgeOf(invoke));
  await expect(api.recordings.get({ recordingId: 3 })).resolves.toEqual({ id: 3 });
  expect(invoke).toHaveBeenCalledWith("recordings", "get", { recordingId: 3 });
});

test("what goes over the border can be cloned", async () => {
  const invoke = vi.fn((_namespace: string, _method: string, input: unknown) => {
    const { params } = input as { params: object };
    return Promise.resolve(ok(isReactive(params))); // structured clone refuses proxies
  });
  const { api } = createClient(bridgeOf(invoke));
  const params = reactive({ detection: { threshold: 5 } });
  const wasProxy = await api.sorters.run({
    recordingId: 1,
    sorter: "simple",
    params,
    analyze: true,
  });
  expect(wasProxy).toBe(false);
  expect(invoke.mock.lastCall?.[2]).toEqual({
    recordingId: 1,
    sorter: "simple",
    params: { detection: { threshold: 5 } },
    analyze: true,
  });
});

test("a refusal is thrown with what main said", async () => {
  const error = {
    code: "FileNotFound",
    message: "x.bin is gone",
    details: { file: "x.bin" },
  } as const;
  const { api, lastWriteFailed } = createClient(
    bridgeOf(() => Promise.resolve({ ok: false, error })),
  );
  const thrown = await api.labels
    .set({ analyzerId: 1, unitIds: [1], label: "good" })
    .catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(WireFailure);
  expect(wireErrorOf(thrown)).toEqual(error);
  expect(lastWriteFailed.value).toBe(true);
});

test("only writes count as unsaved", async () => {
  const pending: ((value: unknown) => void)[] = [];
  const { api, pendingWrites } = createClient(
    bridgeOf(() => new Promise((resolve) => pending.push(resolve))),
  );
  const read = api.analyzers.units({ analyzerId: 1 });
  expect(pendingWrites.value).toBe(0);
  const write = api.labels.set({ analyzerId: 1, unitIds: [1], label: null });
  expect(pendingWrites.value).toBe(1);
  pending.forEach((resolve) => resolve(ok(null)));
  await Promise.all([read, write]);
  expect(pendingWrites.value).toBe(0);
});
