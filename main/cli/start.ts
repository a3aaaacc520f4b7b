import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { serve } from "./serve.ts";

/*
 * `npm start`: builds what is missing or old, then opens the window. Where no Electron can be had (or it cannot show a
 * window) it says so in one line and serves the same workstation in a browser.
 */

const ROOT = join(import.meta.dirname, "../..");
const SOURCES = ["core", "main", "native-io/ts", "preload", "renderer"];
const BUILT = ["dist/main/main.cjs", "dist/preload/bridge.cjs", "dist/renderer/index.html"];
/** Electron's own download, once, where the network has it. */
const INSTALL_TIMEOUT_MS = 120_000;
/** A window that ends sooner than this with a failure never opened. */
const OPENED_AFTER_MS = 5000;

await start(process.argv.slice(2));

async function start(args: readonly string[]): Promise<void> {
  buildIfNeeded();
  const electron = findElectron();
  if ("problem" in electron) {
    await serveInstead(electron.problem);
    return;
  }
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) {
    await serveInstead("there is no display");
    return;
  }
  const problem = await runWindow(electron.path, args);
  if (problem !== undefined) await serveInstead(problem);
}

async function serveInstead(problem: string): Promise<void> {
  process.stderr.write(`No window (${problem}); serving the workstation in the browser instead.\n`);
  await serve({ port: 0, json: false });
}

function buildIfNeeded(): void {
  const built = BUILT.map((file) => join(ROOT, file));
  const oldest = Math.min(...built.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)));
  if (oldest > newestSource()) return;
  process.stderr.write("building …\n");
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  for (const command of [
    [join(ROOT, "main/build.mjs")],
    [vite, "build", join(ROOT, "renderer"), "--logLevel", "warn"],
  ]) {
    const { status } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) process.exit(1);
  }
}

function newestSource(): number {
  let newest = 0;
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else newest = Math.max(newest, statSync(path).mtimeMs);
    }
  };
  for (const folder of SOURCES) visit(join(ROOT, folder));
  return newest;
}

/** Electron's binary: a folder named by the environment, what is installed, or what its package can download. */
function findElectron(): { readonly path: string } | { readonly problem: string } {
  const require = createRequire(import.meta.url);
  let folder: string;
  try {
    folder = dirname(require.resolve("electron/package.json"));
  } catch {
    return { problem: "Electron is not installed" };
  }
  const named = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const installed = binaryIn(named ?? join(folder, "dist"), folder);
  if (installed !== undefined) return { path: installed };
  if (named !== undefined) return { problem: `there is no Electron in ${named}` };
  process.stderr.write("fetching Electron …\n");
  const { status } = spawnSync(process.execPath, [join(folder, "install.js")], {
    stdio: "ignore",
    timeout: INSTALL_TIMEOUT_MS,
  });
  const fetched = status === 0 ? binaryIn(join(folder, "dist"), folder) : undefined;
  return fetched === undefined ? { problem: "Electron could not be fetched" } : { path: fetched };
}

function binaryIn(dist: string, packageFolder: string): string | undefined {
  const pathFile = join(packageFolder, "path.txt");
  const names = [
    existsSync(pathFile) ? readFileSync(pathFile, "utf8") : "",
    process.platform === "win32" ? "electron.exe" : "electron",
    "Electron.app/Contents/MacOS/Electron",
  ];
  return names
    .filter((name) => name !== "")
    .map((name) => join(dist, name))
    .find((file) => existsSync(file));
}

/** Runs the window to its end; answers why it never opened, if so. */
async function runWindow(electron: string, args: readonly string[]): Promise<string | undefined> {
  const startMs = Date.now();
  const child = spawn(electron, [...args, ROOT], { stdio: ["ignore", "inherit", "pipe"] });
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said = (said + part.toString()).slice(-2000);
    process.stderr.write(part);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => {
      resolve(1);
    });
    child.once("exit", resolve);
  });
  const failedEarly = code !== 0 && Date.now() - startMs < OPENED_AFTER_MS;
  if (!failedEarly) return undefined;
  const isRoot = said.includes("--no-sandbox");
  return isRoot
    ? "Electron does not run as root with its sandbox"
    : `Electron ended with status ${String(code)}`;
}
