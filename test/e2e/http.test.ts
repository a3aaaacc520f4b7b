import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSpikeGlx } from "#test/support/write-spikeglx.ts";
import { expectLabelKept, labelFirstUnit, openRecording, sort, step } from "./flow.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
const isBuilt = existsSync(join(ROOT, "dist/renderer/index.html"));
const missing = CHROMIUM === undefined ? "no Chromium" : isBuilt ? "" : "the window is not built";

describe.skipIf(missing !== "")(
  missing === "" ? "the HTTP host in Chromium" : `the HTTP host in Chromium (NOT RUN: ${missing})`,
  () => {
    let home: string;
    let browser: Browser;
    let server: Served;

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), "spikedesk-e2e-"));
      mkdirSync(join(home, "data"));
      browser = await chromium.launch({
        executablePath: CHROMIUM ?? "",
        args: [
          "--headless",
          "--no-sandbox",
          "--use-angle=swiftshader",
          "--enable-unsafe-swiftshader",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
      server = await startServer(home);
    });
    afterAll(async () => {
      await browser.close();
      await server.stop("SIGTERM");
      rmSync(home, { recursive: true, force: true });
    });

    it("goes from a SpikeGLX folder to labelled units that survive a kill", async () => {
      const folder = writeSpikeGlx(join(home, "data"));
      const page = await openPage(browser, server.url);
      const station = { name: "http", page };
      await step(station, "open", () => openRecording(station, folder));
      await step(station, "sort", () => sort(station));
      await step(station, "label", () => labelFirstUnit(station));
      await page.close();
      await server.stop("SIGKILL");

      server = await startServer(home);
      const again = await openPage(browser, server.url);
      const reopened = { name: "http", page: again };
      await step(reopened, "reopen", () => expectLabelKept(reopened));
      await again.close();
    });

    it("refuses the token a second time and a request without it", async () => {
      const second = await fetch(server.url, { redirect: "manual" });
      expect(second.status).toBe(403);
      const { origin } = new URL(server.url);
      expect((await fetch(origin)).status).toBe(401);
    });
  },
);

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return page;
}

interface Served {
  readonly url: string;
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** `spikedesk serve` as a user starts it, with a home of its own. */
async function startServer(home: string): Promise<Served> {
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
