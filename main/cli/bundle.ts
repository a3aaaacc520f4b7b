import type { Plugin } from "esbuild";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";

/*
 * A command starts in a tenth of a second when its thousand source files are one file. The bundle is named by what it
 * was made of, so that an edit makes another one and a command that still runs keeps its own.
 */

const ROOT = join(import.meta.dirname, "../..");
const BUNDLES = join(ROOT, "dist/cli");
const SOURCES = ["core", "main", "native-io/ts", "preload/contract", "bench", "package-lock.json"];
/** Of the bundles those used last stay: a command that still runs starts threads from its own. */
const KEPT = 12;
/** The folder of a bundle says when it was last used, to this precision. */
const TOUCH_MS = 60_000;

/** The program and its pool thread as one file each, made now if the sources have changed; its folder. */
export async function bundleOfSources(): Promise<string> {
  const folder = join(BUNDLES, stampOfSources());
  if (!existsSync(folder)) await makeBundle(folder);
  else touch(folder);
  return folder;
}

/** Paths, sizes and times of the sources: reading them all would cost what the bundle saves. */
function stampOfSources(): string {
  const hash = createHash("sha256");
  const visit = (path: string): void => {
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      hash.update(`${relative(ROOT, path)} ${stat.size} ${stat.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(path).sort()) {
      if (!name.endsWith(".test.ts")) visit(join(path, name));
    }
  };
  hash.update(`${ROOT} ${process.version}\n`);
  for (const source of SOURCES) visit(join(ROOT, source));
  return hash.digest("hex").slice(0, 20);
}

async function makeBundle(folder: string): Promise<void> {
  await mkdir(BUNDLES, { recursive: true });
  const { build } = await import("esbuild");
  const making = mkdtempSync(join(BUNDLES, "making-"));
  try {
    await build({
      entryPoints: {
        program: join(ROOT, "main/cli/program.ts"),
        work: join(ROOT, "main/jobs/worker.ts"),
      },
      outdir: making,
      outExtension: { ".js": ".cjs" },
      bundle: true,
      platform: "node",
      format: "cjs",
      target: `node${process.versions.node}`,
      // what brings its own files or threads stays a package
      external: ["better-sqlite3", "esbuild", "h5wasm", "h5wasm-plugins", "piscina", "*.node"],
      define: { __WORKER_FILE__: JSON.stringify(join(folder, "worker.cjs")) },
      plugins: [KEEP_PLACES],
      logLevel: "silent",
    });
    // the cache of compiled code is a thread's own to switch on, and before the large file is loaded
    writeFileSync(
      join(making, "worker.cjs"),
      'require("node:module").enableCompileCache();\nmodule.exports = require("./work.cjs");\n',
    );
    removeUnused();
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // two commands may have made the same bundle at the same time
    if (!existsSync(folder)) throw error;
  }
}

/** Every module still knows the place of its source. */
const KEEP_PLACES: Plugin = {
  name: "keep-places",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.")) return undefined;
      const contents = text
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: "ts" };
    });
  },
};

function touch(folder: string): void {
  const now = Date.now();
  if (now - statSync(folder).mtimeMs > TOUCH_MS) utimesSync(folder, now / 1000, now / 1000);
}

function removeUnused(): void {
  const lastUsed = (name: string): number => statSync(join(BUNDLES, name)).mtimeMs;
  const newestFirst = readdirSync(BUNDLES).sort((a, b) => lastUsed(b) - lastUsed(a));
  for (const name of newestFirst.slice(KEPT)) {
    rmSync(join(BUNDLES, name), { recursive: true, force: true });
  }
}
