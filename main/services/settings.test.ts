import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "#main/app/index.ts";
import { testApp } from "#test/support/app.ts";
import { createSettingsStore } from "./settings.ts";

describe("settings", () => {
  let home: string;
  let app: App;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-settings-"));
    app = testApp(home);
  });
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("of another version, or broken ones, do not take the others with them", () => {
    const folder = join(home, "old");
    mkdirSync(folder);
    const stored = { theme: "light", chunkDurationS: 2, timeFormat: "fortnights", keymap: "phy" };
    writeFileSync(join(folder, "settings.json"), JSON.stringify(stored));
    const settings = createSettingsStore(folder).get();
    expect(settings).toMatchObject({ theme: "light", timeFormat: "clock", keymap: "phy" });
    expect(settings).not.toHaveProperty("chunkDurationS");
  });

  it("of a project go before the application's while it is open, and stay with it", async () => {
    const { api } = app;
    await expect(api.projects.getSettings({})).rejects.toMatchObject({ code: "InvalidValue" });
    await api.app.setSettings({ numWorkers: 3 });
    const { path } = await api.projects.create({ path: join(home, "own.spikedesk") });
    expect(await api.projects.getSettings({})).toEqual({});
    const own = await api.projects.setSettings({ numWorkers: 1, timeFormat: "samples" });
    expect(own).toEqual({ numWorkers: 1, timeFormat: "samples" });
    expect((await api.app.getSettings({})).numWorkers).toBe(3);
    await api.projects.close({});
    const workers = async (): Promise<number> => (await api.app.info({})).numWorkers;
    expect(await workers()).toBe(3);
    await api.projects.open({ path });
    expect(await workers()).toBe(1);
    expect(await api.projects.setSettings({ numWorkers: null })).toEqual({ timeFormat: "samples" });
    expect(await workers()).toBe(3);
    const wrong = api.projects.setSettings({ numWorkers: 0 });
    await expect(wrong).rejects.toMatchObject({ code: "InvalidParameter" });
  });
});
