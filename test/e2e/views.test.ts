import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobEnded, testApp } from "#test/support/app.ts";
import { KEYMAPS } from "../../renderer/app/keymaps.ts";
import { keyLabel } from "../../renderer/app/keys.ts";
import { PLACES } from "../../renderer/app/places.ts";
import { command, openProject, paintedPart, panelOf, showPanel } from "./panels.ts";
import { CHROMIUM, CHROMIUM_FLAGS, missingForBrowser, startServer, type Served } from "./serve.ts";

const SHOTS = resolve(import.meta.dirname, "../../test-output/e2e");
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Every panel of the desk that draws, by its title; several may stand in one picture. */
const PANELS = [
  "Units",
  "Queue",
  "Similar units",
  "Metric histograms",
  "Positions",
  "Waveforms",
  "Waveform density",
  "Template metrics",
  "Features",
  "Correlograms",
  "ISI",
  "3-D ACG",
  "Events",
  "Amplitudes",
  "Depths",
  "Drift map",
  "Firing rate",
  "Raster",
  "Traces and spikes",
  "Trace map",
  "Similarity",
  "Metric scatter",
  "Spike list",
  "Compute",
] as const;

/** Commands of the program's own window, which a page in a browser has not. */
const ELECTRON_ONLY = new Set(["quit"]);

/** Extensions beyond the default ones, so that no view lacks its data. */
const MORE = ["principal_components", "spike_locations", "amplitude_scalings", "acgs_3d"];

describe.skipIf(missingForBrowser !== "")(
  missingForBrowser === ""
    ? "the views of the desk in Chromium"
    : `the views of the desk in Chromium (NOT RUN: ${missingForBrowser})`,
  () => {
    let home: string;
    let browser: Browser;
    let server: Served;
    let page: Page;
    const wrong: string[] = [];

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), "spikedesk-e2e-views-"));
      await makeProject(home);
      browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: CHROMIUM_FLAGS });
      server = await startServer(home);
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(30_000);
      page.on("pageerror", (error) => wrong.push(String(error)));
      await page.goto(server.url);
      await openProject(page, "views");
      await page.keyboard.press("Alt+4");
      const rows = page.getByRole("row", { name: /^unit / });
      await rows.nth(0).click({ position: { x: 20, y: 8 } });
      await rows.nth(1).click({ position: { x: 20, y: 8 }, modifiers: ["Control"] });
    }, 240_000);
    afterAll(async () => {
      await browser.close();
      await server.stop("SIGTERM");
      rmSync(home, { recursive: true, force: true });
    }, 60_000);

    it("opens every view and each paints its content", async () => {
      mkdirSync(SHOTS, { recursive: true });
      const times = join(home, "events.csv");
      writeFileSync(times, Array.from({ length: 40 }, (_, i) => `${0.4 + 0.4 * i},go`).join("\n"));
      for (const title of PANELS) {
        await showPanel(page, title);
        const panel = panelOf(page, title);
        await panel.waitFor();
        if (title === "Events")
          await panel.getByLabel("Event times from a file").setInputFiles(times);
        await expect
          .poll(() => paintedPart(page, title), {
            timeout: 30_000,
            message: `${title} stays empty`,
          })
          .toBeGreaterThan(0.002);
        expect(await panel.locator(".empty").count(), `${title} says it has nothing`).toBe(0);
        expect(await panel.getByRole("alert").count(), `${title} shows an error`).toBe(0);
        await page.screenshot({ path: join(SHOTS, `view-${title.replaceAll(" ", "-")}.png`) });
      }
      expect(wrong).toEqual([]);
    }, 300_000);

    it("recolours the table by a threshold, and hidden panels ask for nothing", async () => {
      await showPanel(page, "Metric histograms");
      const canvas = panelOf(page, "Metric histograms").locator("canvas");
      const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const [x, y] = [box.x + box.width * 0.11, box.y + 60];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 14, y, { steps: 4 });
      await page.mouse.up();
      await page.getByText(/keep the rules/).waitFor();
      await showPanel(page, "Units");
      await page.getByText(/rules keep/).waitFor();
      await expect
        .poll(() => page.locator(".row.kept, .row.broken, .row.unknown").count())
        .toBeGreaterThan(0);

      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await showPanel(page, "Correlograms");
      asked.length = 0;
      await page
        .getByRole("row", { name: /^unit / })
        .nth(2)
        .click({ position: { x: 20, y: 8 } });
      await expect.poll(() => asked).toContain("/data/correlograms");
      expect(asked).not.toContain("/data/isi"); // behind another tab
      expect(asked).not.toContain("/data/rate_correlogram");
    }, 120_000);

    it("has a command for every key of both keymaps", async () => {
      for (const { title, keys } of Object.values(KEYMAPS)) {
        await page.keyboard.press("Escape");
        await page.keyboard.press("?");
        const dialog = page.getByRole("dialog", { name: "Keys" });
        await dialog.getByRole("radio", { name: `keys as in ${title}` }).check();
        await expect.poll(() => dialog.getByRole("radio", { name: title }).isChecked()).toBe(true);
        const shown = (await dialog.locator("kbd").allTextContents()).flatMap((text) => text.trim().split("  ")); // prettier-ignore
        const silent = Object.entries(keys).filter(
          ([id, names]) =>
            !ELECTRON_ONLY.has(id) &&
            !names.split(" ").every((name) => shown.includes(keyLabel(name))),
        );
        expect(silent, title).toEqual([]);
      }
      await page.keyboard.press("Escape");
    }, 60_000);

    it("passes axe on every place, in dark and in light", async () => {
      await page.evaluate(readFileSync(AXE, "utf8"));
      for (const theme of ["dark", "light"]) {
        if (theme === "light") await command(page, "Switch between dark and light");
        for (const [at, { id, title }] of PLACES.entries()) {
          await page.keyboard.press(`Alt+${String(at + 1)}`);
          const button = page.getByRole("navigation", { name: "Places" }).getByRole("button", { name: title }); // prettier-ignore
          await expect.poll(() => button.getAttribute("aria-current")).toBe("page");
          await page.locator("section.panel").first().waitFor();
          await page.waitForTimeout(300); // its data
          await page.screenshot({ path: join(SHOTS, `place-${theme}-${id}.png`) });
          expect(await violations(page), `${theme} ${title}`).toEqual([]);
        }
      }
    }, 180_000);
  },
);

function violations(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations: found } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa"],
      resultTypes: ["violations"],
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3).join(" | ")}`); // prettier-ignore
  });
}

interface Axe {
  run(
    root: unknown,
    options: unknown,
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

async function makeProject(home: string): Promise<void> {
  const app = testApp(home);
  const { api } = app;
  try {
    await api.projects.create({ path: join(home, "views.spikedesk") });
    const simulated = await api.recordings.simulate({
      simulation: "ground_truth",
      params: { duration_s: 20, num_channels: 16, num_units: 8, seed: 5 },
      storage: "binary",
    });
    const { resultIds } = await jobEnded(app, simulated.jobId);
    const sortingId = (await api.projects.current({}))?.sortings[0]?.id ?? 0;
    const made = await api.analyzers.create({ recordingId: resultIds.recordingId ?? 0, sortingId });
    const { resultIds: results } = await jobEnded(app, made.jobId);
    const analyzerId = results.analyzerId ?? 1;
    const more = await api.analyzers.compute({ analyzerId, extensions: MORE });
    await jobEnded(app, more.jobId);
  } finally {
    await app.close();
  }
}
