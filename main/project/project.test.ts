import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect, openDatabase } from "./database.ts";
import { fingerprint, isSameContent } from "./fingerprint.ts";
import { createProject, findStoredPath, openProject, storedPath, type JobRow } from "./index.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "spikedesk-project-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const at = "2026-01-01T00:00:00.000Z";
const job: Omit<JobRow, "id"> = {
  kind: "sort",
  title: "Sort",
  state: "running",
  step: "detect",
  percent: 10,
  params: { seed: 0 },
  seed: 0,
  versions: { spikedesk: "0" },
  inputHash: "x",
  recordingId: null,
  resultIds: {},
  error: null,
  timings: {},
  createdAt: at,
  startedAt: at,
  finishedAt: null,
};

describe("a project", () => {
  it("is a folder whose database opens again with what was put in", () => {
    const project = createProject(join(root, "a"));
    expect(project.folder).toBe(join(root, "a.spikedesk"));
    const id = project.jobs.add({ ...job, state: "done" });
    project.jobs.addLog(id, at, "hello");
    project.close();
    const again = openProject(project.folder);
    expect(again.jobs.get(id)).toEqual({ ...job, state: "done", id });
    expect(again.jobs.log(id)).toEqual([{ at, message: "hello" }]);
    again.close();
  });

  it("refuses a second opener while it is open, also in another process, and none after", async () => {
    const project = createProject(join(root, "a"));
    expect(() => openProject(project.folder)).toThrow(
      expect.objectContaining({ code: "ProjectLocked" }),
    );
    const code = `import("${join(import.meta.dirname, "index.ts")}").then(({ openProject }) => openProject(${JSON.stringify(project.folder)})).catch((error) => console.log(error.code))`;
    expect(await outputOf(code)).toBe("ProjectLocked\n");
    project.close();
    openProject(project.folder).close();
  });

  it("refuses a newer schema, a foreign database and a file that is no database", () => {
    const project = createProject(join(root, "a"));
    project.close();
    const file = join(project.folder, "project.sqlite");
    const db = connect(file);
    db.pragma("user_version = 99999");
    db.close();
    expect(() => openProject(project.folder)).toThrow(
      expect.objectContaining({ code: "ProjectTooNew" }),
    );
    const foreign = join(root, "foreign.sqlite");
    const other = connect(foreign);
    other.exec("CREATE TABLE x (a)");
    other.close();
    expect(() => openDatabase(foreign)).toThrow(
      expect.objectContaining({ code: "FormatNotRecognised" }),
    );
    writeFileSync(join(root, "text.sqlite"), "no database at all, but long enough ".repeat(100));
    expect(() => openDatabase(join(root, "text.sqlite"))).toThrow(
      expect.objectContaining({ code: "CorruptFile" }),
    );
  });

  it("marks jobs of a killed process as interrupted and sweeps what they left", () => {
    const project = createProject(join(root, "a"));
    const running = project.jobs.add(job);
    const done = project.jobs.add({ ...job, state: "done" });
    const folder = (name: string): string => join(project.resultsFolder, name);
    const stages = ".partial-job-7-sorting";
    const names = [
      ".partial-job-1-sorting",
      `job-${running}-sorting`,
      `job-${done}-x`,
      "mine",
      stages,
    ];
    for (const name of names) mkdirSync(folder(name));
    mkdirSync(join(folder(stages), "sorter_output"));
    writeFileSync(join(folder(stages), "sorter_output", "checkpoints.json"), "{}");
    project.close();
    const again = openProject(project.folder);
    expect(again.jobs.get(running).state).toBe("interrupted");
    expect(again.jobs.get(done).state).toBe("done");
    expect(names.map((name) => existsSync(folder(name)))).toEqual([false, false, true, true, true]);
    again.close();
  });

  it("rolls back a change that fails in the middle", () => {
    const project = createProject(join(root, "a"));
    expect(() =>
      project.atomically(() => {
        project.jobs.add(job);
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(project.jobs.list()).toEqual([]);
    project.close();
  });
});

describe("the journal of curation", () => {
  const newAnalyzer = (project: ReturnType<typeof createProject>): number =>
    project.analyzers.add({
      name: "a",
      recordingId: null,
      sortingId: null,
      path: "/x",
      relativePath: "x",
      numUnits: 3,
      createdAt: at,
      jobId: null,
    });
  const head = { branch: "main", author: "me", createdAt: at, reason: "why" };

  it("keeps every row as it was, also the spikes of a split, and never gives an id again", () => {
    const project = createProject(join(root, "a"));
    const analyzerId = newAnalyzer(project);
    const split = {
      kind: "split",
      unitId: "u",
      parts: Uint16Array.of(0, 1, 2, 0),
      newUnitIds: ["u-0", "u-1", "u-2"],
    } as const;
    const rows = [
      project.curation.append(analyzerId, { ...head, kind: "act", action: split }),
      project.curation.append(analyzerId, { ...head, kind: "undo", target: 1 }),
      project.curation.append(analyzerId, { ...head, branch: "b", kind: "branch", from: "main" }),
      project.curation.append(analyzerId, { ...head, kind: "switch" }),
    ];
    project.close();
    const again = openProject(project.folder);
    expect(again.curation.entries(analyzerId)).toEqual(rows);
    expect(again.curation.entries(analyzerId, 2)).toEqual(rows.slice(2));
    again.analyzers.remove(analyzerId);
    const next = again.curation.append(newAnalyzer(again), { ...head, kind: "switch" });
    expect(next.id).toBeGreaterThan(rows.at(-1)?.id ?? 0);
    again.close();
  });

  it("that was damaged is refused by its row", () => {
    const project = createProject(join(root, "a"));
    const analyzerId = newAnalyzer(project);
    const action = { kind: "remove", unitIds: [1] } as const;
    project.curation.append(analyzerId, { ...head, kind: "act", action });
    project.close();
    const db = connect(join(project.folder, "project.sqlite"));
    db.prepare('UPDATE curation_journal SET action_json = \'{"kind": "remove"}\'').run();
    db.close();
    const again = openProject(project.folder);
    expect(() => again.curation.entries(analyzerId)).toThrow("row 1 of the curation journal");
    again.close();
  });
});

describe("paths and fingerprints", () => {
  it("finds a file that moved together with the project", () => {
    mkdirSync(join(root, "old/p.spikedesk"), { recursive: true });
    const stored = storedPath(join(root, "old/p.spikedesk"), join(root, "old/data.bin"));
    mkdirSync(join(root, "new/p.spikedesk"), { recursive: true });
    writeFileSync(join(root, "new/data.bin"), "x");
    const found = findStoredPath(join(root, "new/p.spikedesk"), stored);
    expect(found).toBe(join(root, "new/data.bin"));
    expect(findStoredPath(join(root, "old/p.spikedesk"), stored)).toBeUndefined();
  });

  it("tells files apart by content at head and tail, not by name", async () => {
    const big = Buffer.alloc(300_000, 7);
    writeFileSync(join(root, "a"), big);
    writeFileSync(join(root, "b"), big);
    big[299_999] = 8;
    writeFileSync(join(root, "c"), big);
    const [a, b, c] = await Promise.all(
      ["a", "b", "c"].map((name) => fingerprint(join(root, name))),
    );
    if (!a || !b || !c) throw new Error("missing");
    expect(isSameContent(a, b)).toBe(true);
    expect(isSameContent(a, c)).toBe(false);
  });
});

async function outputOf(code: string): Promise<string> {
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const part of child.stdout) output += String(part);
  return output;
}
