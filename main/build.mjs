// Bundles what Electron runs: main and the pool's worker (CommonJS for Node 18, the oldest Electron served) and the
// preload script. Native modules and Piscina, which starts its own worker file, stay outside the bundles.
import { build } from "esbuild";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

const shared = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  external: ["electron", "better-sqlite3", "piscina", "*.node"],
  sourcemap: true,
  logLevel: "warning",
  // CommonJS knows no import.meta
  banner: {
    js: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;',
  },
  define: { "import.meta.url": "__importMetaUrl", "import.meta.dirname": "__dirname" },
};

for (const folder of ["main", "preload"])
  rmSync(join(dist, folder), { recursive: true, force: true });

await Promise.all([
  build({
    ...shared,
    entryPoints: {
      main: join(root, "main/electron/main.ts"),
      worker: join(root, "main/jobs/worker.ts"),
      "hdf5-thread": join(root, "native-io/ts/hdf5/thread.ts"),
    },
    outdir: join(dist, "main"),
    outExtension: { ".js": ".cjs" },
  }),
  build({
    ...shared,
    entryPoints: { bridge: join(root, "preload/bridge.ts") },
    outdir: join(dist, "preload"),
    outExtension: { ".js": ".cjs" },
    banner: {},
    define: {},
  }),
]);

// the HDF5 library loads its compression plugins as files
cpSync(join(root, "node_modules/h5wasm-plugins/plugins"), join(dist, "main/hdf5-plugins"), {
  recursive: true,
});
