import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobEnded, testApp } from "#test/support/app.ts";
import { command, openProject, paintedPart, panelOf, showPanel } from "./panels.ts";
import { CHROMIUM, CHROMIUM_FLAGS, missingForBrowser, startServer, type Served } from "./serve.ts";

const SHOTS = resolve(import.meta.dirname, "../../test-output/e2e");

describe.skipIf(missingForBrowser !== "")(
  missingForBrowser === ""
    ? "the motion page in Chromium"
    : `the motion page in Chromium (NOT RUN: ${missingForBrowser})`,
  () => {
    let home: string;
    let browser: Browser;
    let server: Served;
    let page: Page;
    let panel: Locator;
    const wrong: string[] = [];

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), "spikedesk-e2e-motion-"));
      await makeProject(home);
      browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: CHROMIUM_FLAGS });
      server = await startServer(home);
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(30_000);
      page.on("pageerror", (error) => wrong.push(String(error)));
      await page.goto(server.url);
      await openProject(page, "motion");
      await page.keyboard.press("Alt+3");
      await showPanel(page, "Motion");
      panel = panelOf(page, "Motion");
      await panel.waitFor();
      mkdirSync(SHOTS, { recursive: true });
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await server.stop("SIGTERM");
      rmSync(home, { recursive: true, force: true });
    }, 60_000);

    const shot = (what: string): Promise<Buffer> =>
      page.screenshot({ path: join(SHOTS, `motion-${what}.png`) });

    it("offers every preset, and says why one cannot be chosen", async () => {
      await panel.getByText("No motion of this recording yet").waitFor();
      const presets = panel.getByLabel("Preset of motion estimation").getByRole("option");
      await presets.first().waitFor({ state: "attached" });
      expect(await presets.allInnerTexts()).toEqual([
        "dredge",
        "medicine (not here)",
        "dredge_fast",
        "nonrigid_accurate",
        "nonrigid_fast_and_accurate",
        "rigid_fast",
        "kilosort_like",
      ]);
      expect(await presets.nth(1).isDisabled()).toBe(true);
      await panel.getByLabel("Preset of motion estimation").selectOption("rigid_fast");
      await panel.getByRole("button", { name: /^Parameters/ }).click();
      await panel.getByText("Motion: dredge_ap").first().waitFor();
      await shot("parameters");
      await panel.getByRole("button", { name: /^Parameters/ }).click();
    }, 60_000);

    it("estimates, draws peaks before and after, and makes the motion a step", async () => {
      await panel.getByRole("button", { name: "Estimate motion" }).click();
      await expect
        .poll(() => paintedPart(page, "Motion"), { timeout: 60_000, message: "nothing is drawn" })
        .toBeGreaterThan(0.002);
      await panel.getByText(/peaks drawn/).waitFor();
      await shot("estimated");
      await panel.getByRole("button", { name: "Apply to pipeline" }).click();
      await panel.getByText(/interpolate_motion is the last step/).waitFor();
      expect(await panel.getByRole("alert").count()).toBe(0);
    }, 120_000);

    it("saves a folder that it loads again, and names what is wrong with another", async () => {
      const folder = join(home, "motion-folder");
      await panel.getByRole("textbox", { name: "Motion folder" }).fill(folder);
      await panel.getByRole("button", { name: "Save", exact: true }).click();
      await panel.getByText(/saved in/).waitFor();
      expect(existsSync(join(folder, "motion", "spikeinterface_info.json"))).toBe(true);
      await panel.getByRole("button", { name: "Load", exact: true }).click();
      await expect.poll(() => panel.getByLabel("Which motion").getByRole("option").count()).toBe(2);
      await panel.getByRole("textbox", { name: "Motion folder" }).fill(join(home, "nothing-here"));
      await panel.getByRole("button", { name: "Load", exact: true }).click();
      await panel.getByRole("alert").waitFor();
      expect(await panel.getByRole("alert").innerText()).toContain("nothing-here");
      await shot("refused");
      await command(page, "Estimate motion"); // the palette offers it as well
      expect(wrong).toEqual([]);
    }, 60_000);
  },
);

async function makeProject(home: string): Promise<void> {
  const app = testApp(home);
  const { api } = app;
  try {
    await api.projects.create({ path: join(home, "motion.spikedesk") });
    const simulated = await api.recordings.simulate({
      simulation: "ground_truth",
      params: { duration_s: 12, num_channels: 16, num_units: 6, seed: 3 },
      storage: "binary",
    });
    await jobEnded(app, simulated.jobId);
  } finally {
    await app.close();
  }
}
