import { createPinia } from "pinia";
import { expect, test } from "vitest";
import { createApp } from "vue";
import type { Bridge, UnitTable } from "#contract/index.ts";
import { clientKey, createClient } from "../app/index.ts";
import { useProject } from "./project.ts";
import { useUnits } from "./units.ts";

const settle = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A main that stores labels, each write slower than the next. */
function desk(): {
  units: ReturnType<typeof useUnits>;
  stored: (string | null)[];
  calls: string[];
  refuse: () => void;
} {
  const stored: (string | null)[] = [null, null, null];
  const calls: string[] = [];
  let delay = 20;
  let refuses = false;
  const table = (): UnitTable => ({
    analyzerId: 1,
    unitIds: [10, 11, 12],
    columns: [],
    values: [],
    labels: [...stored],
    mainChannels: [0, 0, 0],
    locationsUm: [null, null, null],
  });
  const invoke = async (namespace: string, method: string, input: unknown): Promise<unknown> => {
    calls.push(`${namespace}.${method}`);
    if (method === "units") return { ok: true, value: table() };
    if (namespace === "labels") {
      await settle((delay -= 8));
      if (refuses)
        return { ok: false, error: { code: "Internal", message: "disk full", details: {} } };
      const { unitIds, label } = input as { unitIds: number[]; label: string | null };
      for (const id of unitIds) stored[id - 10] = label;
    }
    return { ok: true, value: {} };
  };
  const bridge: Bridge = {
    host: "http",
    invoke,
    subscribe: () => () => {},
    dataUrl: () => "",
    pathOfFile: () => "",
  };
  const app = createApp({});
  app.provide(clientKey, createClient(bridge));
  const pinia = createPinia();
  app.use(pinia);
  const tree = {
    path: "p",
    name: "p",
    recordings: [],
    sortings: [],
    analyzers: [
      {
        id: 1,
        name: "a",
        recordingId: null,
        sortingId: null,
        path: "",
        numUnits: 3,
        extensions: [],
        createdAt: "",
      },
    ],
  };
  const project = useProject(pinia);
  const units = useUnits(pinia);
  project.tree = tree;
  return { units, stored, calls, refuse: () => (refuses = true) };
}

test("a label is shown at once and stored in the order of the keys", async () => {
  const { units, stored } = desk();
  await settle();
  const labels = (): readonly (string | null)[] | undefined => units.table.value.value?.labels;
  const first = units.setLabel([10], "good");
  const second = units.setLabel([10, 11], "noise");
  expect(labels()).toEqual(["noise", "noise", null]);
  await Promise.all([first, second]);
  await settle();
  expect(stored).toEqual(["noise", "noise", null]);
  expect(labels()).toEqual(["noise", "noise", null]);
});

test("the table is read again once, after the last of several writes", async () => {
  const { units, calls } = desk();
  await settle();
  const before = calls.filter((call) => call === "analyzers.units").length;
  await Promise.all([units.setLabel([10], "good"), units.setLabel([11], "good"), units.undo()]);
  await settle();
  expect(calls.filter((call) => call === "analyzers.units").length - before).toBe(1);
});

test("a refused label goes back to what is stored, and the reason is told", async () => {
  const { units, refuse } = desk();
  await settle();
  refuse();
  await units.setLabel([12], "good");
  await settle();
  expect(units.table.value.value?.labels).toEqual([null, null, null]);
  expect(units.labelError).toBe("disk full");
});
