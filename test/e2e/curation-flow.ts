import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { CurationState } from "#contract/index.ts";
import { jobEnded, testApp } from "#test/support/app.ts";

const SHOTS = resolve(import.meta.dirname, "../../test-output/e2e");
export const NUM_UNITS = 24;

/** A project with an analyzed simulation, which the settings in `home` know as a recent one. */
export async function makeDesk(home: string): Promise<string> {
  const app = testApp(home);
  const { api } = app;
  try {
    const tree = await api.projects.create({ path: join(home, "desk.spikedesk") });
    const simulated = await api.recordings.simulate({
      simulation: "ground_truth",
      params: { duration_s: 60, num_channels: 16, num_units: NUM_UNITS, seed: 3 },
      storage: "binary",
    });
    const { resultIds } = await jobEnded(app, simulated.jobId);
    const sortingId = (await api.projects.current({}))?.sortings[0]?.id ?? 0;
    const made = await api.analyzers.create({ recordingId: resultIds.recordingId ?? 0, sortingId });
    await jobEnded(app, made.jobId);
    return tree.path;
  } finally {
    await app.close();
  }
}

/** What a curator does, by keys alone once the first unit is selected. */
export class Desk {
  readonly page: Page;
  readonly name: string;
  constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
  }
  async shot(what: string): Promise<void> {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SHOTS, `${this.name}-curation-${what}.png`) });
  }
  async open(): Promise<void> {
    await this.page.getByRole("button", { name: /^desk/ }).first().click();
    await this.page.keyboard.press("Alt+4");
    await this.page
      .getByRole("row", { name: /^unit / })
      .first()
      .waitFor();
  }
  /** the state as main has it, asked by the window's own way */
  async state(): Promise<CurationState> {
    return this.ask<CurationState>("curation", "state", { analyzerId: 1 });
  }
  async ask<T>(namespace: string, method: string, input: unknown): Promise<T> {
    const reply = await this.page.evaluate(
      async ([space, name, value]) => {
        const bridge = (globalThis as { spikedesk?: { invoke(...args: unknown[]): Promise<unknown> } }).spikedesk; // prettier-ignore
        if (bridge) return bridge.invoke(space, name, value);
        const response = await fetch(`/api/${space}/${name}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ input: value }),
        });
        return response.json() as Promise<unknown>;
      },
      [namespace, method, input] as const,
    );
    const { ok, value } = reply as { ok: boolean; value: T };
    expect(ok, JSON.stringify(reply)).toBe(true);
    return value;
  }
  async snippet(text: string): Promise<void> {
    await this.command(`:${text}`);
  }
  async command(text: string): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press("Control+k");
    await this.page.getByLabel("Command", { exact: true }).fill(text);
    await this.page.keyboard.press("Enter");
  }
}
