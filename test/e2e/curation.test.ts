import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import { applyCurationToSorting, parseCuration } from "#core/curation/index.ts";
import { parseJson } from "#core/model/index.ts";
import { testContext } from "#test/support/small-analyzer.ts";
import { Desk, makeDesk, NUM_UNITS } from "./curation-flow.ts";
import { HOSTS, type Host } from "./hosts.ts";

/** A loaded machine takes its time; what is waited for has to come all the same. */
const soon = <T>(what: () => T) => expect.poll(what, { timeout: 20_000 });
const ROOT = resolve(import.meta.dirname, "../..");

describe.each(HOSTS)("curation in $title", ({ name, missing, openHost }) => {
  describe.skipIf(missing !== "")(
    missing === "" ? "as a person does it" : `NOT RUN: ${missing}`,
    () => {
      let home: string;
      let host: Host;
      let project: string;

      beforeAll(async () => {
        home = mkdtempSync(join(tmpdir(), `spikedesk-e2e-curation-${name}-`));
        project = await makeDesk(home);
        host = await openHost(home);
      }, 120_000);
      afterAll(async () => {
        await host.close();
        rmSync(home, { recursive: true, force: true });
      }, 60_000);

      it("labels twenty units by keys alone, splits, merges, undoes across a kill and exports", async () => {
        let desk = new Desk(await host.open(), name);
        // asked once, and not again
        const choice = desk.page.getByRole("region", { name: "Keys" });
        await choice.getByRole("button", { name: "Phy" }).click();
        await choice.waitFor({ state: "detached" });
        await desk.open();
        const { keyboard } = desk.page;
        const first = desk.page.getByRole("row", { name: /^unit / }).first();
        await first.click({ position: { x: 20, y: 8 } });

        // twenty units by keys alone: each label goes on to the next
        const keys = ["Alt+g", "Alt+m", "Alt+n", "Alt+g"];
        for (let i = 0; i < 20; i++) await keyboard.press(keys[i % keys.length] ?? "Alt+g");
        await desk.shot("0-keys");
        await soon(async () => (await desk.state()).labels.length).toBe(20);
        expect((await desk.state()).numActions).toBe(20);
        await desk.shot("1-labelled");

        // the queue of doubtful units, by keys: the next open one, its label, and on to another
        await desk.command("Show panel Queue");
        const queue = desk.page.getByRole("grid", { name: "Queue of units" });
        await queue.waitFor();
        // the palette gives the focus back to where it was, a moment after it has closed
        await soon(async () => {
          await queue.focus();
          await desk.page.waitForTimeout(200);
          return queue.evaluate((grid) => grid.matches(":focus"));
        }).toBe(true);
        await keyboard.press("Enter");
        await keyboard.press("1");
        await soon(async () => (await desk.state()).labels.length).toBe(21);
        await desk.shot("1-queue");
        await keyboard.press("Control+z");
        await soon(async () => (await desk.state()).labels.length).toBe(20);

        // split the first unit at half time, in the dialogs, by keys
        const unit = (await desk.ask<{ unitIds: string[] }>("analyzers", "units", { analyzerId: 1 })).unitIds[0] ?? ""; // prettier-ignore
        await desk.snippet(`c ${unit}`);
        await keyboard.press("k");
        await desk.page.getByRole("radio", { name: "At times" }).check();
        await desk.page.getByLabel(/seconds from the start/).fill("30");
        await keyboard.press("Enter");
        const split = desk.page.getByRole("button", { name: "Split", exact: true });
        await soon(() => split.isEnabled()).toBe(true);
        await desk.shot("2-split-preview");
        await split.press("Enter");
        await soon(async () => (await desk.state()).made.length).toBe(2);
        const parts = (await desk.state()).made.map(({ unitId }) => unitId);
        expect(await desk.page.getByRole("row", { name: `unit ${String(parts[0])}` }).count()).toBe(1); // prettier-ignore

        // both parts are selected: G shows what they would be together, Enter merges
        await keyboard.press("g");
        const merge = desk.page.getByRole("button", { name: "Merge", exact: true });
        await soon(() => merge.isEnabled()).toBe(true);
        await desk.shot("3-merge-preview");
        await merge.press("Enter");
        await soon(async () => (await desk.state()).made.length).toBe(1);

        // undo and redo by keys
        await keyboard.press("Control+z");
        await soon(async () => (await desk.state()).made.length).toBe(2);
        await keyboard.press("Control+Shift+z");
        await soon(async () => (await desk.state()).made.length).toBe(1);

        // killed in the middle of it
        const before = await desk.state();
        await host.kill();
        desk = new Desk(await host.open(), name);
        await desk.page.getByRole("button", { name: /^desk/ }).first().click();
        await desk.page.getByRole("heading", { name: /did not end in order/ }).waitFor();
        await desk.shot("4-recovery");
        await desk.page.keyboard.press("Enter"); // go on with everything
        await desk.page.keyboard.press("Alt+4");
        await desk.page
          .getByRole("row", { name: /^unit / })
          .first()
          .waitFor();
        const after = await desk.state();
        expect(after).toEqual(before);

        // undo reaches over the restart
        await desk.page.keyboard.press("Control+z");
        await soon(async () => (await desk.state()).made.length).toBe(2);
        await desk.page.keyboard.press("Control+z");
        await soon(async () => (await desk.state()).made.length).toBe(0);

        // the history says it all; the cheat sheet is searchable
        await desk.page.getByRole("button", { name: /labelled$/ }).click();
        await desk.page.getByRole("table", { name: "Journal" }).waitFor();
        await desk.shot("5-history");
        await desk.page.keyboard.press("Escape");
        await desk.page.keyboard.press("?");
        await desk.page.getByLabel("Search keys").fill("undo");
        await desk.shot("6-keys");
        await desk.page.keyboard.press("Escape");
        await host.end();
      }, 120_000);

      /** Drawn with the mouse around the first half of the recording, split off, looked at and taken back. */
      async function splitByLasso(desk: Desk): Promise<void> {
        const { page } = desk;
        const [id] = (await desk.ask<{ unitIds: string[] }>("analyzers", "units", { analyzerId: 1 })).unitIds; // prettier-ignore
        await desk.snippet(`c ${id ?? ""}`);
        const panel = page.getByRole("region", { name: "Amplitudes" });
        await panel.getByRole("button", { name: "Lasso", exact: true }).click();
        const canvas = panel.locator("canvas").first();
        const { x, y, width, height } = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }; // prettier-ignore
        const corners = [[0.02, 0.01], [0.4, 0.01], [0.4, 0.97], [0.02, 0.97]] as const; // prettier-ignore
        await page.mouse.move(x + 0.02 * width, y + 0.5 * height);
        await page.mouse.down();
        for (const [right, down] of corners) {
          await page.mouse.move(x + right * width, y + down * height, { steps: 3 });
          // as a hand slows down at a corner: a busy window sees several moves as one
          await page.waitForTimeout(80);
        }
        await page.mouse.up();
        const bar = panel.getByRole("status").filter({ hasText: "inside" });
        await bar.waitFor();
        await desk.shot("7-lasso");
        const [, inside = 0, all = 0] = (/([\d\s]+) of ([\d\s]+) spikes/.exec((await bar.textContent()) ?? "") ?? []).map((text) => Number(text.replaceAll(/\s/g, ""))); // prettier-ignore
        expect(inside).toBeGreaterThan(0.2 * all);
        expect(inside).toBeLessThan(0.6 * all);
        await page.keyboard.press("k");
        const split = page.getByRole("button", { name: "Split", exact: true });
        await soon(() => split.isEnabled()).toBe(true);
        await desk.shot("7-lasso-preview");
        await split.press("Enter");
        await soon(async () => (await desk.state()).made.length).toBe(2);
        const { made } = await desk.state();
        expect(made.map(({ from }) => from)).toEqual([[id], [id]]);
        const { columns, unitIds, values } = await desk.ask<{ columns: { name: string }[]; unitIds: unknown[]; values: number[][] }>("analyzers", "units", { analyzerId: 1 }); // prettier-ignore
        const counts = values[columns.findIndex(({ name }) => name === "num_spikes")] ?? [];
        const parts = made.map(({ unitId }) => counts[unitIds.indexOf(unitId)] ?? 0);
        expect(parts.sort((a, b) => a - b)).toEqual([inside, all - inside].sort((a, b) => a - b));
        await page.keyboard.press("Control+z");
        await soon(async () => (await desk.state()).made.length).toBe(0);
      }

      it("merges by proposal and leaves a curation file that leads to the same units", async () => {
        const desk = new Desk(await host.open(), name);
        await desk.open();
        await splitByLasso(desk);
        await desk.page.keyboard.press("Control+k");
        await desk.page.getByLabel("Command", { exact: true }).fill("merge proposals");
        await desk.page.keyboard.press("Enter");
        const panel = desk.page.getByRole("region", { name: "Merge proposals" });
        await panel.getByRole("button", { name: "Find merges" }).first().click();
        const rows = panel.getByRole("row", { name: /^pair / });
        await rows.first().waitFor();
        await rows.first().click({ position: { x: 30, y: 8 } });
        await desk.shot("7-proposals");
        const made = (await desk.state()).made.length;
        await desk.page.keyboard.press("r");
        await soon(async () => (await desk.state()).judged.length).toBe(1);
        await rows.nth(1).click({ position: { x: 30, y: 8 } });
        await desk.page.keyboard.press("a");
        await soon(async () => (await desk.state()).made.length).toBe(made + 1);
        await desk.shot("8-merged");
        await desk.page.keyboard.press("Control+s");
        const file = join(project, "curations", "analyzer-1.json");
        await soon(() => existsSync(file)).toBe(true);

        const { path } = await desk.ask<{ path: string }>("analyzers", "get", { analyzerId: 1 });
        const { sorting } = await loadAnalyzer(path, testContext());
        const curation = parseCuration(parseJson(readFileSync(file, "utf8")), { unitIds: sorting.unitIds }); // prettier-ignore
        const { value } = applyCurationToSorting(sorting, curation);
        const shown = await desk.ask<{ unitIds: unknown[] }>("analyzers", "units", {
          analyzerId: 1,
        });
        expect(value.unitIds).toHaveLength(NUM_UNITS - 1);
        expect([...value.unitIds].sort()).toEqual([...shown.unitIds].sort());

        // out as CSV, by the dialog
        await desk.page.keyboard.press("Control+e");
        await desk.page.getByRole("radio", { name: "CSV tables" }).check();
        const out = join(home, "out-csv");
        await desk.page.getByLabel(/new folder/).fill(out);
        await desk.shot("9-export");
        await desk.page.getByRole("button", { name: "Export", exact: true }).click();
        await soon(() => existsSync(join(out, "units.csv"))).toBe(true);
        expect(readFileSync(join(out, "units.csv"), "utf8").trim().split("\n")).toHaveLength(NUM_UNITS); // prettier-ignore
        // the same from the command line, and loaded back
        await host.end();
        const again = join(home, "out-si");
        const args = [join(ROOT, "main/cli/main.ts"), "export", project, "--to", "spikeinterface", "--out", again]; // prettier-ignore
        await promisify(execFile)(process.execPath, args);
        const back = await loadAnalyzer(join(again, "analyzer"), testContext());
        expect([...back.sorting.unitIds].sort()).toEqual([...shown.unitIds].sort());
      }, 120_000);
    },
  );
});
