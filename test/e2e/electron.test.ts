import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ElectronApplication, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeSpikeGlx } from "#test/support/write-spikeglx.ts";
import { launchElectron, missingForElectron, openDisplay, type Display } from "./electron.ts";
import { expectLabelKept, labelFirstUnit, openRecording, sort, step } from "./flow.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SHOTS = join(ROOT, "test-output/e2e");
describe.skipIf(missingForElectron !== "")(
  missingForElectron === ""
    ? "the window in Electron"
    : `the window in Electron (NOT RUN: ${missingForElectron})`,
  () => {
    let home: string;
    let display: Display;
    let app: ElectronApplication;
    /** what the window's scripts threw */
    const wrong: string[] = [];

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), "spikedesk-e2e-"));
      mkdirSync(join(home, "data"));
      display = await openDisplay();
    });
    // also after a failure: the application runs once per user
    afterEach(() => app.close().catch(() => undefined));
    afterAll(() => {
      display.stop();
      rmSync(home, { recursive: true, force: true });
    });

    it("goes from a SpikeGLX folder to labelled units that are there after a restart", async () => {
      const folder = writeSpikeGlx(join(home, "data"));
      app = await launchElectron(home, display.name);
      const page = await firstPage(app, wrong);
      const station = { name: "electron", page };
      expect(await isolation(app)).toEqual({ sandbox: true, contextIsolation: true, node: false });
      await step(station, "open", () => openRecording(station, folder));
      await step(station, "sort", () => sort(station));
      await step(station, "label", () => labelFirstUnit(station));
      await app.close();

      app = await launchElectron(home, display.name);
      const reopened = { name: "electron", page: await firstPage(app, wrong) };
      await step(reopened, "reopen", () => expectLabelKept(reopened, "in order"));
      await step(reopened, "undo", () => undoAcrossRestart(reopened.page));
      await step(reopened, "second window", () => useTwoWindows(app, reopened.page));

      await step(reopened, "label before the kill", () => labelOne(reopened.page));
      app.process().kill("SIGKILL");
      await once(app.process(), "exit");
      app = await launchElectron(home, display.name);
      const recovered = { name: "electron", page: await firstPage(app, wrong) };
      await step(recovered, "recover", () => recover(recovered.page));
      expect(wrong).toEqual([]);
    });

    it("keeps the page where it is and gives it nothing of Node", async () => {
      app = await launchElectron(home, display.name);
      const page = await firstPage(app);
      const seen = await page.evaluate(() => ({
        process: typeof (globalThis as Record<string, unknown>)["process"],
        require: typeof (globalThis as Record<string, unknown>)["require"],
        url: location.href,
      }));
      expect(seen).toEqual({
        process: "undefined",
        require: "undefined",
        url: "ephys://app/index.html",
      });
      await page.evaluate(() => {
        location.href = "https://example.org/";
      });
      await page.waitForTimeout(500);
      expect(page.url()).toBe("ephys://app/index.html");
    });
  },
);

const rowsOf = (page: Page) => page.getByRole("row", { name: /^unit / });
const labelled = (page: Page, label: RegExp): Promise<number> =>
  rowsOf(page).filter({ hasText: label }).count();

/** The label of the session before is taken back and brought again, by keys. */
async function undoAcrossRestart(page: Page): Promise<void> {
  await page.keyboard.press("Control+z");
  await expect.poll(() => labelled(page, /good/i)).toBe(0);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => labelled(page, /good/i)).toBe(1);
}

/** As on two monitors: one selection, and what is done in one window is seen in the other. */
async function useTwoWindows(app: ElectronApplication, page: Page): Promise<void> {
  const opened = app.waitForEvent("window");
  await page.keyboard.press("Control+k");
  await page.getByLabel("Command", { exact: true }).fill("second window");
  await page.keyboard.press("Enter");
  const second = await opened;
  second.setDefaultTimeout(30_000);
  await second.waitForLoadState();
  await second.keyboard.press("Alt+4");
  await rowsOf(second).nth(1).waitFor();
  await rowsOf(page)
    .nth(1)
    .click({ position: { x: 20, y: 8 } });
  await expect.poll(() => rowsOf(second).nth(1).getAttribute("aria-selected")).toBe("true");
  await second.screenshot({ path: join(SHOTS, "electron-8-second-window.png") });
  await rowsOf(second).nth(1).focus();
  await second.keyboard.press("Alt+m");
  await expect.poll(() => labelled(page, /mua/i)).toBe(1);
  await second.close();
  expect(app.windows()).toHaveLength(1);
}

/** The third unit is noise; the key is all that comes before the kill. */
async function labelOne(page: Page): Promise<void> {
  await rowsOf(page)
    .nth(2)
    .click({ position: { x: 20, y: 8 } });
  await page.keyboard.press("Alt+n");
  await expect.poll(() => labelled(page, /noise/i)).toBe(1);
}

/** After kill -9 the window says so, and goes on with every action. */
async function recover(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /untitled/ })
    .first()
    .click();
  await page.getByRole("heading", { name: /did not end in order/ }).waitFor();
  await page.screenshot({ path: join(SHOTS, "electron-9-recovery.png") });
  await page.keyboard.press("Enter"); // go on with everything
  await page.keyboard.press("Alt+4");
  await rowsOf(page).first().waitFor();
  await expect.poll(() => labelled(page, /noise/i)).toBe(1);
  await page.keyboard.press("Control+z");
  await expect.poll(() => labelled(page, /noise/i)).toBe(0);
}

async function firstPage(app: ElectronApplication, wrong: string[] = []) {
  const page = await app.firstWindow();
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.setDefaultTimeout(30_000);
  await page.getByRole("button", { name: "New project" }).waitFor();
  return page;
}

/** What the window was made with, asked of the main process. */
async function isolation(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const preferences = (
      window?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      }
    ).getLastWebPreferences();
    return {
      sandbox: preferences["sandbox"] === true,
      contextIsolation: preferences["contextIsolation"] !== false,
      node: preferences["nodeIntegration"] === true,
    };
  });
}
