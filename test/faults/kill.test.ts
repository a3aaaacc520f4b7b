import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { sortingFromDict } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { openProject, PARTIAL_PREFIX, resultName } from "#main/project/index.ts";
import { stoppedSorts } from "#main/services/sorters/stopped-sorts.ts";
import { loadKernels, nodeFileSystem } from "#native/index.ts";

/** Kills after so many ms: from before the project exists to after everything is done. */
const KILL_AFTER_MS = [150, 700, 1200, 1700, 2200, 2800, 3500, 4500];

const TIMEOUT_MS = 400_000;

const VICTIM = join(import.meta.dirname, "victim.ts");
const ctx = createLocalComputeContext({ kernels: loadKernels("typescript"), fs: nodeFileSystem });

describe("a killed process", () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-kill-"));
  });
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it(
    "leaves a project that opens and shows nothing half-written as finished",
    async () => {
      for (const delayMs of KILL_AFTER_MS) {
        await runVictim(home, delayMs);
        if (existsSync(join(home, "p.spikedesk", "project.sqlite"))) {
          await expectSound(join(home, "p.spikedesk"));
        }
      }
    },
    TIMEOUT_MS,
  );

  it(
    "can go on with the same project afterwards",
    async () => {
      expect(await runVictim(home, undefined)).toContain("done");
      const project = openProject(join(home, "p.spikedesk"));
      expect(project.analyzers.list().length).toBeGreaterThan(0);
      expect(project.jobs.list().at(-1)?.state).toBe("done");
      project.close();
      await expectSound(join(home, "p.spikedesk"));
    },
    TIMEOUT_MS,
  );
});

/** Runs the child; with a delay it is killed that long after it began its work. Returns what it said. */
async function runVictim(home: string, delayMs: number | undefined): Promise<string> {
  const child = spawn(process.execPath, [VICTIM, home], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (part: Buffer) => {
    said += part.toString();
    if (delayMs !== undefined) timer ??= setTimeout(() => child.kill("SIGKILL"), delayMs);
  });
  await once(child, "exit");
  clearTimeout(timer);
  return said;
}

/** Opens the project and everything that it says is there. */
async function expectSound(folder: string): Promise<void> {
  const project = openProject(folder);
  try {
    for (const { state } of project.jobs.list()) expect(["queued", "running"]).not.toContain(state);
    const names = readdirSync(project.resultsFolder).filter((name) => name.startsWith("."));
    const stopped = project.recordings.list().flatMap(({ id }) => stoppedSorts(project, id));
    expect(names.sort()).toEqual(
      stopped.map(({ jobId }) => `${PARTIAL_PREFIX}${resultName(jobId, "sorting")}`).sort(),
    ); // a sort whose finished stages are kept is offered to go on; nothing else is left over
    for (const row of project.recordings.list()) {
      const recording = await ctx.openRecording(row.dict);
      const last = (recording.numSamples[0] ?? 0) - 1;
      expect(await readTracesNew(recording, 0, last, last + 1)).toHaveLength(row.numChannels);
    }
    for (const row of project.sortings.list()) {
      const sorting = await sortingFromDict(row.dict, ctx);
      expect(sorting.unitIds).toHaveLength(row.numUnits);
      expect(sorting.spikes.sampleIndex).toHaveLength(row.numSpikes);
    }
    for (const row of project.analyzers.list()) {
      const analyzer = await loadAnalyzer(row.path, ctx);
      const done = project.analyzers.extensions(row.id).map(({ name }) => name);
      expect([...analyzer.extensions.keys()].sort()).toEqual(done.sort());
    }
  } finally {
    project.close();
  }
}
