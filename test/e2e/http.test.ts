import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSpikeGlx } from "#test/support/write-spikeglx.ts";
import { expectLabelKept, labelFirstUnit, openRecording, sort, step } from "./flow.ts";
import { CHROMIUM, CHROMIUM_FLAGS, missingForBrowser, startServer, type Served } from "./serve.ts";

const missing = missingForBrowser;

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
        args: CHROMIUM_FLAGS,
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
      await step(reopened, "reopen", () => expectLabelKept(reopened, "killed"));
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
