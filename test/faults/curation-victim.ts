import { join } from "node:path";
import { testApp } from "#test/support/app.ts";

/* What is killed in the middle of curation: acts without end, and says each row as soon as it is answered. */

const [home = ""] = process.argv.slice(2);
const app = testApp(home);
const { api } = app;
await api.projects.open({ path: join(home, "p.spikedesk") });
const analyzerId = 1;
const say = (state: { revision: number; numActions: number }): void => {
  process.stdout.write(`${String(state.revision)} ${String(state.numActions)}\n`);
};
for (let i = 0; ; i++) {
  const { unitIds, columns, values } = await api.analyzers.units({ analyzerId });
  const counts = (values[columns.findIndex(({ name }) => name === "num_spikes")] ?? []).map(Number);
  const unitId = unitIds[counts.indexOf(Math.max(...counts))] ?? "";
  const parts = [[0, 1, 2]];
  const split = await api.curation.act({ analyzerId, action: { kind: "split", unitId, parts } });
  say(split.state);
  const merge = { kind: "merge", unitIds: split.made } as const;
  const merged = await api.curation.act({ analyzerId, action: merge });
  say(merged.state);
  const label = {
    kind: "label",
    unitIds: merged.made,
    category: "quality",
    values: ["good"],
  } as const;
  say((await api.curation.act({ analyzerId, action: label })).state);
  if (i % 3 === 2) say(await api.curation.undo({ analyzerId }));
}
