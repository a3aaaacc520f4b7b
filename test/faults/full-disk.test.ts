import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/*
 * A file system of a few MB in a namespace of its own, where the system lets a user make one, and the command line
 * writing into it until it is full.
 */

const MAIN = join(import.meta.dirname, "../../main/cli/main.ts");
const TIMEOUT_MS = 120_000;
const canMount =
  spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", tmpdir()]).status === 0;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** what lies on the small disk afterwards */
  readonly left: readonly string[];
}

describe.skipIf(!canMount)("a full disk", () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-full-"));
    const made = spawnSync(process.execPath, [
      ...[MAIN, "generate", join(home, "gen"), "--duration", "4", "--channels", "16"],
      ...["--units", "4", "--seed", "0"],
    ]);
    expect(made.stderr.toString()).not.toContain("error");
    writeFileSync(join(home, "chain.json"), JSON.stringify({ common_reference: {} }));
  }, TIMEOUT_MS);
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  function run(sizeMb: number, words: readonly string[]): Outcome {
    const disk = mkdtempSync(join(home, "disk-"));
    const script = [
      `mount -t tmpfs -o size=${String(Math.round(sizeMb * 1024))}k none "$0"`,
      `"$@" --json`,
      "status=$?",
      `echo; echo "=left"; find "$0" -mindepth 1`,
      "exit $status",
    ].join("\n");
    const args = words.map((word) => word.replace("DISK", disk));
    const done = spawnSync(
      "unshare",
      ["-rm", "sh", "-c", script, disk, process.execPath, MAIN, ...args],
      { encoding: "utf8" },
    );
    const [stdout, left = ""] = done.stdout.split("\n=left\n");
    return { status: done.status, stdout, stderr: done.stderr, left: left.trim().split("\n") };
  }

  it(
    "fails a written recording with what is full and leaves nothing of it",
    () => {
      const words = [join(home, "gen", "recording"), "--pipeline", join(home, "chain.json")];
      const { status, stdout, left } = run(2, ["preprocess", ...words, "--out", "DISK/out"]);
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: "OutOfSpace", message: expect.stringContaining("disk-") as string },
      });
      expect(left).toEqual([""]);
    },
    TIMEOUT_MS,
  );

  it(
    "fails an analyzer and leaves nothing of it",
    () => {
      const words = [join(home, "gen", "recording"), join(home, "gen", "sorting")];
      const { status, stdout, left } = run(1, ["analyze", ...words, "--out", "DISK/an"]);
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: "OutOfSpace" } });
      expect(left).toEqual([""]);
    },
    TIMEOUT_MS,
  );

  // the analyzer's files, the project's database and the report come to the end of it, each at another size
  it.each([0.2, 0.5, 1, 1.5, 1.9])(
    "fails a whole run on %d MB, and its project holds no result",
    (sizeMb) => {
      const { status, stdout, left } = run(sizeMb, [
        ...["run", join(home, "gen", "recording"), "--project", "DISK/p.spikedesk"],
        ...["--out", "DISK/report"],
      ]);
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        error: {
          code: "OutOfSpace",
          message: expect.stringContaining("no space left for") as string,
        },
      });
      expect(left.filter((path) => /results\/[^.]/.test(path) && /analyzer/.test(path))).toEqual(
        [],
      );
    },
    TIMEOUT_MS,
  );
});
