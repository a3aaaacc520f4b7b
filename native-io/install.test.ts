import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

describe.skipIf(process.platform === "win32")("installing without compilers", () => {
  it("succeeds, with one line that says what is missing and what it costs", () => {
    const copy = mkdtempSync(join(tmpdir(), "spikedesk-install-"));
    mkdirSync(join(copy, "native-io"));
    for (const name of ["src", "binding.gyp", "install.cjs"]) {
      cpSync(join(root, "native-io", name), join(copy, "native-io", name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    const result = spawnSync(process.execPath, ["native-io/install.cjs"], {
      cwd: copy,
      encoding: "utf8",
      env: { PATH: join(copy, "nothing-here") },
    });
    expect(result.status).toBe(0);
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
    expect(result.stderr).toMatch(/python3, make, g\+\+ not found.*slower/);
    expect(existsSync(join(copy, "native-io", "build", "Release"))).toBe(false);
    rmSync(copy, { recursive: true });
  });
});
