import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { _electron, type ElectronApplication } from "playwright-core";

const ROOT = resolve(import.meta.dirname, "../..");
const RUNTIME = join(
  process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(ROOT, "node_modules/electron/dist"),
  process.platform === "win32" ? "electron.exe" : "electron",
);
const hasDisplay = process.env["DISPLAY"] !== undefined || process.platform !== "linux";
const hasXvfb = (process.env["PATH"] ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "Xvfb")));
const isBuilt = existsSync(join(ROOT, "dist/main/main.cjs"));
/** Why the application cannot be run here; "" = it can. */
export const missingForElectron = !existsSync(RUNTIME)
  ? "no Electron runtime; ELECTRON_OVERRIDE_DIST_PATH can name one"
  : !hasDisplay && !hasXvfb
    ? "no display and no Xvfb"
    : isBuilt
      ? ""
      : "the application is not built";

/** The application as a user starts it, with a home of its own. */
export async function launchElectron(
  home: string,
  displayName: string,
): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: RUNTIME,
    // root may not use Chromium's sandbox
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ROOT],
    env: {
      ...(process.env as Record<string, string>),
      HOME: home,
      SPIKEDESK_HOME: join(home, "settings"),
      ...(displayName === "" ? {} : { DISPLAY: displayName }),
    },
  });
}

export interface Display {
  readonly name: string;
  stop(): void;
}

/** The display that is there, or an invisible one. */
export async function openDisplay(): Promise<Display> {
  if (hasDisplay) return { name: "", stop: () => undefined };
  const child: ChildProcess = spawn(
    "Xvfb",
    ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const [number] = (await once(child.stdout ?? process.stdin, "data")) as [Buffer];
  return {
    name: `:${number.toString().trim()}`,
    stop() {
      child.kill();
    },
  };
}
