import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { NUM_TRUE_UNITS } from "#test/support/write-spikeglx.ts";

/** Screenshots to look at; kept as test output. */
const SHOTS = resolve(import.meta.dirname, "../../test-output/e2e");

const JOB_TIMEOUT_MS = 180_000;

/** What a user does on the first day, in either host. */
export interface Workstation {
  readonly name: string;
  readonly page: Page;
}

/** Runs one step; a failure leaves a picture of what was there. */
export async function step(
  station: Workstation,
  what: string,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    await shot(station, `failed-${what}`);
    throw error;
  }
}

async function shot({ name, page }: Workstation, what: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}-${what}.png`) });
}

/** New project → open a SpikeGLX folder → look at traces. */
export async function openRecording(station: Workstation, folder: string): Promise<void> {
  const { page } = station;
  await page.getByRole("button", { name: "New project" }).click();
  await page
    .getByRole("button", { name: /Open( a)? recording/ })
    .first()
    .click();
  await page.getByRole("listbox", { name: "Files and folders" }).waitFor();
  await page.getByLabel("Path", { exact: true }).fill(folder);
  await page.getByLabel("Path", { exact: true }).press("Enter");
  await page
    .getByText(/_imec0$/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("SpikeGLX").first().waitFor();
  await shot(station, "1-recognised");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByText("imec0.ap").first().waitFor();
  await page.locator("canvas").first().waitFor();
  await page.getByText("reading …").waitFor({ state: "hidden" });
  await page.waitForTimeout(500);
  await shot(station, "2-traces");
  await expectNoError(page);
}

/** The chain is there; run the sorter through it and wait for units and metrics. */
export async function sort(station: Workstation): Promise<void> {
  const { page } = station;
  await page.keyboard.press("Alt+2");
  await page
    .getByText(/band-?pass/i)
    .first()
    .waitFor();
  await page.waitForTimeout(1000);
  await shot(station, "3-pipeline");
  await editPipeline(station);
  await page.keyboard.press("Alt+3");
  await page.getByRole("button", { name: "Run sorter" }).click();
  await page.waitForTimeout(1000);
  await shot(station, "4-sorting");
  await page.getByText("no jobs").first().waitFor({ timeout: JOB_TIMEOUT_MS });
  await page.keyboard.press("Alt+4");
  await unitRows(page).first().waitFor();
  await page.waitForTimeout(1500);
  expect(await unitRows(page).count()).toBe(NUM_TRUE_UNITS);
  // unit, label and the metrics
  expect(await page.getByRole("columnheader").count()).toBeGreaterThan(5);
}

/** A step is found, added, moved, switched off and taken back by keys; both spectra and the overlay are there. */
async function editPipeline(station: Workstation): Promise<void> {
  const { page } = station;
  const steps = page.getByRole("grid", { name: "Pipeline steps" }).getByRole("row");
  const before = await steps.count();
  await steps.last().click();
  await page.keyboard.press("/");
  await page.keyboard.type("notch");
  await page.keyboard.press("Enter");
  await steps.last().click();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Space");
  expect(await steps.nth(before - 1).getAttribute("aria-label")).toMatch(/notch_filter, off$/);
  await page.getByRole("button", { name: "Overlay", exact: true }).click();
  await page.getByText(/segments; median/).waitFor();
  await shot(station, "3-overlay");
  await steps.nth(before - 1).click();
  await page.keyboard.press("Delete");
  expect(await steps.count()).toBe(before);
  await expectNoError(page);
}

/** Selects the first unit and calls it good. */
export async function labelFirstUnit(station: Workstation): Promise<void> {
  const { page } = station;
  await unitRows(page)
    .first()
    .click({ position: { x: 20, y: 8 } });
  await page.waitForTimeout(1500);
  await shot(station, "5-units");
  await page.keyboard.press("Alt+g");
  await expect.poll(() => labelled(page)).toBe(1);
  await shot(station, "6-labelled");
  await expectNoError(page);
}

/** After a restart, or after a kill: the project is among the recent ones and the label is still there. */
export async function expectLabelKept(
  station: Workstation,
  ended: "in order" | "killed",
): Promise<void> {
  const { page } = station;
  await page
    .getByRole("button", { name: /untitled/ })
    .first()
    .click();
  if (ended === "killed") {
    await page.getByRole("button", { name: "Go on with everything" }).click();
  }
  await page.keyboard.press("Alt+4");
  await unitRows(page).first().waitFor();
  await expect.poll(() => labelled(page)).toBe(1);
  await shot(station, "7-reopened");
}

const unitRows = (page: Page) => page.getByRole("row", { name: /^unit / });

/** Units whose row says "good". */
async function labelled(page: Page): Promise<number> {
  return unitRows(page).filter({ hasText: /good/i }).count();
}

async function expectNoError(page: Page): Promise<void> {
  const alerts = await page.getByRole("alert").allTextContents();
  expect(alerts.filter((text) => text.trim() !== "")).toEqual([]);
}
