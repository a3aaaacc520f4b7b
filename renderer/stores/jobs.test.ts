import { createPinia } from "pinia";
import { expect, test } from "vitest";
import { createApp } from "vue";
import type { Bridge, Events, JobSummary, ProjectTree, Topic } from "#contract/index.ts";
import { clientKey, createClient } from "../app/index.ts";
import { useJobs } from "./jobs.ts";

const job = (id: number): JobSummary => ({
  id,
  kind: "sort",
  title: "sort",
  state: "done",
  step: "",
  percent: 100,
  throughput: null,
  secondsLeft: null,
  createdAt: "",
  seconds: 1,
  error: null,
  recordingId: null,
  resultIds: {},
});

const tree = (path: string): ProjectTree => ({
  path,
  name: path,
  recordings: [],
  sortings: [],
  analyzers: [],
});

test("another project shows its own jobs", async () => {
  const jobsOf: Record<string, JobSummary[]> = { a: [job(1)], b: [job(7), job(8)] };
  let open = "a";
  const listeners = new Map<Topic, (event: never) => void>();
  const bridge: Bridge = {
    host: "http",
    invoke: async () => ({ ok: true, value: jobsOf[open] }),
    subscribe(topic, listener) {
      listeners.set(topic, listener);
      return () => listeners.delete(topic);
    },
    dataUrl: () => "",
    pathOfFile: () => "",
  };
  const tell = async (event: Events["project"]): Promise<void> => {
    (listeners.get("project") as (event: Events["project"]) => void)(event);
    await new Promise((resolve) => setTimeout(resolve));
  };
  const app = createApp({});
  app.provide(clientKey, createClient(bridge));
  app.use(createPinia());
  const jobs = app.runWithContext(() => useJobs());

  await tell(tree("a"));
  expect(jobs.list.map(({ id }) => id)).toEqual([1]);
  open = "b";
  await tell(tree("b"));
  expect(jobs.list.map(({ id }) => id)).toEqual([8, 7]);
});
