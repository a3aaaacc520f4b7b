/// <reference lib="dom" />
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { _electron, type ElectronApplication, type Page } from "playwright-core";

/*
 * The desk as a person meets it, in the real Electron: `xvfb-run -a node bench/desk.ts [--analyzer FOLDER]`. Without a folder
 * one of the asked size is made (1.2 GB). The application has to be built (`npm run build`). Prints every number that is
 * asked of the desk beside its limit; says how loaded the machine was, because only a quiet one tells anything.
 */

const { values } = parseArgs({
  options: {
    analyzer: { type: "string" },
    switches: { type: "string", default: "50" },
    shots: { type: "string" },
  },
});
const ROOT = resolve(import.meta.dirname, "..");
const home = mkdtempSync(join(tmpdir(), "spikedesk-desk-bench-"));
const folder = values.analyzer ?? join(home, "analyzer");
if (!existsSync(folder)) {
  const made = spawnSync(process.execPath, [join(ROOT, "bench/desk-analyzer.ts"), "--out", folder]);
  if (made.status !== 0) throw new Error(String(made.stderr));
}
const loads = readFileSync("/proc/loadavg", "utf8").split(" ").slice(0, 2).join(", ");
process.stdout.write(`load of the machine before: ${loads}\n`);

const runtime = join(
  process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(ROOT, "node_modules/electron/dist"),
  "electron",
);
const launch = (): Promise<ElectronApplication> =>
  _electron.launch({
    executablePath: runtime,
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--js-flags=--expose-gc", ROOT],
    env: {
      ...(process.env as Record<string, string>), // of a process that was started
      HOME: home,
      SPIKEDESK_HOME: join(home, "settings"),
    },
  });
const ask = <T>(page: Page, space: string, method: string, input: unknown): Promise<T> =>
  page.evaluate(
    async ([s, m, i]) => {
      const { spikedesk } = globalThis as unknown as {
        spikedesk: {
          invoke(
            ...args: unknown[]
          ): Promise<{ ok: boolean; value: unknown; error?: { message: string } }>;
        };
      };
      const reply = await spikedesk.invoke(s, m, i);
      if (!reply.ok) throw new Error(reply.error?.message);
      return reply.value as T; // of the method that was asked
    },
    [space, method, input] as const,
  );
const say = (what: string, value: number, unit: string, limit: string): void => {
  process.stdout.write(`${what.padEnd(52)} ${value.toFixed(value < 10 ? 2 : 0).padStart(7)} ${unit.padEnd(4)} asked: ${limit}\n`); // prettier-ignore
};
const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;

/** CPU of all processes of the application, s; NaN where the system does not say it so. */
function cpuOf(app: ElectronApplication): number {
  if (process.platform !== "linux") return NaN;
  const family = new Set([app.process().pid]);
  const all = readdirSync("/proc")
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => a - b);
  let ticks = 0;
  for (const pid of all) {
    let fields: string[];
    try {
      fields =
        readFileSync(`/proc/${String(pid)}/stat`, "utf8")
          .split(") ")[1]
          ?.split(" ") ?? [];
    } catch {
      continue; // it has ended meanwhile
    }
    if (family.has(Number(fields[1]))) family.add(pid);
    if (family.has(pid)) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}

try {
  // a project with the analyzer, made once so that opening it is all that is measured
  let app = await launch();
  let page = await app.firstWindow();
  page.setDefaultTimeout(180_000);
  await page.getByRole("button", { name: "New project" }).waitFor();
  await ask(page, "projects", "create", { path: join(home, "desk.spikedesk") });
  const added = performance.now();
  await ask(page, "analyzers", "add", { path: folder });
  say("add the folder to a project", (performance.now() - added) / 1e3, "s", "(opening: 3)");
  await app.close();

  app = await launch();
  page = await app.firstWindow();
  page.setDefaultTimeout(180_000);
  const recent = page.getByRole("button", { name: /^desk/ }).first();
  await recent.waitFor();
  const cpuBefore = cpuOf(app);
  const opened = performance.now();
  await recent.click();
  await page.keyboard.press("Alt+4");
  const rows = page.getByRole("row", { name: /^unit / });
  await rows.first().waitFor();
  say("open, until the table of units stands", (performance.now() - opened) / 1e3, "s", "3");
  await rows.first().click({ position: { x: 20, y: 8 } });
  await page.evaluate(watchPanels);
  await page.evaluate(quietPanels);
  say("open, until all default views of a unit are drawn", (performance.now() - opened) / 1e3, "s", "3"); // prettier-ignore
  say("CPU of that", cpuOf(app) - cpuBefore, "s", "–");
  if (values.shots !== undefined) await page.screenshot({ path: join(values.shots, "desk.png") });

  const cpuSwitch = cpuOf(app);
  const switches = await page.evaluate(switchUnits, Number(values.switches));
  say("select another unit: first paint (median)", median(switches.first), "ms", "100");
  say("select another unit: all default views (median)", median(switches.all), "ms", "300");
  say("select another unit: worst of all", Math.max(...switches.all), "ms", "–");
  say("CPU of one switch", (1e3 * (cpuOf(app) - cpuSwitch)) / switches.all.length, "ms", "–"); // prettier-ignore

  const table = await ask<{ unitIds: (string | number)[]; locationsUm: ([number, number] | null)[] }>(page, "analyzers", "units", { analyzerId: 1 }); // prettier-ignore
  const order = table.unitIds
    .map((id, i) => ({ id, y: table.locationsUm[i]?.[1] ?? 0 }))
    .sort((a, b) => a.y - b.y)
    .map(({ id }) => id);
  const times = { merge: [] as number[], split: [] as number[], cluster: [] as number[] };
  for (let i = 0; i < 7; i++) {
    const timed = async (list: number[], action: unknown): Promise<void> => {
      const start = performance.now();
      await ask(page, "curation", "preview", { analyzerId: 1, action });
      list.push(performance.now() - start);
    };
    const [a, b] = [order[40 * i + 20], order[40 * i + 21]];
    await timed(times.merge, { kind: "merge", unitIds: [a, b] });
    await timed(times.split, { kind: "split", unitId: a, by: { kind: "time", boundariesS: [1800] } }); // prettier-ignore
    await timed(times.cluster, { kind: "split", unitId: a, by: { kind: "cluster", numParts: 2 } });
  }
  say("preview of a merge (median)", median(times.merge), "ms", "1000");
  say("preview of a split at a time (median)", median(times.split), "ms", "1000");
  say("preview of a split by clustering (median)", median(times.cluster), "ms", "1000");
  const act = performance.now();
  await ask(page, "curation", "act", { analyzerId: 1, action: { kind: "merge", unitIds: [order[20], order[21]] } }); // prettier-ignore
  say("accept a merge, its metrics computed anew", performance.now() - act, "ms", "–");

  const memory = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .map(({ type, memory: { workingSetSize } }) => ({ type, mb: workingSetSize / 1024 })),
  );
  for (const { type, mb } of memory) {
    say(`memory of ${type}`, mb, "MB", type === "Tab" ? "600" : "–");
  }
  await app.close();
  await scrollTraces();
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Traces of a recording of 384 channels, moved by its key for some seconds: frames a second, the worst half second. */
async function scrollTraces(): Promise<void> {
  const app = await launch();
  const page = await app.firstWindow();
  page.setDefaultTimeout(180_000);
  await page.getByRole("button", { name: "New project" }).waitFor();
  await ask(page, "projects", "create", { path: join(home, "traces.spikedesk") });
  const { jobId } = await ask<{ jobId: number }>(page, "recordings", "simulate", {
    simulation: "ground_truth",
    params: { duration_s: 20, num_channels: 384, num_units: 20, seed: 1 },
    storage: "binary",
  });
  for (;;) {
    const { state } = await ask<{ state: string }>(page, "jobs", "get", { jobId });
    if (state !== "queued" && state !== "running") break;
    await page.waitForTimeout(200);
  }
  await page.keyboard.press("Alt+1");
  const canvas = page.locator('section.panel[aria-label="Traces"] canvas.overlay').first();
  await canvas.waitFor();
  await canvas.click({ position: { x: 300, y: 200 } });
  await page.waitForTimeout(1500);
  const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 100, height: 100 };
  const counting = page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const at: number[] = [];
        const step = (now: number): void => {
          at.push(now);
          if (now - (at[0] ?? now) < 6000) requestAnimationFrame(step);
          else done(at);
        };
        requestAnimationFrame(step);
      }),
  );
  await page.mouse.move(box.x + box.width * 0.8, box.y + 100);
  await page.mouse.down();
  for (let i = 0; i < 240; i++) {
    await page.mouse.move(box.x + box.width * (0.8 - 0.6 * ((i % 120) / 120)), box.y + 100);
    await page.waitForTimeout(12);
  }
  await page.mouse.up();
  const frames = await counting;
  const worst = Math.min(
    ...frames.map((from, i) => {
      const end = frames.findIndex((at) => at >= from + 500);
      return end < 0 ? Infinity : ((end - i) * 1e3) / ((frames[end] ?? from) - from);
    }),
  );
  say("traces while dragged: frames a second, whole", ((frames.length - 1) * 1e3) / ((frames.at(-1) ?? 1) - (frames[0] ?? 0)), "1/s", "30"); // prettier-ignore
  say("traces while dragged: the worst half second", worst, "1/s", "30");
  if (values.shots !== undefined) await page.screenshot({ path: join(values.shots, "traces.png") });
  await app.close();
}

/** In the page: notes when a canvas is drawn and what is still asked for. */
function watchPanels(): void {
  const seen = { drawn: 0, first: 0, open: 0 };
  (globalThis as unknown as { deskBench: typeof seen }).deskBench = seen;
  const own = globalThis.fetch;
  globalThis.fetch = async (...args) => {
    seen.open++;
    try {
      const reply = await own(...args);
      await reply.clone().arrayBuffer();
      return reply;
    } finally {
      seen.open--;
    }
  };
  const note = (): void => {
    seen.drawn = performance.now();
    if (seen.first === 0) seen.first = seen.drawn;
  };
  const { prototype } = CanvasRenderingContext2D;
  for (const name of ["fillRect", "clearRect", "putImageData", "drawImage"] as const) {
    const methods = prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    const before = methods[name];
    methods[name] = function (this: unknown, ...args: unknown[]) {
      note();
      return before?.apply(this, args);
    };
  }
}

/** In the page: until nothing was asked for and nothing drawn for 150 ms. */
async function quietPanels(): Promise<void> {
  const seen = (globalThis as unknown as { deskBench: { drawn: number; open: number } }).deskBench;
  const start = performance.now();
  while (performance.now() - start < 60_000) {
    await new Promise((resume) => setTimeout(resume, 20));
    if (seen.open === 0 && performance.now() - Math.max(start, seen.drawn) > 150) return;
  }
}

/** In the page: goes down the table; times from the key to the first and to the last drawing that followed. */
async function switchUnits(count: number): Promise<{ first: number[]; all: number[] }> {
  const seen = (globalThis as unknown as { deskBench: { drawn: number; first: number; open: number } }).deskBench; // prettier-ignore
  const grid = document.querySelector<HTMLElement>('[role=grid][aria-label="Units"]');
  grid?.focus();
  const out = { first: [] as number[], all: [] as number[] };
  for (let i = 0; i < count; i++) {
    seen.drawn = 0;
    seen.first = 0;
    const start = performance.now();
    grid?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", code: "ArrowDown", bubbles: true, cancelable: true })); // prettier-ignore
    // the row itself is marked in the next frame
    await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
    out.first.push(Math.min(performance.now(), seen.first || Infinity) - start);
    for (;;) {
      await new Promise((resume) => setTimeout(resume, 5));
      if (seen.open === 0 && performance.now() - Math.max(start, seen.drawn) > 120) break;
      if (performance.now() - start > 10_000) break;
    }
    out.all.push(Math.max(seen.drawn, start) - start);
  }
  return out;
}
