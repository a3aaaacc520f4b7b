import { createPinia } from "pinia";
import { expect, test } from "vitest";
import { createApp } from "vue";
import type { Bridge, CurationState, UnitTable } from "#contract/index.ts";
import { clientKey, createClient } from "../app/index.ts";
import { useCuration } from "./curation.ts";
import { useProject } from "./project.ts";
import { useSelection } from "./selection.ts";
import { useUnits } from "./units.ts";

const settle = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A main that stores labels, each write slower than the next. */
function desk() {
  const stored: (string | null)[] = [null, null, null];
  const calls: string[] = [];
  let delay = 20;
  let refuses = false;
  let revision = 0;
  const table = (): UnitTable => ({
    analyzerId: 1,
    unitIds: [10, 11, 12],
    columns: [],
    values: [],
    labels: [...stored],
    mainChannels: [0, 0, 0],
    locationsUm: [null, null, null],
  });
  const state = (): CurationState => ({
    analyzerId: 1,
    revision,
    branch: "main",
    branches: [],
    undoText: null,
    redoText: null,
    numActions: revision,
    removed: [],
    made: [],
    categories: [],
    labels: stored.flatMap((label, at) =>
      label === null ? [] : [{ unitId: 10 + at, labels: { quality: [label] } }],
    ),
    notes: [],
    judged: [],
  });
  const invoke = async (namespace: string, method: string, input: unknown): Promise<unknown> => {
    calls.push(`${namespace}.${method}`);
    if (method === "units") return { ok: true, value: table() };
    if (method === "state") return { ok: true, value: state() };
    if (method === "act") {
      await settle((delay -= 8));
      if (refuses)
        return { ok: false, error: { code: "Internal", message: "disk full", details: {} } };
      const { action } = input as { action: { unitIds: number[]; values: string[] } };
      for (const id of action.unitIds) stored[id - 10] = action.values[0] ?? null;
      revision++;
      return { ok: true, value: { state: state(), made: [] } };
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
  const analyzer = {
    id: 1,
    name: "a",
    recordingId: null,
    sortingId: null,
    path: "",
    numUnits: 3,
    extensions: [],
    createdAt: "",
  };
  const project = useProject(pinia);
  const units = useUnits(pinia);
  const curation = useCuration(pinia);
  const selection = useSelection(pinia);
  project.tree = { path: "p", name: "p", recordings: [], sortings: [], analyzers: [analyzer] };
  return { units, curation, selection, stored, calls, refuse: () => (refuses = true) };
}

test("labels are stored in the order of the keys, and the table shows what is stored", async () => {
  const { units, curation, stored, calls } = desk();
  await settle();
  const before = calls.filter((call) => call === "analyzers.units").length;
  const first = curation.label([10], "quality", ["good"]);
  const second = curation.label([10, 11], "quality", ["noise"]);
  await Promise.all([first, second]);
  await settle();
  expect(stored).toEqual(["noise", "noise", null]);
  expect(units.table.value.value?.labels).toEqual(["noise", "noise", null]);
  // without reading it again
  expect(calls.filter((call) => call === "analyzers.units").length).toBe(before);
});

test("a label of one unit hands on to the next in the order shown, before it is stored", async () => {
  const { curation, selection, stored } = desk();
  await settle();
  curation.shownIds = [12, 10, 11];
  selection.select([12]);
  const stores = curation.labelAndAdvance([12], ["good"]);
  expect(selection.unitIds).toEqual([10]);
  await stores;
  expect(stored).toEqual([null, null, "good"]);
  curation.autoAdvance = false;
  await curation.labelAndAdvance([10], ["good"]);
  expect(selection.unitIds).toEqual([10]);
});

test("a refused action changes nothing, and the reason is told", async () => {
  const { units, curation, refuse } = desk();
  await settle();
  refuse();
  await curation.label([12], "quality", ["good"]);
  await settle();
  expect(units.table.value.value?.labels).toEqual([null, null, null]);
  expect(curation.error).toBe("disk full");
});
