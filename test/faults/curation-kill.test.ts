import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobEnded, testApp } from "#test/support/app.ts";

/** Kills after so many answers. */
const KILL_AFTER = [1, 4, 9, 17];

const VICTIM = join(import.meta.dirname, "curation-victim.ts");
const TIMEOUT_MS = 200_000;
const analyzerId = 1;

describe("a process that is killed in the middle of curation", () => {
  let home: string;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-kill-curation-"));
    const app = testApp(home);
    const { api } = app;
    await api.projects.create({ path: join(home, "p.spikedesk") });
    const params = { duration_s: 8, num_channels: 8, num_units: 4, seed: 1 };
    const shape = { simulation: "ground_truth", params, storage: "binary" } as const;
    const { resultIds } = await jobEnded(app, (await api.recordings.simulate(shape)).jobId);
    const sortingId = (await api.projects.current({}))?.sortings[0]?.id ?? 0;
    const made = await api.analyzers.create({ recordingId: resultIds.recordingId ?? 0, sortingId });
    await jobEnded(app, made.jobId);
    await app.close();
  }, TIMEOUT_MS);
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it(
    "loses nothing that was answered, says so when it is opened, and goes on or back",
    async () => {
      let lastActions = 0;
      for (const answers of KILL_AFTER) {
        const said = await killAfter(home, answers);
        const [revision = 0, numActions = 0] = said.at(-1) ?? [];
        const app = testApp(home);
        const { curation, projects, analyzers } = app.api;
        await projects.open({ path: join(home, "p.spikedesk") });
        const state = await curation.state({ analyzerId });
        // what was under way when it was killed may be there, what was answered has to be
        expect(state.revision).toBeGreaterThanOrEqual(revision);
        if (state.revision === revision) expect(state.numActions).toBe(numActions);
        const { unitIds } = await analyzers.units({ analyzerId });
        const standing = (await curation.journal({ analyzerId })).filter(({ stands }) => stands);
        const numOf = (what: string): number =>
          standing.filter(({ text }) => text.startsWith(what)).length;
        // a split in two adds a unit, a merge of two takes one away
        expect(unitIds).toHaveLength(4 + numOf("split") - numOf("merge"));
        const recovery = await curation.recovery({});
        expect(recovery?.analyzers[0]?.actions.length).toBeGreaterThanOrEqual(answers);
        const keep = answers !== KILL_AFTER[1];
        await curation.recover({ keep });
        expect(await curation.recovery({})).toBeNull();
        const after = await curation.state({ analyzerId });
        expect(after.numActions).toBe(keep ? state.numActions : lastActions);
        lastActions = after.numActions;
        await app.close();
      }
      // a session that ended in order leaves nothing to recover
      const app = testApp(home);
      await app.api.projects.open({ path: join(home, "p.spikedesk") });
      expect(await app.api.curation.recovery({})).toBeNull();
      await app.close();
    },
    TIMEOUT_MS,
  );
});

/** What the victim said, [revision, actions] each, until it was killed. */
async function killAfter(home: string, answers: number): Promise<number[][]> {
  const child = spawn(process.execPath, [VICTIM, home], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  for await (const part of child.stdout) {
    text += String(part);
    if (text.split("\n").length > answers) break;
  }
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" ").map(Number));
}
