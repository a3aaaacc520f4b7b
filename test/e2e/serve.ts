import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

export const CHROMIUM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find(existsSync);

/** Why the window cannot be tried in a browser here; "" = it can. */
export const missingForBrowser =
  CHROMIUM === undefined
    ? "no Chromium"
    : existsSync(join(ROOT, "dist/renderer/index.html"))
      ? ""
      : "the window is not built";

export const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Served {
  readonly url: string;
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** `spikedesk serve` as a user starts it, with a home of its own. */
export async function startServer(home: string): Promise<Served> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(ROOT, "main/cli/main.ts"), "serve", "--json"],
    {
      cwd: home,
      env: { ...process.env, HOME: home, SPIKEDESK_HOME: join(home, "settings") },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  for await (const part of child.stdout ?? []) {
    said += String(part);
    if (said.includes("\n")) break;
  }
  const { url } = JSON.parse(said) as { url: string }; // what `serve --json` prints
  return {
    url,
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, "exit");
    },
  };
}
