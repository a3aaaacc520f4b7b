import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk, makeDesk, NUM_UNITS } from "./curation-flow.ts";
import { HOSTS, type Host } from "./hosts.ts";
import { paintedPart, panelOf, showPanel } from "./panels.ts";

const soon = <T>(what: () => T) => expect.poll(what, { timeout: 20_000 });
const ROOT = resolve(import.meta.dirname, "../..");

describe.each(HOSTS)("a Phy folder in $title", ({ name, missing, openHost }) => {
  describe.skipIf(missing !== "")(
    missing === "" ? "as a person does it" : `NOT RUN: ${missing}`,
    () => {
      let home: string;
      let phy: string;
      let host: Host;

      beforeAll(async () => {
        home = mkdtempSync(join(tmpdir(), `spikedesk-e2e-phy-${name}-`));
        const project = await makeDesk(home);
        phy = join(home, "phy");
        const args = [
          join(ROOT, "main/cli/main.ts"),
          "export",
          project,
          "--to",
          "phy",
          "--out",
          phy,
        ];
        await promisify(execFile)(process.execPath, args);
        host = await openHost(home);
      }, 180_000);
      afterAll(async () => {
        await host.close();
        rmSync(home, { recursive: true, force: true });
      }, 60_000);

      const rowsOf = (page: Page) => page.getByRole("row", { name: /^unit / });
      const file = (name: string): Buffer => readFileSync(join(phy, name));

      async function writeBack(desk: Desk): Promise<void> {
        const { page } = desk;
        await page.keyboard.press("Control+e");
        const button = page.getByRole("button", { name: /Write back to the Phy/ });
        await soon(() => button.isEnabled()).toBe(true);
        await button.click();
        await page.getByText(/files before lie in/).waitFor();
        await desk.shot("written-back");
        await page.keyboard.press("Escape");
      }

      it("opens as it is, is curated, written back, and undone in a later session", async () => {
        let page = await host.open();
        await page.getByRole("button", { name: "New project" }).click();
        await page.getByRole("button", { name: /Open( a)? recording/ }).first().click(); // prettier-ignore
        await page.getByRole("listbox", { name: "Files and folders" }).waitFor();
        await page.getByLabel("Path", { exact: true }).fill(phy);
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByText("Phy folder, to curate").first().waitFor();
        await page.getByRole("button", { name: "Open", exact: true }).click();
        let desk = new Desk(page, `phy-${name}`);
        await rowsOf(page).first().waitFor();
        await rowsOf(page).first().click({ position: { x: 20, y: 8 } }); // prettier-ignore
        // the samples that params.py names are there without a word
        await showPanel(page, "Traces and spikes");
        await soon(() => paintedPart(page, "Traces and spikes")).toBeGreaterThan(0.02);
        expect(await panelOf(page, "Traces and spikes").innerText()).not.toMatch(
          /names no recording/,
        );
        await desk.shot("opened");

        const before = [file("spike_clusters.npy"), file("cluster_group.tsv")];
        await page.keyboard.press("Escape");
        await rowsOf(page).nth(0).click({ position: { x: 20, y: 8 } }); // prettier-ignore
        await page.keyboard.press("Alt+g");
        await soon(async () => (await desk.state()).labels.length).toBe(1);
        await rowsOf(page).nth(3).click({ position: { x: 20, y: 8 } }); // prettier-ignore
        await rowsOf(page).nth(4).click({ position: { x: 20, y: 8 }, modifiers: ["Control"] }); // prettier-ignore
        await page.keyboard.press("g");
        const merge = page.getByRole("button", { name: "Merge", exact: true });
        await soon(() => merge.isEnabled()).toBe(true);
        await merge.press("Enter");
        await soon(async () => (await desk.state()).made.length).toBe(1);
        await writeBack(desk);
        expect(file("spike_clusters.npy").equals(before[0] ?? Buffer.of())).toBe(false);
        expect(file("cluster_group.tsv").toString()).toMatch(/\tgood/);
        expect(readdirSync(phy).filter((name) => /backup/.test(name))).not.toEqual([]);

        // another day: the journal goes on from the files as they were
        await host.end();
        page = await host.open();
        desk = new Desk(page, `phy-${name}-later`);
        await page.getByRole("button", { name: /^untitled/ }).first().click(); // prettier-ignore
        await page.keyboard.press("Alt+4");
        await rowsOf(page).first().waitFor();
        const shown = await desk.ask<{ unitIds: unknown[] }>("analyzers", "units", {
          analyzerId: 1,
        });
        expect(shown.unitIds).toHaveLength(NUM_UNITS - 1);
        await page.keyboard.press("Control+z");
        await soon(async () => (await desk.state()).made.length).toBe(0);
        await page.keyboard.press("Control+z");
        await soon(async () => (await desk.state()).labels.length).toBe(0);
        await writeBack(desk);
        expect(file("spike_clusters.npy").equals(before[0] ?? Buffer.of())).toBe(true);
      }, 120_000);
    },
  );
});
